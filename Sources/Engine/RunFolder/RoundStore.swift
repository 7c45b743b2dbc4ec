import Editing
import RunModel

/// Where the applied rounds of a branch are kept, so that one can be taken back: the run's folder, or memory for a run that
/// has none.
struct RoundStore {
  /// The rounds from one on, up to the next stretch, were made by this branch.
  private struct Stretch {
    var start: Int
    var branch: String
  }

  private let folder: RunFolder?
  private let keepsInMemory: Bool
  private var kept: [AppliedRound] = []
  /// Of the rounds, by their number, as the log has them.
  private var digests: [Int: String] = [:]
  /// Rounds before a fork lie where the branch that was forked has them.
  private var stretches = [Stretch(start: 1, branch: Fork.trunk)]

  /// - Parameter isUndoable: a run without a folder keeps nothing when no round will ever be asked for.
  init(_ folder: RunFolder?, isUndoable: Bool) {
    self.folder = folder
    keepsInMemory = folder == nil && isUndoable
  }

  /// The store of a branch that has the rounds up to `fork.round` in common with this one.
  func forked(_ fork: Fork) -> RoundStore {
    var store = self
    store.kept = Array(kept.prefix(fork.round))
    store.digests = digests.filter { $0.key <= fork.round }
    store.stretches.removeAll { $0.start > fork.round + 1 }
    store.stretches.append(Stretch(start: fork.round + 1, branch: fork.name))
    return store
  }

  /// Keeps a round in place of whatever was kept under its number, and forgets what followed.
  ///
  /// - Parameter round: counted from 1.
  /// - Returns: the round's digest, for its line in the log.
  mutating func keep(_ applied: AppliedRound, round: Int) throws(RunFolderError) -> String {
    if keepsInMemory { kept = kept.prefix(round - 1) + [applied] }
    try folder?.write(applied, round: round, branch: branch(of: round))
    let digest = applied.digest(after: digests[round - 1])
    var later = round + 1
    while digests.removeValue(forKey: later) != nil { later += 1 }
    digests[round] = digest
    return digest
  }

  /// Takes in what an earlier run tells of a round.
  mutating func note(_ report: RoundReport) { digests[report.round] = report.updateDigest }

  /// What a round applied; from a folder it is what the log tells of, or an error.
  ///
  /// - Throws: `RunFolderError`; `EngineError.notKept`.
  func applied(round: Int) throws -> AppliedRound {
    if let folder {
      let applied = try folder.applied(round: round, branch: branch(of: round))
      guard let digest = digests[round], applied.digest(after: digests[round - 1]) != digest else { return applied }
      throw folder.lost(
        round: round, branch: branch(of: round),
        "it is not what round \(round) applied, by the digest in log.jsonl: damaged, or of another time")
    }
    guard kept.indices.contains(round - 1) else { throw EngineError.notKept(round: round) }
    return kept[round - 1]
  }

  private func branch(of round: Int) -> String { stretches.last { $0.start <= round }?.branch ?? Fork.trunk }
}
