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
    tell(.undone(UndoReport(round: round, edits: branch.session.edits)), branch)
    // Prompts that were pinned since the round before have not been read after it.
    if hasPinned { tellProbes(branch) }
  }

  mutating func setGuard(_ setting: GuardSetting, _ branch: inout Branch) {
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
      tell(.editor(try branch.session.setEditor(kind)), branch)
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

  /// Every branch is asked the same.
  mutating func pin(_ prompts: [String], _ branches: inout Branches) {
    do {
      for position in branches.alive.indices { try branches.alive[position].session.pin(prompts) }
    } catch {
      emit(.notice(Notice(.warning, "the prompts stay what they were: \(error)")))
      return
    }
    hasPinned = true
    for branch in branches.alive { tellProbes(branch) }
  }

  private mutating func tellProbes(_ branch: Branch) {
    do {
      tell(.probes(try branch.session.readProbes()), branch)
    } catch {
      emit(.notice(Notice(.warning, "the pinned prompts cannot be read: \(error)")))
    }
  }

  func inspect(_ index: Int, _ branch: Branch) {
    do {
      emit(.inspected(try branch.session.inspect(index)).about(branch.name))
    } catch {
      emit(.notice(Notice(.warning, "\(error)")))
    }
  }
}
