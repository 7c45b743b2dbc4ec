import Charts
import RunModel

/// What the last change by the moment shown did; of a forked run, what its branches do since the fork. Worked out when
/// something has changed, not in every frame: it looks at every round of the stretch.
package struct ShownEffect: Sendable, Equatable {
  /// The change in words, as in `REVIVE on`; of a fork, what B does.
  package var title: String
  package var isFork: Bool
  package var effect: ChangeEffect
  /// What it was worked out from.
  fileprivate var source: Source?

  /// What has to change for another effect.
  fileprivate struct Source: Sendable, Equatable {
    var branch: String
    var moment: Int
    /// The round that is measured last, and whether in all.
    var rounds: Int
    var isPartial: Bool
    var common: Int
    var changes: [SettingChange]
  }
}

extension BranchView {
  /// What was measured, from the lines of charts.
  var course: ChangeEffect.Course {
    { [series] measure, range in
      let points = series.track(MeasureSeries.Line(measure.charted)).points
      let first = points.partitioningIndex { $0.x >= Double(range.lowerBound) }
      let end = points.partitioningIndex { $0.x > Double(range.upperBound) }
      return points[first..<max(first, end)].map { (Int($0.x), $0.y) }
    }
  }
}

extension CollapseSignal {
  /// The line over edits that shows it.
  var charted: Measure {
    switch self {
    case .argmax: .argmax
    case .tasks: .tasks
    case .perplexity: .perplexity
    case .neighbourhood: .neighbourhood
    case .ls: .subspaces
    case .ss: .vectors
    case .core: .coreDrift
    case .norm: .weightNorm
    case .hidden: .hiddenNorm
    }
  }
}

extension MonitorState {
  /// Works the effect of the last change out anew.
  mutating func refreshEffect() {
    let source = branches.focused.map { branch in
      ShownEffect.Source(
        branch: branch.name, moment: shownRound?.edits ?? 0, rounds: branch.run.rounds.count,
        isPartial: branch.run.rounds.last?.isPartial ?? false, common: branches.commonEdits,
        changes: branches.views.flatMap(\.run.marks))
    }
    guard source == nil || shownEffect?.source != source else { return }
    shownEffect = lastEffect
    shownEffect?.source = source
  }

  private var lastEffect: ShownEffect? {
    guard let branch = branches.focused, let moment = shownRound?.edits else { return nil }
    let changes = branch.run.marks
    // What was changed since the fork counts for more.
    if let fork = branches.fork, moment >= fork.edits,
      !changes.contains(where: { fork.edits < $0.edits && $0.edits <= moment })
    {
      return forkEffect(fork, to: moment)
    }
    guard let change = changes.last(where: { $0.edits <= moment }) else { return nil }
    return ShownEffect(
      title: words(change), isFork: false, effect: change.effect(among: changes, to: moment, branch.course))
  }

  /// B against A, up to an edit count that both have reached, and as long as neither was changed again.
  package func forkEffect(_ fork: Fork, to moment: Int) -> ShownEffect {
    let (a, b) = (branches.views[0], branches.views[1])
    let later = [a, b].flatMap(\.run.marks).map(\.edits).filter { $0 > fork.edits }.min()
    let end = min(moment, branches.commonEdits, later ?? .max)
    return ShownEffect(
      title: words(fork.setting), isFork: true,
      effect: ChangeEffect(b.course, against: a.course, since: fork.edits, to: end))
  }

  /// A change in words: `AlphaEdit, REVIVE on`.
  func words(_ change: SettingChange) -> String {
    notes(of: change).compactMap(\.first).map { $0 == "off" ? "guard off" : $0 }.joined(separator: ", ")
  }
}

extension ChangeEffect {
  /// What two slopes are in words, in hundred edits: `-.012 → -.034`.
  static func slopes(_ row: Row, _ glyphs: GlyphSet) -> String {
    "\(signed(row.before?.slope)) \(glyphs.arrow) \(signed(row.after?.slope))"
  }

  /// `+0.012`; `-` for none.
  package static func signed(_ value: Double?) -> String {
    guard let value else { return "-" }
    // What rounds to nothing is no slope: a weight that is left alone drifts by its last bits.
    guard value.isNaN || abs(value) >= Trend.least else { return "0" }
    return (value > 0 ? "+" : "") + compact(value)
  }
}
