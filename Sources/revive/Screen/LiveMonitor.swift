import Cells
import Charts
import Engine
import Foundation
import Glibc
import Monitor
import RunModel
import Terminal

/// The monitor on the terminal: engine's events in, commands out, frames drawn in between.
@MainActor final class LiveMonitor {
  private let context: ProcessContext
  private let session: TerminalSession
  private let wake: WakePipe
  private let mailbox: Mailbox<Event>
  private var state: MonitorState
  private var engine: EditingEngine?
  /// Seconds until the tick that has been asked for.
  private var pendingTick: Double?
  /// What options say, before the settings file has its say.
  private let commandLine: ScreenOptions
  /// What both said when they were read last.
  private var choice: ScreenChoice
  private let changes: Mailbox<Void>
  /// What is known of a run that another process writes.
  private let reading: Mailbox<MonitorEvent>
  /// Said when the screen opens.
  private let greeting: String?
  private var watch: FolderWatch?
  /// The runs that can be chosen from.
  private let runs: RunList
  /// What was chosen of them.
  private var choiceOfRun: RunChoice?
  private var meter = UsageMeter()
  /// What the engine failed with before there was anything to show.
  private var failure: String?

  /// Takes the terminal over.
  ///
  /// - Parameters:
  ///   - greeting: said when the screen opens.
  ///   - runs: those of before; nil for those in the monitor's own folder.
  /// - Throws: `TerminalError`, `ThemeError`.
  init(_ screen: ScreenOptions, in context: ProcessContext, greeting: String? = nil, runs: RunList? = nil) throws {
    try Self.requireScreen(in: context)
    self.context = context
    self.greeting = greeting
    self.runs = try runs ?? RunList([], in: context)
    commandLine = screen
    choice = try ScreenChoice(screen, in: context)
    wake = try WakePipe()
    mailbox = Mailbox(wake: wake)
    changes = Mailbox(wake: wake)
    reading = Mailbox(wake: wake)
    session = try TerminalSession(options: choice.terminalOptions(context.environment))
    state = MonitorState(
      environment: MonitorEnvironment(
        size: session.size, themes: choice.themes.themes, hasColor: session.depth != .none))
    state.environment.settingsFile = SettingsFile.path(environment: context.environment).map {
      abbreviated($0, environment: context.environment)
    }
    state.environment.themeIndex = choice.themes.index
    _ = update(&state, .appearance(choice.appearance(terminal: session.glyphs)))
    let changes = changes
    watch = FolderWatch(choice.folders(in: context)) { changes.post(()) }
  }

  /// - Throws: `TerminalError.notATerminal`.
  static func requireScreen(in context: ProcessContext) throws(TerminalError) {
    guard context.isInputTerminal else { throw .notATerminal(stream: "standard input") }
    guard context.isOutputTerminal else { throw .notATerminal(stream: "standard output") }
  }

  /// Shows an engine at work until the person quits.
  ///
  /// - Parameter warnings: said at once, and for good among what is to be known about the run: a message goes with the
  ///   next key.
  /// - Parameter showsTour: whether the tour begins by itself.
  func run(_ start: EngineStart, saveTo: URL?, warnings: [String] = [], showsTour: Bool = false) -> ScreenEnd {
    // Where there is no room for it, it is said another time.
    state.footer.showsWelcome =
      !showsTour && session.size.width >= 50 && session.size.height >= 14
      && FirstStart.isFirst(environment: context.environment)
    if showsTour { state.tour = Tour() }
    let engine = EditingEngine()
    self.engine = engine
    let mailbox = mailbox
    let warnings = choice.warnings + warnings
    if !warnings.isEmpty { mailbox.post(.notice(Notice(.warning, Self.inOneLine(warnings)))) }
    engine.start(start, cache: statisticsCache(environment: context.environment), saveTo: saveTo, clock: context.now) {
      event in
      TerminalSession.guardThread()
      guard case .ready(var description) = event else { return mailbox.post(event) }
      description.remarks += warnings.map { "warning: \($0)" }
      mailbox.post(.ready(description))
    }
    let end = loop()
    engine.send(.stop)
    // Saving takes its time; otherwise the engine is at its next safe point in a moment, or nobody waits for it.
    engine.waitUntilStopped(seconds: saveTo == nil ? 3 : 3_600)
    return report(end)
  }

  /// The line is cut off where the screen ends.
  private static func inOneLine(_ warnings: [String]) -> String {
    warnings.count == 1 ? warnings[0] : "\(warnings.count) warnings (i lists them): " + warnings.joined(separator: "; ")
  }

  /// Shows what has happened, without an engine.
  ///
  /// - Parameter speed: rounds a second at which it is played at once; nil to stand still.
  func show(_ events: [Event], speed: Double?) -> ScreenEnd {
    _ = update(&state, .engine(events))
    if let speed { state.play(speed: speed) }
    if !choice.warnings.isEmpty { mailbox.post(.notice(Notice(.warning, choice.warnings.joined(separator: "; ")))) }
    return report(loop())
  }

  /// Shows a run that another process writes, as it goes on.
  func attach(_ log: AttachedLog) -> ScreenEnd {
    handle(.attached(log.attachment))
    let reading = reading
    let following = log.follow { reading.post($0) }
    return withExtendedLifetime(following) { report(loop()) }
  }

