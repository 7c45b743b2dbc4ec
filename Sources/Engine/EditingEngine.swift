import Dispatch
import Editing
import Evaluation
import Foundation
import Telemetry

/// How a session begins.
package enum EngineStart: Sendable {
  /// A new run, kept in `folder` when there is one.
  case new(RunConfiguration, folder: URL?)
  /// An earlier run, taken up where its log ends.
  case resume(URL)
}

/// The editing engine: a serial background queue that takes commands and emits events. It never waits for whoever listens.
package final class EditingEngine: Sendable {
  private let queue = DispatchQueue(label: "revive.engine", qos: .userInitiated)
  private let commands = CommandQueue()
  private let finished = DispatchSemaphore(value: 0)

  package init() {}

  /// Begins to work. Called once.
  ///
  /// - Parameters:
  ///   - clock: seconds since 1970, for the log's time stamps.
  ///   - saveTo: folder for the edited model, written when the engine stops.
  ///   - emit: called on the engine's queue; must not block.
  package func start(
    _ start: EngineStart, saveTo: URL? = nil,
    clock: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 },
    emit: @escaping @Sendable (Event) -> Void
  ) {
    queue.async { [commands, finished] in
      var loop = EngineLoop(commands: commands, clock: clock, emit: emit)
      loop.operate(start, saveTo: saveTo)
      finished.signal()
    }
  }

  package func send(_ command: Command) { commands.post(command) }

  /// Waits until the engine has stopped, at most `seconds`.
  @discardableResult
  package func waitUntilStopped(seconds: Double) -> Bool {
    let result = finished.wait(timeout: .now() + seconds)
    if result == .success { finished.signal() }
    return result == .success
  }
}

/// The engine's loop, on its queue: commands between rounds, and within them at every sub-step.
private struct EngineLoop {
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
      let baseline = try session.measure(nil) { !mayContinue() }
      let description = session.description(folder: url?.path)
      emit(.ready(description))
      emit(.round(baseline))
      record(.start(description))
      record(.round(baseline))
      return session
    case .resume(let url):
      return try resume(RunFolder(existing: url))
    }
  }

  private mutating func load(_ configuration: RunConfiguration) throws -> EditingSession {
    let session = try EditingSession(configuration) { done, total in
      emit(.activity(Activity(phase: .loading, isRunning: false, step: done, steps: total, edits: 0)))
      return mayContinue()
    }
    for warning in session.material.warnings { emit(.notice(Notice(.warning, warning))) }
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
    var edits = 0
    for report in history.rounds where report.round > 0 {
      let updates = try folder.updates(round: report.round)
      guard report.edits >= edits, updates.allSatisfy(session.fits) else {
        throw RunFolderError.unreadable(
          path: folder.url.path, reason: "round \(report.round) does not fit the model or the rounds before it")
      }
      session.apply(edits: edits..<report.edits, updates: updates)
      edits = report.edits
    }
    session.setGuard(history.guardSetting ?? stored.configuration.guardSetting)
    self.folder = folder
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
  }

  private mutating func handle(_ command: Command, _ session: inout EditingSession) {
    switch command {
    case .run(let newGoal): goal = newGoal
    case .pause: goal = nil
    case .stepEdit: round(1, &session)
    case .stepRound: round(session.configuration.roundSize, &session)
    case .setGuard(let setting):
      session.setGuard(setting)
      let change = GuardChange(edits: session.edits, setting: setting)
      emit(.change(change))
      record(.change(change))
    case .undoRound:
      let round = session.rounds.count
      guard session.undo() else {
        emit(.notice(Notice(.warning, "there is no round to take back")))
        return
      }
      let report = UndoReport(round: round, edits: session.edits)
      emit(.undone(report))
      record(.undo(report))
    case .stop: isStopping = true
    }
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
    do {
      let edits = session.edits
      let solved = try session.solve(count: size) { phase, step, steps in
        emit(.activity(Activity(phase: phase, isRunning: goal != nil, step: step, steps: steps, edits: edits)))
        return mayContinue(edits: edits)
      }
      // On disk first: a full disk then leaves the run as it was.
      try folder?.write(solved.updates, round: session.rounds.count + 1)
      session.apply(edits: solved.edits, updates: solved.updates)
      emit(.activity(Activity(phase: .evaluation, isRunning: goal != nil, edits: session.edits)))
      let report = try session.measure(solved) { lookForStop() }
      emit(.round(report))
      record(.round(report))
    } catch EditingError.interrupted {
      return
    } catch EvaluationError.interrupted {
      // Stopped while measuring: a round without its measures is not part of the run.
      _ = session.undo()
    } catch {
      goal = nil
      emit(.notice(Notice(.error, "\(error)")))
    }
  }

  private mutating func record(_ entry: LogEntry) {
    guard let folder else { return }
    unwritten.append(entry)
    do {
      while let next = unwritten.first {
        try folder.append(next, time: clock())
        unwritten.removeFirst()
      }
    } catch {
      goal = nil
      emit(.notice(Notice(.error, "\(error); the run is paused, and will write what is missing when it can")))
    }
  }

  // MARK: - Within a round

  /// Looks at the commands that came in. A pause holds the round right here, so that nothing of it is lost; what needs the
  /// round to be over waits; false abandons the round, which has changed no weight yet.
  private mutating func mayContinue(edits: Int = 0) -> Bool {
    var isHeld = false
    while let command = isHeld ? commands.wait() : commands.poll() {
      switch command {
      case .pause:
        goal = nil
        isHeld = true
        emit(.activity(Activity(phase: .idle, isRunning: false, edits: edits)))
      case .run(let newGoal):
        goal = newGoal
        isHeld = false
      case .stepRound:
        goal = nil
        isHeld = false
      case .setGuard:
        waiting.append(command)
      case .stepEdit, .undoRound:
        goal = nil
        waiting.append(command)
        return false
      case .stop:
        isStopping = true
        return false
      }
    }
    return true
  }

  /// While a finished round is measured only `stop` is obeyed; everything else waits for the measures.
  private mutating func lookForStop() -> Bool {
    while let command = commands.poll() {
      if command == .stop { isStopping = true } else { waiting.append(command) }
    }
    return isStopping
  }
}

/// What is left of a log when undone rounds are dropped.
struct RunHistory {
  /// Surviving rounds, round 0 first.
  private(set) var rounds: [RoundReport] = []
  private(set) var guardSetting: GuardSetting?

  init(_ entries: [LogEntry]) {
    for entry in entries {
      switch entry {
      case .round(let report): rounds.append(report)
      case .undo(let report): rounds.removeAll { $0.round >= report.round }
      case .change(let change): guardSetting = change.setting
      case .start, .stop: break
      }
    }
  }
}
