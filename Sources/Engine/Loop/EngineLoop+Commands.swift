import Editing
import Evaluation
import RunModel

/// What commands do between rounds, other than to make rounds: each answers with what it changed, or with why it did not.
extension EngineLoop {
  mutating func undo(_ round: Int, sharedRounds: Int, _ branch: inout Branch) {
    let last = branch.session.rounds.count
    guard round == last, last > sharedRounds else {
      let reason =
        last == 0
        ? "there is no round to take back"
        : round == last
          ? "round \(round) is not taken back: both branches have it; end the fork first"
          : "round \(round) is not taken back: the last round is round \(last)"
      emit(.notice(Notice(.warning, reason)))
      return
    }
    do {
      try branch.session.undo(recall: branch.store.applied)
    } catch {
      emit(.notice(Notice(.error, "round \(round) is not taken back: \(error)")))
      return
    }
    goal = nil
    branch.detector.rewind(to: branch.session.edits)
    branch.backlog.rewind(to: branch.session.rounds.count)
    branch.recent.takeBack()
    tell(.undone(UndoReport(round: round, edits: branch.session.edits)), branch)
    // Prompts that were pinned since the round before have not been read after it.
    if hasPinned { tellProbes(of: branch.session.standing, branch.name) }
  }

  /// Lets the round stand again that was taken back last. Rounds carry the settings that they were made with, and those in
  /// force stay: where a round brings another editor or clamp with it, the log says again which ones come next.
  mutating func redo(_ round: Int, _ branch: inout Branch) {
    guard let report = branch.recent.next, report.round == round, round == branch.session.rounds.count + 1 else {
      let reason = "round \(round) cannot stand again: another was made since, or none was taken back"
      emit(.notice(Notice(.warning, reason)))
      return
    }
    do {
      let applied = try branch.store.applied(round: round)
      guard branch.session.accepts(report, applied) else { throw EngineError.notKept(round: round) }
      branch.session.apply(edits: branch.session.edits..<report.edits, applied)
    } catch {
      emit(.notice(Notice(.error, "round \(round) does not stand again: \(error)")))
      return
    }
    goal = nil
    branch.recent.standAgain()
    branch.detector.add(report)
    branch.backlog.note(report)
    tell(.round(report), branch)
    if report.editor != branch.session.setup.kind, let change = try? branch.session.editorInForce() {
      tell(.editor(change), branch)
    }
    if let anchor = branch.session.setup.clamp, let made = report.clamp, anchor != made {
      tell(.clamp(branch.session.clampInForce), branch)
    }
    if let made = report.valueAnchor, branch.session.setup.kind.setsTargets, branch.session.setup.comingAnchor != made {
      tell(.anchor(branch.session.anchorInForce), branch)
    }
    if hasPinned { tellProbes(of: branch.session.standing, branch.name) }
  }

  mutating func setGuard(_ setting: GuardSetting, _ branch: inout Branch) {
    branch.lateGuard = nil
    do {
      try branch.session.setGuard(setting)
    } catch {
      emit(.notice(Notice(.error, "the guard stays as it was: \(error)")))
      return
    }
    tell(.change(GuardChange(edits: branch.session.edits, setting: setting)), branch)
  }

  mutating func setEditor(_ kind: EditorKind, _ branch: inout Branch) {
    do {
      let hadProblem = branch.session.setup.cacheProblem != nil
      tell(.editor(try branch.session.setEditor(kind)), branch)
      if !hadProblem, let problem = branch.session.setup.cacheProblem { emit(.notice(Notice(.warning, problem))) }
      for remark in try branch.session.nullSpaceRemarks() { emit(.notice(Notice(.warning, remark))) }
    } catch {
      emit(.notice(Notice(.error, "the editor stays \(branch.session.setup.kind): \(error)")))
    }
  }

  mutating func fork(_ round: Int, _ setting: BranchSetting, _ branches: inout Branches) {
    do {
      let fork = try branches.fork(round: round, setting)
      tell(.forked(fork), branches.first)
      for remark in try branches.alive[1].session.nullSpaceRemarks() { emit(.notice(Notice(.warning, remark))) }
    } catch {
      emit(.notice(Notice(.error, "the run is not forked: \(error)")))
    }
  }

  mutating func endFork(keeping name: String, _ branches: inout Branches) {
    guard branches.isForked, let position = try? branches.position(of: name) else {
      emit(.notice(Notice(.warning, branches.isForked ? "there is no branch \"\(name)\"" : "the run is not forked")))
      return
    }
    branches.keep(position)
    tell(.forkEnded(ForkEnd(edits: branches.first.session.edits)), branches.first)
  }

  /// What is left undone with a second branch, in words; empty for one.
  func othersLeftOut(_ branches: Branches, as what: String) -> String {
    branches.isForked ? "; branch \(branches.alive[1].name) is not \(what): end the fork with it first" : ""
  }

  /// Measures all edits so far of the first branch, case by case.
  mutating func evaluate(_ branches: Branches) {
    let branch = branches.first
    let session = branch.session
    let rest = othersLeftOut(branches, as: "evaluated")
    if !rest.isEmpty { emit(.notice(Notice(.warning, "branch \(branch.name) is evaluated" + rest))) }
    goal = nil
    do {
      let file = try folder.map { try CaseFile(in: $0) }
      let edits = session.edits
      let report = try session.evaluate(
        keep: { try file?.append($0) },
        progress: { done, total in
          emit(.activity(Activity(phase: .evaluation, isRunning: false, step: done, steps: total, edits: edits)))
          return !lookForStop()
        })
      try file?.finish()
      tell(.evaluated(report), branch)
    } catch EvaluationError.interrupted {
      emit(.notice(Notice(.warning, "stopped before all edits were measured: there is no evaluation")))
    } catch {
      emit(.notice(Notice(.error, "the edits cannot be evaluated: \(error)")))
    }
  }
}
