import Editing
import Evaluation
import Files
import Foundation
import RunModel

/// The engine's loop, on its queue: commands between rounds, and within them at every sub-step.
struct EngineLoop {
  let commands: Inbox<Command>
  let clock: @Sendable () -> Double
  let emit: @Sendable (Event) -> Void
  var goal: RunGoal?
  /// Whether prompts were pinned by hand.
  var hasPinned = false
  /// Commands that have to wait for the end of the round.
  var waiting: [Command] = []
  var isStopping = false
  let cache: StatisticsCache?
  let isUndoable: Bool
  /// Opened for writing.
  var folder: RunFolder?
  /// Entries that could not be written yet, oldest first.
  private var unwritten: [Event] = []

  init(
    commands: Inbox<Command>, cache: StatisticsCache?, isUndoable: Bool, clock: @escaping @Sendable () -> Double,
    emit: @escaping @Sendable (Event) -> Void
  ) {
    self.commands = commands
    self.cache = cache
    self.isUndoable = isUndoable
    self.clock = clock
    self.emit = emit
  }

  mutating func operate(_ start: EngineStart, saveTo: URL?) {
    var reason = "stopped"
    // Whoever saves over a model knows of it; what comes there meanwhile is another's.
    let isNew = saveTo.map { UnfinishedSave(in: $0).isFree } ?? true
    do {
      emit(.activity(Activity(phase: .loading, isRunning: false, edits: 0, subject: "weights, edits and texts")))
      var branches = try open(start)
      if !isStopping { work(&branches) }
      record(.stopped(reason: reason))
      if let saveTo {
        emit(.activity(Activity(phase: .saving, isRunning: false, edits: branches.first.session.edits)))
        let rounding = try branches.first.session.save(to: saveTo, isNew: isNew)
        let rest = othersLeftOut(branches, as: "saved")
        emit(.notice(Notice(.info, "edited model written to \(saveTo.path)\(rounding)\(rest)")))
      }
    } catch EditingError.interrupted, EvaluationError.interrupted {
      reason = "stopped before the model was ready"
    } catch {
      reason = sentence(for: error)
      emit(.notice(Notice(.error, reason)))
    }
    // Whoever hears of the end may take the run up.
    folder?.release()
    emit(.stopped(reason: reason))
  }

  // MARK: - Working

  private mutating func work(_ branches: inout Branches) {
    while !isStopping {
      if let command = waiting.isEmpty ? commands.poll() : waiting.removeFirst() {
        handle(command, &branches)
      } else if goal != nil {
        advance(&branches)
      } else if let (position, item) = branches.unmeasured {
        catchUp(item, position, &branches)
      } else {
        emit(.activity(Activity(phase: .idle, isRunning: false, edits: branches.edits)))
        handle(commands.next(), &branches)
      }
    }
    // What was chosen while the last round ran is part of the run's state.
    for command in waiting {
      switch command.content {
      case .setGuard, .setEditor, .setClamp, .setAnchor, .fork, .endFork: handle(command, &branches)
      case .run, .pause, .stepEdit, .stepRound, .undoRound, .redoRound, .dropRound, .evaluate, .measureEdits,
        .setProbes, .inspect, .stop, .on:
        break
      }
    }
  }

  private mutating func handle(_ command: Command, _ branches: inout Branches) {
    if command.isQuestion {
      var models = StandingModels(branches)
      answer(command, &models) { !$0.waiting.isEmpty || !$0.commands.isEmpty }
      pin(models.pinned, &branches)
      return
    }
    do throws(EngineError) {
      let position = try branches.position(of: command.branch)
      handle(command.content, on: position, &branches)
    } catch {
      emit(.notice(Notice(.warning, "\(error)")))
    }
  }

  /// Tells the sessions which prompts were pinned; they fit the model.
  mutating func pin(_ prompts: [String]?, _ branches: inout Branches) {
    guard let prompts else { return }
    do {
      try branches.pin(prompts)
    } catch {
      emit(.notice(Notice(.warning, "the prompts stay what they were: \(error)")))
    }
  }

