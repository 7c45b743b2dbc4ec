import Editing
import Evaluation
import Foundation
import Telemetry

/// The engine's loop, on its queue: commands between rounds, and within them at every sub-step.
struct EngineLoop {
  let commands: CommandQueue
  let clock: @Sendable () -> Double
  let emit: @Sendable (Event) -> Void
  private var goal: RunGoal?
  /// Whether prompts were pinned by hand.
  var hasPinned = false
  /// Told of every round of the run.
  var watch = CollapseWatch()
  /// Commands that have to wait for the end of the round.
  private var waiting: [Command] = []
  var isStopping = false
  let cache: StatisticsCache?
  let isUndoable: Bool
  var folder: RunFolder?
  var store: RoundStore
  /// Entries that could not be written yet, oldest first.
  private var unwritten: [LogEntry] = []

  init(
    commands: CommandQueue, cache: StatisticsCache?, isUndoable: Bool, clock: @escaping @Sendable () -> Double,
    emit: @escaping @Sendable (Event) -> Void
  ) {
    self.commands = commands
    self.cache = cache
    self.isUndoable = isUndoable
    store = RoundStore(nil, isUndoable: isUndoable)
    self.clock = clock
    self.emit = emit
  }

  mutating func operate(_ start: EngineStart, saveTo: URL?) {
    var reason = "stopped"
    do {
      emit(.activity(Activity(phase: .loading, isRunning: false, edits: 0)))
      var session = try open(start)
      if !isStopping { work(&session) }
      record(.stop(reason: reason))
      if let saveTo {
        emit(.activity(Activity(phase: .saving, isRunning: false, edits: session.edits)))
        try session.save(to: saveTo)
        emit(.notice(Notice(.info, "edited model written to \(saveTo.path)")))
      }
    } catch EditingError.interrupted, EvaluationError.interrupted {
      reason = "stopped before the model was ready"
    } catch {
      reason = "\(error)"
      emit(.notice(Notice(.error, reason)))
    }
    emit(.stopped(reason: reason))
  }

  // MARK: - Working

  private mutating func work(_ session: inout EditingSession) {
    while !isStopping {
      if let command = waiting.isEmpty ? commands.poll() : waiting.removeFirst() {
        handle(command, &session)
      } else if goal != nil {
        advance(&session)
      } else {
        emit(.activity(Activity(phase: .idle, isRunning: false, edits: session.edits)))
        handle(commands.wait(), &session)
      }
    }
    // What was chosen while the last round ran is part of the run's state.
    for command in waiting {
      switch command {
      case .setGuard, .setEditor, .setClamp: handle(command, &session)
      case .run, .pause, .stepEdit, .stepRound, .undoRound, .evaluate, .setProbes, .inspect, .stop: break
      }
    }
  }

  private mutating func handle(_ command: Command, _ session: inout EditingSession) {
    switch command {
    case .run(let newGoal): goal = newGoal
    case .pause: goal = nil
    case .stepEdit:
      goal = nil
      round(1, &session)
    case .stepRound:
      goal = nil
      round(session.configuration.roundSize, &session)
    case .setGuard(let setting): setGuard(setting, &session)
    case .setEditor(let name): setEditor(name, &session)
    case .setClamp(let anchor):
      let change = session.setClamp(anchor)
      emit(.clamp(change))
      record(.clamp(change))
    case .undoRound(let round): undo(round, &session)
    case .evaluate: evaluate(&session)
    case .setProbes(let prompts): pin(prompts, &session)
    case .inspect(let index): inspect(index, session)
    case .stop: isStopping = true
    }
  }

  private mutating func undo(_ round: Int, _ session: inout EditingSession) {
    let last = session.rounds.count
    guard round == last, last > 0 else {
      let reason =
        last == 0
        ? "there is no round to take back" : "round \(round) is not taken back: the last round is round \(last)"
      emit(.notice(Notice(.warning, reason)))
      return
    }
    do {
      try session.undo(recall: store.applied)
    } catch {
      emit(.notice(Notice(.error, "round \(round) is not taken back: \(error)")))
      return
    }
    goal = nil
    watch.rewind(to: session.edits)
    let report = UndoReport(round: round, edits: session.edits)
    emit(.undone(report))
    record(.undo(report))
    // Prompts that were pinned since the round before have not been read after it.
    if hasPinned { tellProbes(session) }
  }

  private mutating func setGuard(_ setting: GuardSetting, _ session: inout EditingSession) {
    do {
      try session.setGuard(setting)
    } catch {
      emit(.notice(Notice(.error, "the guard stays as it was: \(error)")))
      return
    }
    let change = GuardChange(edits: session.edits, setting: setting)
    emit(.change(change))
    record(.change(change))
  }

  private mutating func setEditor(_ name: String, _ session: inout EditingSession) {
    do {
      guard let kind = EditorKind(named: name) else { throw EngineError.unknownEditor(name) }
      let change = try session.setEditor(kind)
      emit(.editor(change))
      record(.editor(change))
      for remark in try session.nullSpaceRemarks() { emit(.notice(Notice(.warning, remark))) }
    } catch {
      emit(.notice(Notice(.error, "the editor stays \(session.editor.name): \(error)")))
    }
  }

