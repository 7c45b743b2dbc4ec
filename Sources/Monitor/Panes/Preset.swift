/// A named layout of panes.
package enum Preset: String, Sendable, Hashable, CaseIterable {
  /// Everything at once.
  case overview = "Overview"
  /// The weights.
  case spectrum = "Spectrum"
  /// When and how a model breaks.
  case collapse = "Collapse"
  /// What became of the facts.
  case edits = "Edits"
  /// The two panes that tell most.
  case minimal = "Minimal"

  /// How its panes share the screen.
  var arrangement: Arrangement {
    switch self {
    case .overview:
      .column([
        (5, .row([(1, .pane(.spectrum)), (1, .pane(.similarity))])),
        (5, .row([(1, .pane(.waterfall)), (1, .pane(.norms))])),
        (5, .row([(1, .pane(.quality)), (1, .pane(.edits))])), (4, .row([(1, .pane(.probes)), (1, .pane(.layers))])),
      ])
    case .spectrum:
      .row([
        (3, .column([(3, .pane(.spectrum)), (3, .pane(.waterfall))])),
        (2, .column([(2, .pane(.similarity)), (2, .pane(.norms)), (1, .pane(.layers))])),
      ])
    case .collapse:
      .row([
        (1, .column([(3, .pane(.quality)), (2, .pane(.probes))])),
        (1, .column([(3, .pane(.waterfall)), (2, .pane(.similarity)), (2, .pane(.norms))])),
      ])
    case .edits: .row([(3, .pane(.edits)), (2, .column([(3, .pane(.quality)), (2, .pane(.probes))]))])
    case .minimal: .row([(1, .pane(.quality)), (1, .pane(.spectrum))])
    }
  }

  /// The pane that has the focus first, and all of a small screen.
  var lead: Pane {
    switch self {
    case .overview, .collapse, .minimal: .quality
    case .spectrum: .spectrum
    case .edits: .edits
    }
  }

  package var panes: Set<Pane> { Set(arrangement.panes) }

  /// The preset `step` further on, round and round.
  func next(_ step: Int) -> Preset {
    let all = Preset.allCases
    let place = all.firstIndex(of: self) ?? 0
    return all[(place + step + all.count) % all.count]
  }
}

/// Panes beside and above each other, with their shares.
indirect enum Arrangement {
  case pane(Pane)
  case row([(Int, Arrangement)])
  case column([(Int, Arrangement)])

  /// In the order of reading.
  var panes: [Pane] {
    switch self {
    case .pane(let pane): [pane]
    case .row(let parts), .column(let parts): parts.flatMap(\.1.panes)
    }
  }

  /// The same with these panes only; nil when none is left.
  func keeping(_ kept: Set<Pane>) -> Arrangement? {
    func rest(_ parts: [(Int, Arrangement)]) -> [(Int, Arrangement)] {
      parts.compactMap { weight, part in part.keeping(kept).map { (weight, $0) } }
    }
    switch self {
    case .pane(let pane): return kept.contains(pane) ? self : nil
    case .row(let parts):
      let left = rest(parts)
      return left.count == 1 ? left[0].1 : left.isEmpty ? nil : .row(left)
    case .column(let parts):
      let left = rest(parts)
      return left.count == 1 ? left[0].1 : left.isEmpty ? nil : .column(left)
    }
  }
}