  private mutating func handle(_ command: Command, on position: Int, _ branches: inout Branches) {
    switch command {
    case .run(let newGoal): goal = newGoal
    case .pause: goal = nil
    case .stepEdit: step(1, measuring: .newest, &branches)
    case .stepRound: step(branches.first.session.configuration.roundSize, measuring: .all, &branches)
    case .setGuard(let setting): setGuard(setting, &branches.alive[position])
    case .setEditor(let kind): setEditor(kind, &branches.alive[position])
    case .setClamp(let anchor):
      tell(.clamp(branches.alive[position].session.setClamp(anchor)), branches.alive[position])
    case .setAnchor(let anchor):
      tell(.anchor(branches.alive[position].session.setAnchor(anchor)), branches.alive[position])
    case .undoRound(let round): undo(round, sharedRounds: branches.sharedRounds, &branches.alive[position])
    case .redoRound(let round): redo(round, &branches.alive[position])
    case .dropRound: emit(.notice(Notice(.warning, "no round is being made: the run stands at edit \(branches.edits)")))
    case .fork(let round, let setting): fork(round, setting, &branches)
    case .endFork(let name): endFork(keeping: name, &branches)
    case .evaluate: evaluate(branches)
    case .stop: isStopping = true
    case .setProbes, .inspect, .measureEdits, .on: break
    }
  }

  /// The next round of a run, or its end.
  private mutating func advance(_ branches: inout Branches) {
    switchLateGuardsOn(&branches)
    var end = branches.editLimit
    switch goal {
    case .edits(let count): end = min(end, count)
    // Of two branches the one that lasts longer is not held up by the other.
    case .collapse where branches.alive.allSatisfy { $0.detector.alarm != nil }: end = branches.edits
    case .collapse(let count): end = min(end, count ?? end)
    case .allEdits, nil: break
    }
    let size = branches.first.session.configuration.roundSize
    guard let next = branches.next(upTo: min(end, branches.nextLateGuard ?? end), size: size) else {
      goal = nil
      emit(.activity(Activity(phase: .finished, isRunning: false, edits: branches.edits)))
      return
    }
    round(next.count, next.position, measuring: .all, &branches)
  }

  /// One round of some edits in every branch; with one of them behind the other, in that one.
  private mutating func step(_ size: Int, measuring extent: MeasuringExtent, _ branches: inout Branches) {
    goal = nil
    switchLateGuardsOn(&branches)
    let whole = branches.edits + min(size, branches.editLimit - branches.edits)
    let end = min(whole, branches.nextLateGuard ?? whole)
    guard branches.edits < end else {
      emit(.notice(Notice(.warning, "all \(separated(branches.editLimit)) edits are in")))
      return
    }
    while let next = branches.next(upTo: end, size: size),
      round(next.count, next.position, measuring: extent, &branches)
    {
      // What was chosen during a round holds from the next one on.
      while let command = waiting.first, command.isSetting { handle(waiting.removeFirst(), &branches) }
    }
  }

  /// Records and says what happened to a branch.
  mutating func tell(_ event: Event, _ branch: Branch) { tell(event, of: branch.name) }

  mutating func tell(_ event: Event, of name: String) {
    // Nobody is told what a loss of power could take back.
    record(event.about(name))
    emit(event.about(name))
  }

  mutating func record(_ event: Event) {
    guard folder != nil else { return }
    unwritten.append(event)
    _ = writeLog()
  }

  /// Writes what the log lacks; false when that fails, and then the run is paused.
  mutating func writeLog() -> Bool {
    guard let folder else { return true }
    do {
      while let next = unwritten.first {
        try folder.append(next, time: clock())
        unwritten.removeFirst()
      }
      return true
    } catch {
      goal = nil
      emit(.notice(Notice(.error, "\(error). Nothing is edited before the log has what it lacks.")))
      return false
    }
  }

  // MARK: - Looking at what comes in

  /// While the model is loaded or a round is measured only `stop` is obeyed; everything else waits.
  mutating func lookForStop() -> Bool {
    while let command = commands.poll() {
      if command == .stop { isStopping = true } else { waiting.append(command) }
      if command == .pause { dropSteps() }
    }
    return isStopping
  }

  /// Whether anything was asked for: all of it comes before what single steps have left to be measured.
  mutating func lookForCommand() -> Bool {
    if let command = commands.poll() { waiting.append(command) }
    return !waiting.isEmpty
  }

  /// Whoever pauses or goes back wants no more of the steps that were asked for before.
  mutating func dropSteps() { waiting.removeAll { $0.content == .stepEdit } }
}

extension Command {
  /// Whether it changes what the coming rounds of a branch are made with.
  fileprivate var isSetting: Bool {
    switch content {
    case .setGuard, .setEditor, .setClamp, .setAnchor: true
    case .run, .pause, .stepEdit, .stepRound, .undoRound, .redoRound, .dropRound, .fork, .endFork, .evaluate,
      .measureEdits, .setProbes, .inspect, .stop, .on:
      false
    }
  }

  /// Whether it only asks how things stand.
  var isQuestion: Bool {
    switch content {
    case .setProbes, .inspect, .measureEdits: true
    default: false
    }
  }
}
