import Dispatch
import Engine
import Files
import Foundation
import Glibc
import RunModel

/// A run without a screen: rounds go to standard output, progress to standard error.
struct Headless {
  private enum Incoming: Sendable {
    case event(Event)
    /// SIGINT, SIGTERM or SIGQUIT.
    case signal(Int32)
  }

  private let context: ProcessContext
  private var goal: RunGoal
  /// The end that was asked for; nil for the run's own goal.
  private let wanted: RunGoal?
  private var description: RunDescription?
  private var printer: RoundPrinter
  private var progress: Progress
  /// What came of each round since editing goes on, without the edits' outcomes.
  private(set) var rounds: [RoundReport] = []
  /// What the run's log comes to by now, without what became of single edits.
  private var log = BranchedRun()
  /// Told of every round, old ones too, by branch.
  private var detectors: [String: CollapseDetector] = [:]
  private let stopsOnFailure: Bool
  /// When all edits are measured after the last one is made.
  enum Evaluation {
    case never
    /// Not where the run was left with the same edits measured.
    case unlessDone
    case always
  }
  private let evaluates: Evaluation
  /// The edits that the run was left with measured.
  private var evaluatedEdits: Int?
  /// What came of that.
  private(set) var evaluation: EvaluationReport?
  /// Whether the last edit is made.
  private var hasFinished = false
  private let engine = EditingEngine()
  /// The signal that asked for the end.
  private var interruption: Int32?
  private var hasFailed = false
  /// Whether editing goes on: the rounds before that belong to the part of a run that is taken up.
  private var isUnderway: Bool

  /// - Parameters:
  ///   - until: where to stop; nil for the run's own goal.
  ///   - isResumed: whether the first rounds that the engine tells of are old ones.
  ///   - stopsOnFailure: whether an edit that fails ends the run.
  ///   - evaluates: when all edits are measured at the end.
  init(
    _ context: ProcessContext, prints: RoundPrinter.Form, until: RunGoal?, isResumed: Bool,
    stopsOnFailure: Bool = false, evaluates: Evaluation = .never
  ) {
    self.context = context
    wanted = until
    goal = until ?? .allEdits
    printer = RoundPrinter(context, prints)
    progress = Progress(context)
    isUnderway = !isResumed
    self.stopsOnFailure = stopsOnFailure
    self.evaluates = evaluates
  }

  /// Edits to the end.
  ///
  /// - Returns: the exit code.
  mutating func run(_ start: EngineStart, saveTo: URL?) -> Int32 {
    let inbox = Inbox<Incoming>()
    let signals = Self.listen { inbox.post(.signal($0)) }
    defer { signals.forEach { $0.cancel() } }
    engine.start(
      start, cache: statisticsCache(environment: context.environment), isUndoable: false, saveTo: saveTo,
      clock: context.now
    ) { inbox.post(.event($0)) }
    while true {
      switch inbox.next() {
      case .signal(let number):
        // Who asks twice does not want to wait for the safe point.
        if interruption != nil { return exitCode(interruptedBy: number) }
        interruption = number
        engine.send(.stop)
        progress.line("stopping at the next safe point; once more to stop at once")
      case .event(.stopped):
        progress.clear()
        if let interruption { return exitCode(interruptedBy: interruption) }
        return hasFailed ? 1 : hasCollapsed ? Headless.collapsed : 0
      case .event(let event):
        do { try receive(event) } catch { fail(sentence(for: error)) }
      }
    }
  }

  /// The exit code of a run until collapse that came to it.
  static let collapsed: Int32 = 3

  private var hasCollapsed: Bool {
    if case .collapse = goal { log.branches.contains { detectors[$0.name]?.alarm != nil } } else { false }
  }

  /// Tells of the alarm when a round raises it.
  private mutating func look(_ report: RoundReport) {
    // A branch begins with what the run had come to.
    var detector = detectors[report.branch] ?? detectors[Fork.trunk] ?? CollapseDetector()
    detector.rewind(to: report.edits - 1)
    let wasRaised = detector.alarm != nil
    detector.add(report)
    detectors[report.branch] = detector
    guard !wasRaised, let words = detector.alarmWords else { return }
    progress.line(report.branch == Fork.trunk ? words : "\(report.branch): \(words)")
  }

  /// Of a forked run both branches' rounds are told as they come; each says which branch it is of.
  private mutating func receive(_ event: Event) throws {
    // What means nothing in a damaged log means nothing here.
    if event.isLogged, !log.take(event.withoutOutcomes) { return }
    switch event.content {
    case .ready(let description):
      progress.begin(description, isResumed: !isUnderway, until: wanted)
      self.description = description
    case .activity(let activity): receive(activity)
    case .round(let report) where isUnderway:
      progress.clear()
      try printer.add(report)
      progress.add(report)
      var kept = report
      kept.outcomes = []
      rounds.append(kept)
      look(report)
      if stopsOnFailure, let failure = report.failed.first {
        fail("stopped, since edit \(failure.index + 1) failed: \(failure.reason)")
      }
    case .evaluated(let report) where hasFinished:
      progress.evaluated(report)
      try printer.add(report)
      evaluation = report
      engine.send(.stop)
    case .notice where hasFailed: break
    case .notice(let notice) where notice.level == .error:
      fail(notice.text)
    case .notice(let notice):
      progress.line(notice.level == .warning ? "warning: \(notice.text)" : notice.text)
    case .round(let report): look(report)
    case .measured(let late): detectors[event.branch]?.add(late)
    case .undone(let report): detectors[event.branch]?.rewind(to: report.edits)
    case .evaluated(let report): evaluatedEdits = report.edits
    case .change, .editor, .clamp, .anchor, .probes, .seen, .inspected, .forked, .forkEnded, .on, .stopped: break
    }
  }

  private mutating func receive(_ activity: Activity) {
    progress.show(activity)
    switch activity.phase {
    case .idle where interruption == nil && !hasFailed && !hasFinished:
      isUnderway = true
      if wanted == nil, let description { goal = description.nextGoal(after: activity.edits) }
      engine.send(.run(until: goal))
    case .finished:
      if printer.isEmpty { progress.nothingLeft(edits: activity.edits) }
      hasFinished = true
      let isDone = evaluates == .never || evaluates == .unlessDone && evaluatedEdits == activity.edits
      engine.send(isDone ? .stop : .evaluate)
    case .loading, .targets, .solve, .measuring, .catchingUp, .surveying, .evaluation, .saving, .idle: break
    }
  }

  private mutating func fail(_ reason: String) {
    guard !hasFailed else { return }
    hasFailed = true
    progress.clear()
    context.complain(reason)
    engine.send(.stop)
  }

  /// Turns SIGINT, SIGTERM and SIGQUIT into calls of `handler`.
  static func listen(_ handler: @escaping @Sendable (Int32) -> Void) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM, SIGQUIT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { handler(number) }
      source.resume()
      return source
    }
  }
}
