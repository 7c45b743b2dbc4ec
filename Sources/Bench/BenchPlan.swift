import Editing
import Foundation
import RunModel

/// What is to be timed.
package struct BenchPlan: Sendable {
  /// One row each.
  package var editors: [EditorKind]
  package var roundSize: Int
  /// How often everything is done; medians are reported.
  package var repeats: Int
  /// Whether the textbook form is timed beside the fast one.
  package var comparesTextbook: Bool
  /// Whether rounds are timed in every precision, and products beside the library's own, in place of editors.
  package var comparesPrecisions = false
  /// Where rounds are kept to see what that costs; nil leaves it out.
  package var folder: URL?
  /// Edits in a round, to show how a round's cost grows.
  package var roundSizes = [10, 50, 100, 200]
  /// Feed-forward widths m, to show how the cost of a layer grows.
  package var widths = [1024, 3072, 6400, 14336]
  /// Seconds beyond which a step is skipped and an estimate reported.
  package var patience = 60.0

  package init(editors: [EditorKind], roundSize: Int, repeats: Int, comparesTextbook: Bool) {
    self.editors = editors
    self.roundSize = roundSize
    self.repeats = repeats
    self.comparesTextbook = comparesTextbook
  }
}

extension EditorKind {
  /// Whether a round of the editor is targets and one ridge solve a layer, so that `TextbookRound` is its twin. The others
  /// do more with the same targets, keys and solves, or have none.
  var hasTextbookRound: Bool {
    switch self {
    case .memit, .memitSeq, .alphaEdit, .emmet: true
    case .rect, .prune, .nse, .deltaEdit, .rome, .encore, .ft, .ftL: false
    }
  }
}
