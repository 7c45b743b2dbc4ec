/// What a run cannot be asked.
package enum EngineError: Error, Equatable, CustomStringConvertible {
  case unknownEditor(String)
  /// A guard that works inside the solve, and an editor that has none.
  case unreachable(editor: String)
  /// A round that was never kept.
  case notKept(round: Int)

  package var description: String {
    switch self {
    case .unknownEditor(let name): "there is no editor \"\(name)\""
    case .unreachable(let editor):
      "\(editor) has no closed-form solve, so the constrained guard and its controls cannot reach into it; take REVIVE or a control of REVIVE"
    case .notKept(let round): "round \(round) was not kept, so it cannot be taken back"
    }
  }
}