  /// The next round of a run, or its end.
  private mutating func advance(_ session: inout EditingSession) {
    var end = session.editLimit
    switch goal {
    case .edits(let count): end = min(end, count)
    case .collapse where watch.alarm != nil: end = session.edits
    case .collapse(let count): end = min(end, count ?? end)
    case .allEdits, nil: break
    }
    guard session.edits < end else {
      goal = nil
      emit(.activity(Activity(phase: .finished, isRunning: false, edits: session.edits)))
      return
    }
    round(min(session.configuration.roundSize, end - session.edits), &session)
  }

  private mutating func round(_ size: Int, _ session: inout EditingSession) {
    guard session.edits < session.editLimit else {
      emit(.notice(Notice(.warning, "all \(session.editLimit) edits are in")))
      return
    }
    // What is missing in the log comes first, or the updates of an undone round could be replaced while it still counts.
    guard writeLog() else { return }
    do {
      let (edits, applied) = (session.edits, session.rounds.count)
      let solved = try session.solve(count: size) { phase, step, steps in
        let activity = Activity(phase: phase, isRunning: goal != nil, step: step, steps: steps, edits: edits)
        emit(.activity(activity))
        return mayContinue(activity, applied: applied)
      }
      // On disk first: a full disk then leaves the run as it was.
      try store.keep(solved.applied, round: applied + 1)
      // A round without its measures is not part of the run.
      let before = session
      do {
        session.apply(edits: solved.edits, solved.applied)
        emit(.activity(Activity(phase: .evaluation, isRunning: goal != nil, edits: session.edits)))
        let report = try session.measure(solved) { lookForStop() }
        emit(.round(report))
        watch.add(report)
        record(.round(report))
        pauseOnFailure(report, session.configuration)
      } catch {
        session = before
        throw error
      }
    } catch EditingError.interrupted, EvaluationError.interrupted {
      return
    } catch {
      goal = nil
      emit(.notice(Notice(.error, "\(error)")))
    }
  }

  /// Measures all edits so far, case by case.
  private mutating func evaluate(_ session: inout EditingSession) {
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
      emit(.evaluated(report))
      record(.evaluation(report))
    } catch EvaluationError.interrupted {
      emit(.notice(Notice(.warning, "stopped before all edits were measured: there is no evaluation")))
    } catch {
      emit(.notice(Notice(.error, "the edits cannot be evaluated: \(error)")))
    }
  }

  private mutating func pin(_ prompts: [String], _ session: inout EditingSession) {
    do {
      try session.pin(prompts)
    } catch {
      emit(.notice(Notice(.warning, "the prompts stay what they were: \(error)")))
      return
    }
    hasPinned = true
    tellProbes(session)
  }

  private mutating func tellProbes(_ session: EditingSession) {
    do {
      let change = try session.readProbes()
      emit(.probes(change))
      record(.probes(change))
    } catch {
      emit(.notice(Notice(.warning, "the pinned prompts cannot be read: \(error)")))
    }
  }

  private func inspect(_ index: Int, _ session: EditingSession) {
    do {
      emit(.inspected(try session.inspect(index)))
    } catch {
      emit(.notice(Notice(.warning, "\(error)")))
    }
  }

  private mutating func pauseOnFailure(_ report: RoundReport, _ configuration: RunConfiguration) {
    guard configuration.pausesOnFailure, goal != nil, let first = report.failed.first else { return }
    goal = nil
    let count = report.failed.count == 1 ? "an edit" : "\(report.failed.count) edits"
    emit(.notice(Notice(.warning, "paused, since \(count) failed: \(first.reason)")))
  }

  mutating func record(_ entry: LogEntry) {
    guard folder != nil else { return }
    unwritten.append(entry)
    _ = writeLog()
  }

  /// Writes what the log lacks; false when that fails, and then the run is paused.
  private mutating func writeLog() -> Bool {
    guard let folder else { return true }
    do {
      while let next = unwritten.first {
        try folder.append(next, time: clock())
        unwritten.removeFirst()
      }
      return true
    } catch {
      goal = nil
      emit(.notice(Notice(.error, "\(error); the run is paused, and will write what is missing when it can")))
      return false
    }
  }

  // MARK: - Within a round

  /// Looks at the commands that came in while a round is prepared. A pause holds the round right here, so that nothing of
  /// it is lost; what needs the round to be over waits; false abandons the round, which has changed no weight yet.
  ///
  /// - Parameter applied: number of the last round that is applied.
  private mutating func mayContinue(_ activity: Activity, applied: Int) -> Bool {
    var activity = activity
    while let command = activity.isHeld ? commands.wait() : commands.poll() {
      switch command {
      case .pause:
        goal = nil
        activity.isRunning = false
        activity.isHeld = true
        emit(.activity(activity))
      case .run(let newGoal):
        goal = newGoal
        activity.isHeld = false
      case .stepRound where goal != nil || activity.isHeld:
        // This round is the one.
        goal = nil
        activity.isHeld = false
      case .stepEdit, .undoRound(applied):
        goal = nil
        waiting.append(command)
        return false
      case .stepRound, .setGuard, .setEditor, .setClamp, .undoRound, .evaluate, .setProbes, .inspect:
        waiting.append(command)
      case .stop:
        isStopping = true
        return false
      }
    }
    return true
  }

  /// While the model is loaded or a round is measured only `stop` is obeyed; everything else waits.
  mutating func lookForStop() -> Bool {
    while let command = commands.poll() {
      if command == .stop { isStopping = true } else { waiting.append(command) }
    }
    return isStopping
  }
}
