import Editing
import RunModel

extension Branches {
  /// The branches that an earlier run was left with: the rounds that its log still holds are applied again, in order.
  ///
  /// - Parameters:
  ///   - run: of at least one round.
  ///   - session: at edit 0.
  ///   - folder: where the rounds' updates are.
  /// - Throws: `RunFolderError` for a damaged log, and for what is not of this model, these edits or these updates; what a
  ///   setting cannot be had for.
  init(resuming run: BranchedRun, _ session: EditingSession, from folder: RunFolder, isUndoable: Bool) throws {
    func refusal(_ reason: String) -> RunFolderError { .unreadable(path: folder.url.path, reason: reason) }
    if let damage = run.damage {
      throw refusal(
        "its log is damaged, so that nobody knows which rounds its updates are of: \(damage); cut log.jsonl off "
          + "before that line to go on from there, or look at the run with replay")
    }
    guard run.description != nil else { throw refusal("its log lacks the line with which a run begins") }
    guard session.continues(run) else {
      throw refusal("its model or its file of edits is not what it was when the run began")
    }
    let store = RoundStore(folder, isUndoable: isUndoable)
    let branches = try run.branches.map { logged in
      var branch = Branch(session, logged.forks.reduce(store) { $0.forked($1) }, name: logged.name)
      let rounds = logged.reports
      for report in rounds where report.round > 0 {
        let session = branch.session
        guard report.edits <= session.editLimit else {
          throw refusal(
            "the run is at edit \(separated(report.edits)), but its file of edits has only \(separated(session.editLimit))"
          )
        }
        let applied = try branch.store.applied(round: report.round)
        guard session.accepts(report, applied) else {
          throw refusal("round \(report.round) does not follow on the one before, or its updates do not fit the model")
        }
        branch.session.apply(edits: session.edits..<report.edits, applied)
      }
      branch.detector = CollapseDetector(rounds)
      branch.backlog = Backlog(rounds)
      branch.recent = RecentRounds(rounds)
      if let prompts = logged.probes { try branch.session.pin(prompts) }
      let initial = branch.session.configuration.guardSetting
      try branch.session.set(logged.guardSetting ?? initial, editor: logged.editor, clamp: logged.clamp)
      return branch
    }
    self.init(branches, sharedRounds: run.sharedRounds, forkCount: run.forkCount)
  }
}