  /// Shows the runs of before, for one to be chosen.
  ///
  /// - Parameter marked: the paths of those that are marked already.
  func chooseRun(marked: [String]) -> ScreenEnd {
    state.past.marked = marked
    state.openChooser()
    perform(.listRuns)
    return report(loop())
  }

  // MARK: - The loop

  private func loop() -> SessionEnd {
    if let greeting { mailbox.post(.notice(Notice(.info, greeting))) }
    return session.run(wake: wake, handle: handle, takeNews: takeNews) { [self] buffer in view(state, into: &buffer) }
  }

  private func handle(_ event: MonitorEvent) {
    if case .tick = event { pendingTick = nil }
    for effect in update(&state, event) { perform(effect) }
    lookAtUsage(after: event)
    // One at a time: asking anew at every event would put it off for ever.
    if let interval = state.tickInterval, interval < pendingTick ?? .infinity {
      pendingTick = interval
      session.requestTick(after: .seconds(interval))
    }
  }

  /// Tells the screen what the program takes of the machine, when it begins to show that and at every tick then.
  private func lookAtUsage(after event: MonitorEvent) {
    guard state.showsUsage else { return }
    switch event {
    case .key, .mouse, .tick: if let usage = meter.read() { _ = update(&state, .usage(usage)) }
    default: break
    }
  }

  /// Takes in what other threads have left.
  private func takeNews() {
    if !changes.drain().isEmpty { readSettings(isAsked: false) }
    for event in reading.drain() { handle(event) }
    let events = mailbox.drain()
    if !events.isEmpty { handle(.engine(events)) }
    guard state.run == nil, case .stopped(let reason)? = events.last else { return }
    failure = reason
    session.quit()
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .send(let command): engine?.send(command)
    case .quit: session.quit()
    case .suspend: session.suspend()
    case .repaint: session.repaint()
    case .reload: readSettings(isAsked: true)
    case .screenshot(let path, let isFree): handle(.notice(screenshot(path, isFree: isFree)))
    case .listRuns: runs.tell { [reading] in reading.post($0) }
    case .readBehind(let run): runs.readCurves(of: run) { [reading] in reading.post($0) }
    case .openRun(let run):
      // Whoever chose it would find the screen gone, and what is wrong in its place.
      if run.opening != .attach {
        do { _ = try LoggedRun(run.path) } catch {
          handle(.notice(Notice(.warning, oneLine("\(run.name): \(error)"))))
          return
        }
      }
      choiceOfRun = .open(run)
      session.quit()
    case .compareRuns(let paths):
      choiceOfRun = .compare(paths)
      session.quit()
    }
  }

  // MARK: - Settings and pictures

  /// Reads settings and themes again, and applies what has changed; when a person asks for it, everything.
  private func readSettings(isAsked: Bool) {
    let notice: Notice
    do throws(ThemeError) {
      let new = try ScreenChoice(commandLine, in: context)
      let (before, now) = (choice.appearance(terminal: session.glyphs), new.appearance(terminal: session.glyphs))
      guard isAsked || new.file != choice.file || now != before else { return }
      _ = update(&state, .appearance(isAsked ? now : now.changes(since: before)))
      let late = new.hasSameTerminal(as: choice) ? "" : "; color, sync and no-mouse count from the next start"
      notice =
        new.warnings.isEmpty
        ? Notice(.info, "settings and themes read again\(late)")
        : Notice(.warning, new.warnings.joined(separator: "; "))
      choice = new
    } catch {
      notice = Notice(.warning, error.description)
    }
    handle(.notice(notice))
  }

  /// Writes what is seen, without the words that ask for it.
  private func screenshot(_ path: String, isFree: Bool) -> Notice {
    var frame = CellBuffer(size: state.environment.size)
    view(state, into: &frame)
    let text: String
    switch path.suffix(4) {
    case ".svg": text = frame.svg(theme: state.theme)
    case ".ans": text = frame.ansi(palette: session.palette)
    default: text = frame.plainText
    }
    let wanted = URL(fileURLWithPath: expanded(path, environment: context.environment)).standardizedFileURL
    let url = isFree ? freeName(like: wanted) : wanted
    do throws(InputError) {
      try writeNew(text, to: url.path)
      return Notice(.info, "wrote \(oneLine(url.path))")
    } catch { return Notice(.warning, oneLine(error.description)) }
  }

  // MARK: - Afterwards

  /// Says on the shell's screen what the engine said too late for the monitor's, and where the run is.
  private func report(_ end: SessionEnd) -> ScreenEnd {
    var hasFailed = failure != nil
    if let failure { context.complain(failure) }
    for case .notice(let notice) in mailbox.drain() {
      context.complain(notice.text)
      if notice.level == .error { hasFailed = true }
    }
    if engine != nil, let run = state.run, run.edits > 0, let folder = run.description.folder {
      context.report("Take this run up with: revive resume \(oneLine(folder))\n")
    }
    let code: Int32 =
      switch end {
      case _ where hasFailed: 1
      case .quit: 0
      case .signal(let number): exitCode(interruptedBy: number)
      case .terminalClosed: exitCode(interruptedBy: SIGHUP)
      }
    return ScreenEnd(code: code, choice: choiceOfRun)
  }
}

/// How a screen of the monitor was left.
struct ScreenEnd {
  /// The exit code, should the program end here.
  let code: Int32
  /// What was chosen to be shown in its place.
  let choice: RunChoice?
}

extension MonitorEvent: TerminalEvent {}
