/// From where a run can be edited on.
extension BranchedRun {
  /// Whether it is certain which updates the rounds that stand are of: nothing is damaged, or every round after the damage is
  /// bound to those before it by its digest.
  package var canGoOn: Bool {
    guard let sound = soundRound else { return true }
    return sound >= 0 && branches.contains { ($0.reports.last?.round ?? -1) > sound }
      && branches.allSatisfy { branch in
        zip(0..., branch.reports).allSatisfy { number, report in
          // The sound round's own digest is the beginning of the chain: without it the rounds after it hang in the air.
          report.round == number && (number < max(1, sound) || report.updateDigest != nil)
        }
      }
  }

  /// The lines that a log lacks for its run to end after an earlier round: what came later is taken back, also where damage
  /// alone follows, and a fork that began later is dropped.
  ///
  /// - Returns: nil when no such round stands.
  package func lines(endingAfter round: Int) -> [Event]? {
    guard let last = branches[0].reports.first(where: { $0.round == round }) else { return nil }
    let dropsFork = fork != nil && round < sharedRounds
    let end = dropsFork ? [Event.forkEnded(ForkEnd(edits: branches[0].edits)).about(branches[0].name)] : []
    let lines =
      end
      + (dropsFork ? [branches[0]] : branches).compactMap { branch in
        branch.reports.first { $0.round > round }.map { next in
          // Two branches may have come to other edits with as many rounds.
          let edits = branch.reports.last { $0.round < next.round }?.edits ?? 0
          return .undone(UndoReport(round: next.round, edits: edits)).about(branch.name)
        }
      }
    guard lines.isEmpty, round == soundRound else { return lines }
    return [.undone(UndoReport(round: round + 1, edits: last.edits)).about(branches[0].name)]
  }
}
