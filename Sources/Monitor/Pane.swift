/// The panes of the screen, in the order of their digits.
package enum Pane: Int, Sendable, Hashable, CaseIterable {
  case spectrum = 1
  case similarity, norms, quality, edits, probes

  /// The key that shows it.
  package var digit: Int { rawValue }

  /// Its name on the screen.
  package var title: String {
    switch self {
    case .spectrum: "spectrum"
    case .similarity: "similarity"
    case .norms: "norms"
    case .quality: "quality"
    case .edits: "edits"
    case .probes: "probes"
    }
  }

  /// Which panes stay when there is no room for all, most wanted first.
  static let byPriority: [Pane] = [.quality, .spectrum, .similarity, .edits, .norms, .probes]
}
