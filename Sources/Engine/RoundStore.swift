import Editing

/// Where a session's applied rounds are kept, so that one can be taken back: the run's folder, or memory for a run that has
/// none.
struct RoundStore {
  private let folder: RunFolder?
  private let keepsInMemory: Bool
  private var kept: [AppliedRound] = []

  /// - Parameter isUndoable: a run without a folder keeps nothing when no round will ever be asked for.
  init(_ folder: RunFolder?, isUndoable: Bool) {
    self.folder = folder
    keepsInMemory = folder == nil && isUndoable
  }

  /// Keeps a round in place of whatever was kept under its number, and forgets what followed.
  ///
  /// - Parameter round: counted from 1.
  mutating func keep(_ applied: AppliedRound, round: Int) throws(RunFolderError) {
    if keepsInMemory { kept = kept.prefix(round - 1) + [applied] }
    try folder?.write(applied, round: round)
  }

  /// - Throws: `RunFolderError`; `EngineError.notKept`.
  func applied(round: Int) throws -> AppliedRound {
    if let folder { return try folder.applied(round: round) }
    guard kept.indices.contains(round - 1) else { throw EngineError.notKept(round: round) }
    return kept[round - 1]
  }
}
