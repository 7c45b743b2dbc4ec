import RunModel

/// What a run cannot be asked.
package enum EngineError: Error, Equatable, CustomStringConvertible {
  /// A guard that works inside the solve, and an editor that has none.
  case unreachable(editor: EditorKind)
  /// A closed-form editor, and a model that normalises what its feed-forward layers write.
  case normalisedOutput(editor: EditorKind)
  /// A text to begin with that is no token.
  case emptyBeginning(String)
  /// Edits of what the model says before, where it says nothing of what is to be edited.
  case nothingKnown(of: Int)
  /// Built-in facts that a model's tokenizer or its positions leave nothing of.
  case nothingToTrace
  /// A run has no more than two branches.
  case isForked
  case noSuchBranch(String)
  case noSuchRound(Int)
  /// A round that was never kept.
  case notKept(round: Int)

  package var description: String {
    switch self {
    case .unreachable(let editor):
      "\(editor) has no closed-form solve, so the constrained guard and its controls cannot reach into it; take REVIVE or a control of REVIVE"
    case .normalisedOutput(let editor):
      "this model normalises what a feed-forward layer writes before it is added, so that an update of \(editor) would not "
        + "arrive as solved; take FT or FT-L (--editor FT), which go by the gradient alone"
    case .emptyBeginning(let text):
      "\(text.debugDescription) is no token of this model's tokenizer, so nothing can begin with it (--begin-with)"
    case .nothingKnown(let count):
      "of the \(count) facts to be edited the model says none, so nothing is left to edit; leave --known away"
    case .nothingToTrace:
      "none of the built-in facts works out in this model's tokens, so its settings cannot be found; name them: --layers, "
        + "--lambda, --lr, --ridge"
    case .isForked: "the run is forked already; end that fork first"
    case .noSuchBranch(let name): "there is no branch \"\(name)\" any more"
    case .noSuchRound(let round): "there is no round \(round) to fork from"
    case .notKept(let round): "round \(round) was not kept, so it cannot be taken back"
    }
  }
}
