import Engine
import Files
import Foundation
import RunModel

/// What became of a run, by its folder, without what takes long to read.
struct RunSummary {
  /// Whether a process writes it.
  enum Activity: String, Codable {
    /// One has its lock.
    case running
    /// Its log was written lately and not ended: by a process of another machine or person, or by one that is gone.
    case perhaps
    case ended
  }

  /// How it is opened.
  enum Opening: String, Codable {
    /// It is being written: to be watched.
    case attach
    /// Edits are left, and what they need is there.
    case resume
    /// It can only be looked at.
    case replay
  }

  /// A branch that is alive; a run that is not forked has one.
  struct Branch {
    let name: String
    let editor: EditorKind
    let guardSetting: GuardSetting
    let edits: Int
    /// Of its last round that was measured in all.
    let scores: Scores
    /// The edit count at which a signal raised the alarm; nil when none did.
    let collapsedAt: Int?
  }

  let place: RunFinder.Place
  /// When it was begun, and its last line written, in seconds since 1970.
  let began: Double?
  let lastWritten: Double
  /// Nil for a log that lacks its beginning.
  let description: RunDescription?
  let branches: [Branch]
  let activity: Activity
  /// Nil for a folder that no command can open.
  let opening: Opening?
  /// What is wrong with the folder; nil when nothing is.
  let problem: String?

  /// Seconds for which a log that nobody is seen to write counts as perhaps written.
  static let freshness = 120.0

  /// Reads a folder. Whatever is wrong with it is in `problem`.
  ///
  /// - Parameter now: seconds since 1970.
  init(_ place: RunFinder.Place, now: Double) {
    self.place = place
    let log = place.url.appendingPathComponent("log.jsonl")
    var story = Story()
    var problem: String?
    do {
      _ = try RunFolder(existing: place.url)
      // A pipe or a device in the log's place would block, or never end.
      let kind = try? log.resolvingSymlinksInPath().resourceValues(forKeys: [.isRegularFileKey]).isRegularFile
      guard kind != false else { throw InputError.invalid(path: log.path, problem: "is no regular file") }
      try story.read(log)
    } catch { problem = Self.words(error, place) }
    (began, description) = (story.firstTime, story.run.description)
    lastWritten = story.lastTime ?? place.written
    let (run, about) = (story.run, story.run.description)
    branches = about.map { about in run.branches.map { Self.summary(of: $0, about) } } ?? []
    let isOpen = RunFolder.writer(of: place.url) != nil
    let isFresh =
      !story.hasEnded && now - place.written < Self.freshness && story.firstTime != nil
      && !RunFolder.isAbandoned(place.url)
    activity = isOpen ? .running : isFresh ? .perhaps : .ended
    let hasRounds = about != nil && !run.branches[0].rounds.isEmpty
    if problem == nil, !hasRounds { problem = story.flaw.map { "\($0)" } ?? "its log holds no round yet" }
    var inputs: String?
    if problem == nil {
      do { inputs = try Self.missingInput(place.url) } catch { problem = Self.words(error, place) }
    }
    let isWhole = problem == nil && story.flaw == nil
    if problem == nil, let damage = story.flaw.map({ "\($0)" }) ?? run.damage {
      problem = "its log is damaged: \(damage)"
    }
    let isDone = run.branches.allSatisfy { $0.edits >= about?.editLimit ?? 0 }
    opening =
      activity != .ended
      ? .attach : !isWhole ? nil : isDone || inputs != nil || !run.canGoOn ? .replay : .resume
    self.problem = problem
  }

  private static func summary(of branch: BranchedRun.Branch, _ about: RunDescription) -> Branch {
    let scores = branch.rounds.last { !$0.report.isPartial }?.report.scores
    return Branch(
      name: branch.name, editor: branch.editor ?? about.editor,
      guardSetting: branch.guardSetting ?? about.guardSetting,
      edits: branch.edits, scores: scores ?? Scores(),
      collapsedAt: CollapseDetector(branch.reports).alarm?.edits)
  }

  /// A file that the run was made from and that is not there any more; nil when all are.
  private static func missingInput(_ folder: URL) throws -> String? {
    let configuration = try RunFolder(existing: folder).record().configuration
    let files = [
      // What has a name is looked for by that.
      configuration.modelName == nil ? configuration.model : nil, configuration.edits, configuration.moments,
      configuration.heldOut,
      configuration.tasks,
    ]
    return files.compactMap(\.self).first {
      ![RunConfiguration.embedded, RunConfiguration.world, RunConfiguration.selfSampled].contains($0)
        && !FileManager.default.fileExists(atPath: $0)
    }
  }

  /// Without the folder's path, which stands beside it.
  private static func words(_ error: any Error, _ place: RunFinder.Place) -> String {
    switch error {
    case RunFolderError.unreadable(_, let reason): reason
    case FileError.unreadable(_, let reason): "its log cannot be read: \(reason)"
    default: "\(error)"
    }
  }
}

/// What a log says of how its run went.
private struct Story {
  var run = BranchedRun()
  var firstTime: Double?
  var lastTime: Double?
  /// Whether its last line says that the writer ended the run.
  var hasEnded = false
  /// What is wrong with the first line that is not sound; those behind it are left out.
  var flaw: RunLogError?
  private let codec = LogCodec()

  /// - Throws: `FileError`.
  mutating func read(_ log: URL) throws {
    guard FileManager.default.fileExists(atPath: log.path) else { return }
    var (number, seal) = (0, String?.none)
    try readLines(of: log) { line, isWhole in
      number += 1
      guard !line.isEmpty, flaw == nil else { return }
      let isSound = LogSeal.isSound(Data(line), after: seal)
      guard isSound, let (entry, time) = try? codec.skim(line) else {
        let reason = isSound ? "it cannot be read" : "it or the line before it is not as it was written"
        if isWhole { flaw = RunLogError(line: number, reason: reason) }
        return
      }
      seal = LogSeal.of(line)
      run.take(entry)
      (firstTime, lastTime) = (firstTime ?? time, time)
      if case .stopped = entry.content { hasEnded = true } else { hasEnded = false }
    }
  }
}
