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
  /// Commands that have to wait for the end of the round.
  private var waiting: [Command] = []
  private var isStopping = false
  private var folder: RunFolder?
  /// Entries that could not be written yet, oldest first.
  private var unwritten: [LogEntry] = []

  init(commands: CommandQueue, clock: @escaping @Sendable () -> Double, emit: @escaping @Sendable (Event) -> Void) {
    self.commands = commands
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

  // MARK: - Opening

  private mutating func open(_ start: EngineStart) throws -> EditingSession {
    switch start {
    case .new(let configuration, let url):
      var session = try load(configuration)
      if let url {
        let fingerprint = try ModelFingerprint(weights: session.material.checkpoint.tensors.url)
        folder = try RunFolder(creating: url, configuration: session.configuration, model: fingerprint)
      }
      try begin(&session)
      return session
    case .resume(let url):
      return try resume(RunFolder(existing: url))
    }
  }

  /// Measures edit 0 and begins the log with it.
  private mutating func begin(_ session: inout EditingSession) throws {
    let baseline = try session.measure(nil) { lookForStop() }
    let description = session.description(folder: folder?.url.path)
    emit(.ready(description))
    emit(.round(baseline))
    record(.start(description))
    record(.round(baseline))
  }

  private mutating func load(_ configuration: RunConfiguration) throws -> EditingSession {
    let session = try EditingSession(configuration) { done, total in
      emit(.activity(Activity(phase: .loading, isRunning: false, step: done, steps: total, edits: 0)))
      return !lookForStop()
    }
    for warning in session.warnings { emit(.notice(Notice(.warning, warning))) }
    return session
  }

  /// Takes up a run: the rounds that its log still holds are applied again, in order.
  private mutating func resume(_ folder: RunFolder) throws -> EditingSession {
    let stored = try folder.record()
    var session = try load(stored.configuration)
    let fingerprint = try ModelFingerprint(weights: session.material.checkpoint.tensors.url)
    guard fingerprint == stored.model else {
      throw RunFolderError.unreadable(
        path: folder.url.path,
        reason: "the model at \(session.material.checkpoint.url.path) is not the one this run edited")
    }
    if stored.library != .current {
      emit(
        .notice(
          Notice(.warning, "this run was computed with another BLAS core or thread count: last digits will differ")))
    }
    try folder.repairLog()
    let entries = try folder.entries()
    let history = RunHistory(entries)
    self.folder = folder
    // A run that ended before edit 0 was measured has not begun.
    guard !history.rounds.isEmpty else {
      try begin(&session)
      return session
    }
    guard session.continues(history) else {
      throw RunFolderError.unreadable(
        path: folder.url.path, reason: "its model or its file of edits is not what it was when the run began")
    }
    try restore(history, from: folder, &session)
    try session.setGuard(history.guardSetting ?? stored.configuration.guardSetting)
    var description = session.description(folder: folder.url.path)
    description.guardSetting = stored.configuration.guardSetting
    emit(.ready(description))
    for entry in entries {
      switch entry {
      case .start, .stop: break
      case .round, .change, .undo: emit(entry.event)
      }
    }
    return session
  }

  private func restore(_ history: RunHistory, from folder: RunFolder, _ session: inout EditingSession) throws {
    for report in history.rounds where report.round > 0 {
      guard report.edits <= session.editLimit else {
        throw RunFolderError.unreadable(
          path: folder.url.path,
          reason: "the run is at edit \(report.edits), but its file of edits has only \(session.editLimit)")
      }
      let updates = try folder.updates(round: report.round)
      guard session.accepts(report, updates) else {
        throw RunFolderError.unreadable(
          path: folder.url.path,
          reason: "round \(report.round) does not follow on the one before, or its updates do not fit the model")
      }
      session.apply(edits: session.edits..<report.edits, updates: updates)
    }
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
    // A guard that was chosen while the last round ran is part of the run's state.
    for case .setGuard(let setting) in waiting { setGuard(setting, &session) }
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
    case .undoRound(let round): undo(round, &session)
    case .stop: isStopping = true
    }
  }

  private mutating func undo(_ round: Int, _ session: inout EditingSession) {
    guard round == session.rounds.count, session.undo() else {
      let reason =
        session.rounds.isEmpty
        ? "there is no round to take back"
        : "round \(round) is not taken back: the last round is round \(session.rounds.count)"
      emit(.notice(Notice(.warning, reason)))
      return
    }
    goal = nil
    let report = UndoReport(round: round, edits: session.edits)
    emit(.undone(report))
    record(.undo(report))
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

  /// The next round of a run, or its end.
  private mutating func advance(_ session: inout EditingSession) {
    var end = session.editLimit
    if case .edits(let count) = goal { end = min(end, count) }
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
      try folder?.write(solved.updates, round: applied + 1)
      session.apply(edits: solved.edits, updates: solved.updates)
      emit(.activity(Activity(phase: .evaluation, isRunning: goal != nil, edits: session.edits)))
      try measure(solved, &session)
    } catch EditingError.interrupted, EvaluationError.interrupted {
      return
    } catch {
      goal = nil
      emit(.notice(Notice(.error, "\(error)")))
    }
  }

  private mutating func measure(_ solved: EditingSession.Solved, _ session: inout EditingSession) throws {
    do {
      let report = try session.measure(solved) { lookForStop() }
      emit(.round(report))
      record(.round(report))
    } catch {
      // A round without its measures is not part of the run.
      _ = session.undo()
      throw error
    }
  }

  private mutating func record(_ entry: LogEntry) {
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
      case .stepRound, .setGuard, .undoRound:
        waiting.append(command)
      case .stop:
        isStopping = true
        return false
      }
    }
    return true
  }

  /// While the model is loaded or a round is measured only `stop` is obeyed; everything else waits.
  private mutating func lookForStop() -> Bool {
    while let command = commands.poll() {
      if command == .stop { isStopping = true } else { waiting.append(command) }
    }
    return isStopping
  }
}
