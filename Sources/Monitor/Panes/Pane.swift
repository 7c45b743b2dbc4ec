/// The panes of the screen, in the order of their digits.
package enum Pane: Int, Sendable, Hashable, CaseIterable {
  case spectrum = 1
  case waterfall, similarity, norms, quality, edits, probes, layers

  /// The key that shows it.
  package var digit: Int { rawValue }

  /// Its name on the screen.
  package var title: String {
    switch self {
    case .spectrum: "spectrum"
    case .waterfall: "waterfall"
    case .similarity: "similarity"
    case .norms: "norms"
    case .quality: "quality"
    case .edits: "edits"
    case .probes: "probes"
    case .layers: "layers"
    }
  }

  /// Whether its x axis counts edits.
  package var isOverEdits: Bool {
    switch self {
    case .waterfall, .similarity, .norms, .quality: true
    case .spectrum, .edits, .probes, .layers: false
    }
  }

  /// Whether it shows a chart, which can be looked at outside of the screen.
  package var isChart: Bool {
    switch self {
    case .spectrum, .waterfall, .similarity, .norms, .quality: true
    case .edits, .probes, .layers: false
    }
  }

  /// Whether it shows one layer or the mean of all.
  package var isByLayer: Bool {
    switch self {
    case .spectrum, .waterfall, .similarity, .norms: true
    case .quality, .edits, .probes, .layers: false
    }
  }

  /// Which panes stay when there is no room for all, most wanted first.
  static let byPriority: [Pane] = [.quality, .spectrum, .similarity, .edits, .waterfall, .norms, .probes, .layers]
}
