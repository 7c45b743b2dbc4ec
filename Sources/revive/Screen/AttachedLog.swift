import Dispatch
import Engine
import Foundation
import Monitor
import RunModel
import Synchronization

/// Follows the log of a run that another process writes, and tells the monitor what comes. What the system tells of changed
/// files is acted on at once; a look every two seconds, which costs a question for the file's size and one for the
/// writer's lock, does for shared file systems that tell of nothing, and for a writer that is killed.
final class AttachedLog: Sendable {
  fileprivate struct State {
    var follower: LogFollower
    var attachment: AttachedRun
    /// Whether a round was told: the constants of the run are then told no more.
    var hasRounds = false
    /// What the monitor was told of it last.
    var told: AttachedRun?
    /// When the last line was written, in seconds since 1970.
    var lastTime: Double?
    /// Whether a process was seen to write it.
    var hadWriter = false
  }

  private let folder: URL
  private let clock: @Sendable () -> Double
  private let state: Mutex<State>

  /// - Parameters:
  ///   - folder: of the run.
  ///   - place: how the person would write it.
  ///   - clock: seconds since 1970.
  init(_ folder: URL, place: String, clock: @escaping @Sendable () -> Double) {
    (self.folder, self.clock) = (folder, clock)
    state = Mutex(
      State(
        follower: LogFollower(folder.appendingPathComponent("log.jsonl").path), attachment: AttachedRun(place: place)))
  }

  /// What is known so far.
  var attachment: AttachedRun { state.withLock(\.attachment) }

  /// What keeps an eye on the log, as long as it lives.
  final class Following {
    private let timer: any DispatchSourceTimer
    private let watch: FolderWatch?

    fileprivate init(_ folder: URL, look: @escaping @Sendable () -> Void) {
      timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "attached log"))
      timer.schedule(deadline: .now(), repeating: .milliseconds(1_500), leeway: .milliseconds(300))
      timer.setEventHandler(handler: look)
      watch = FolderWatch([folder.path], tell: look)
      timer.activate()
    }

    deinit { timer.cancel() }
  }

  /// Begins to follow.
  ///
  /// - Parameter tell: called on background queues, one at a time.
  func follow(_ tell: @escaping @Sendable (MonitorEvent) -> Void) -> Following {
    Following(folder) { self.look(tell) }
  }

  /// Tells what came since the look before.
  func look(_ tell: (MonitorEvent) -> Void) {
    state.withLock { state in
      // Before the log, whose last line is written before the lock is given free.
      let hasWriter = RunFolder.writer(of: folder) != nil
      let isAbandoned = !hasWriter && (state.hadWriter || RunFolder.isAbandoned(folder))
      while let news = state.follower.look() {
        state.take(news, tell)
        if !news.hasMore { break }
      }
      state.hadWriter = hasWriter || state.hadWriter && !state.attachment.hasEnded
      state.attachment.isAbandoned = isAbandoned && !state.attachment.hasEnded
      state.attachment.isCaughtUp = true
      state.attachment.silence = state.lastTime.flatMap { Self.silence(clock() - $0) }
      state.tellAttachment(tell)
    }
  }

  /// `5 min`; nil below a minute.
  static func silence(_ seconds: Double) -> String? {
    switch seconds {
    case ..<60: nil
    case ..<3_600: "\(Int(seconds / 60)) min"
    case ..<172_800: "\(Int(seconds / 3_600)) h"
    default: "\(Int(min(seconds / 86_400, 1e6))) days"
    }
  }
}

extension AttachedLog.State {
  /// Tells what is known of the run, unless that was told last.
  mutating func tellAttachment(_ tell: (MonitorEvent) -> Void) {
    guard attachment != told else { return }
    told = attachment
    tell(.attached(attachment))
  }

  mutating func take(_ news: LogFollower.News, _ tell: (MonitorEvent) -> Void) {
    if news.isNewLog {
      let place = attachment.place
      (attachment, hasRounds, lastTime) = (AttachedRun(place: place), false, nil)
      tellAttachment(tell)
      tell(.notice(Notice(.warning, "the log was replaced: it is read anew")))
    }
    if let error = news.unreadable.last { tell(.notice(Notice(.warning, "\(error)"))) }
    let events = news.lines.compactMap { event(of: $0.entry) }
    lastTime = news.lines.last?.time ?? lastTime
    guard !events.isEmpty else { return }
    if !attachment.hasBegun {
      attachment.hasBegun = true
      tellAttachment(tell)
    }
    tell(.engine(events))
  }

  /// What the monitor is told of a line.
  private mutating func event(of entry: Event) -> Event? {
    attachment.hasEnded = false
    switch entry.content {
    case .ready: return hasRounds ? nil : entry
    case .stopped:
      attachment.hasEnded = true
      return nil
    case .round: hasRounds = true
    default: break
    }
    return entry.isHistory ? entry : nil
  }
}
