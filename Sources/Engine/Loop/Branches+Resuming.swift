import Editing
import RunModel

extension Branches {
  /// The branches that an earlier run was left with: the rounds that its log still holds are applied again, in order.
  ///
  /// - Parameters:
  ///   - run: of at least one round.
  ///   - session: at edit 0.
  ///   - folder: where the rounds' updates are.
  ///   - isCut: whether somebody has said after which round the run goes on, which damage may then follow.
  /// - Throws: `RunFolderError` for a damaged log, and for what is not of this model, these edits or these updates; what a
  ///   setting cannot be had for.
  init(
    resuming run: BranchedRun, _ session: EditingSession, from folder: RunFolder, isUndoable: Bool, isCut: Bool = false
  ) throws {
    func refusal(_ reason: String) -> RunFolderError { .unreadable(path: folder.url.path, reason: reason) }
    if let damage = run.damage, let sound = run.soundRound, !run.canGoOn,
      !isCut || run.branches.contains(where: { ($0.reports.last?.round ?? -1) > sound })
    {
      let way = "go on from before that: \(folder.resumption(to: max(0, sound)))"
      throw refusal(
        "its log is damaged, so that nobody knows which rounds its updates are of: \(damage); \(way), or look at the "
          + "run with replay")
    }
    guard run.description != nil else {
      throw refusal("its log lacks the line with which a run begins; begin it anew: \(folder.resumption(to: 0))")
    }
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
        branch.store.note(report)
        let applied = try branch.store.applied(round: report.round)
        guard session.accepts(report, applied) else {
          throw refusal(
            "round \(report.round) does not follow on the one before, or its updates do not fit the model; go on from "
              + "where the run stood before it: \(folder.resumption(to: session.rounds.count))")
        }
        branch.session.apply(edits: session.edits..<report.edits, applied)
      }
      branch.detector = CollapseDetector(rounds)
      branch.backlog = Backlog(rounds)
      branch.recent = RecentRounds(rounds)
      if logged.guardSetting == nil { branch.lateGuard = LateGuard(session.configuration) }
      if let prompts = logged.probes { try branch.session.pin(prompts) }
      let initial = branch.session.configuration.guardSetting
      try branch.session.set(
        logged.guardSetting ?? initial, editor: logged.editor, clamp: logged.clamp, anchor: logged.anchor)
      branch.session.recall(valueNormsOf: rounds)
      return branch
    }
    self.init(branches, sharedRounds: run.sharedRounds, forkCount: run.forkCount)
  }

  /// Lets the settings be in force again that were after an earlier round, to which the branches were taken back.
  ///
  /// - Returns: the lines of the log that say so.
  /// - Throws: what a setting cannot be had for.
  mutating func restore(settingsOf run: BranchedRun, after round: Int) throws -> [Event] {
    try alive.indices.flatMap { position -> [Event] in
      guard let settings = run.branches[position].rounds.last(where: { $0.report.round == round })?.settings else {
        return []
      }
      let configuration = alive[position].session.configuration
      let (before, edits) = (run.branches[position], alive[position].session.edits)
      let guardSetting = settings.guardSetting ?? configuration.guardSetting
      let editor = settings.editor ?? configuration.editor
      try alive[position].session.set(guardSetting, editor: editor, clamp: nil, anchor: nil)
      var lines: [Event] = []
      if editor != before.editor ?? configuration.editor {
        lines.append(.editor(try alive[position].session.editorInForce()))
      }
      // Also where the editor sets no targets: one that is chosen later may.
      if settings.clamp != before.clamp { lines.append(.clamp(alive[position].session.setClamp(settings.clamp))) }
      if settings.anchor != before.anchor { lines.append(.anchor(alive[position].session.setAnchor(settings.anchor))) }
      if settings.guardSetting != before.guardSetting {
        let isInitial = settings.guardSetting == nil
        lines.append(.change(GuardChange(edits: edits, setting: guardSetting, isInitial: isInitial ? true : nil)))
        if isInitial { alive[position].lateGuard = LateGuard(configuration) }
      }
      return lines.map { $0.about(alive[position].name) }
    }
  }
}
