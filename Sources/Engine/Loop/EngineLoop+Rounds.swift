import Editing
import Evaluation
import RunModel

/// How a round is made, and what comes in meanwhile.
extension EngineLoop {
  /// - Returns: whether the round was made.
  @discardableResult
  mutating func round(
    _ size: Int, _ position: Int, measuring extent: MeasuringExtent, _ branches: inout Branches
  ) -> Bool {
    // What is missing in the log comes first, or the updates of an undone round could be replaced while it still counts.
    guard writeLog() else { return false }
    let (edits, name) = (branches.alive[position].session.edits, branches.alive[position].name)
    let undoCommands = branches.undoCommands
    var models = StandingModels(branches)
    let result = Result {
      try branches.alive[position].session.solve(count: size) { phase, step, steps in
        let activity = Activity(phase: phase, isRunning: goal != nil, step: step, steps: steps, edits: edits)
        return mayContinue(activity, of: name, isStep: extent == .newest, abandonedFor: undoCommands, &models)
      }
    }
    pin(models.pinned, &branches)
    do {
      let solved = try result.get()
      var session = branches.alive[position].session
      // On disk first: a full disk then leaves the run as it was.
      let digest = try branches.alive[position].store.keep(solved.applied, round: session.rounds.count + 1)
      branches.alive[position].recent.forgetTakenBack()
      // A round without its measures is not part of the run.
      session.apply(edits: solved.edits, solved.applied)
      let (emit, isRunning, edits) = (emit, goal != nil, session.edits)
      var report = try session.measure(solved, extent) { step, steps in
        let activity = Activity(phase: .measuring, isRunning: isRunning, step: step, steps: steps, edits: edits)
        emit(.activity(activity).about(name))
      } isInterrupted: {
        lookForStop()
      }
      try session.requireUnchangedWeights()
      report.branch = name
      report.updateDigest = digest
      branches.alive[position].session = session
      branches.alive[position].detector.add(report)
      branches.alive[position].backlog.note(report)
      branches.alive[position].recent.add(report)
      tell(.round(report), branches.alive[position])
      pauseOnFailure(report, session.configuration)
      return true
    } catch EditingError.interrupted, EvaluationError.interrupted {
      return false
    } catch {
      goal = nil
      emit(.notice(Notice(.error, "\(error)")))
      return false
    }
  }

  private mutating func pauseOnFailure(_ report: RoundReport, _ configuration: RunConfiguration) {
    guard configuration.pausesOnFailure, goal != nil, let first = report.failed.first else { return }
    goal = nil
    let count = report.failed.count == 1 ? "an edit" : "\(report.failed.count) edits"
    emit(.notice(Notice(.warning, "paused, since \(count) failed: \(first.reason)")))
  }

  /// Looks at the commands that came in while a round is prepared. A pause holds the round right here, so that nothing of
  /// it is lost; what is only asked is answered by the models as they stand; what needs the round to be over waits; false
  /// abandons the round, which has changed no weight yet.
  ///
  /// - Parameters:
  ///   - name: the branch that the round is of.
  ///   - isStep: whether it is of a single edit that was asked for: further ones come after it.
  ///   - undoCommands: those that take the last round of some branch back.
  ///   - models: of all branches, without the round.
  private mutating func mayContinue(
    _ activity: Activity, of name: String, isStep: Bool, abandonedFor undoCommands: [Command],
    _ models: inout StandingModels
  ) -> Bool {
    var activity = activity
    emit(.activity(activity).about(name))
    while let command = activity.isHeld ? commands.next() : commands.poll() {
      switch command.content {
      case .pause:
        goal = nil
        activity.isRunning = false
        activity.isHeld = true
        dropSteps()
        emit(.activity(activity).about(name))
      case .run(let newGoal):
        goal = newGoal
        activity.isHeld = false
      case .stepRound where goal != nil || activity.isHeld, .stepEdit where isStep && activity.isHeld:
        // This round is the one.
        goal = nil
        activity.isHeld = false
      case _ where command == .stepEdit && !isStep || undoCommands.contains(command):
        goal = nil
        dropSteps()
        waiting.append(command)
        return false
      case .dropRound:
        goal = nil
        dropSteps()
        let words = "the round that was being made is dropped: the run stands at edit \(separated(activity.edits))"
        emit(.notice(Notice(.info, words)))
        return false
      case _ where command.isQuestion && (activity.isHeld || command.content != .measureEdits):
        // What waits for the end of the round does not stop it.
        answer(command, &models, isHeld: activity.isHeld) { !$0.commands.isEmpty }
        emit(.activity(activity).about(name))
      case .stepEdit, .stepRound, .setGuard, .setEditor, .setClamp, .setAnchor, .undoRound, .redoRound, .fork, .endFork,
        .evaluate, .measureEdits, .setProbes, .inspect, .on:
        waiting.append(command)
      case .stop:
        isStopping = true
        return false
      }
    }
    return true
  }
}
