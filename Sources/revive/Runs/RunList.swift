import Cells
import Charts
import Dispatch
import Foundation
import Monitor
import RunModel
import Synchronization

/// The runs in the monitor's own folder and in those that are named, newest first.
struct RunList {
  private let folders: [String]
  private let context: ProcessContext
  private let own: String?

  /// - Parameter folders: each a run's, or one with runs in it.
  /// - Throws: `InputError.invalid` for a folder that is none.
  init(_ folders: [String], in context: ProcessContext) throws(InputError) {
    self.context = context
    own = RunFinder.ownFolder(environment: context.environment).map {
      URL(fileURLWithPath: $0).standardizedFileURL.path
    }
    for folder in folders {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
        throw .invalid(path: folder, problem: "is no folder; give a run's folder, or one with runs in it")
      }
    }
    self.folders = folders
  }

  /// Those there are at this moment, the one written last first.
  private var places: [RunFinder.Place] {
    var found = own.map { RunFinder.places(in: $0, all: true) } ?? []
    for folder in folders {
      let known = Set(found.map(\.url.path))
      found += RunFinder.places(in: folder).filter { !known.contains($0.url.path) }
    }
    return found.sorted { ($0.written, $0.url.path) > ($1.written, $1.url.path) }
  }

  /// Reads all runs, on all processors.
  ///
  /// - Parameters:
  ///   - part: how many are told of at a time.
  ///   - tell: called with each part, in order.
  func read(part: Int = 32, _ tell: ([RunSummary]) -> Void) {
    let places = places
    let now = context.now()
    for start in stride(from: 0, to: places.count, by: part) {
      let some = places[start..<min(places.count, start + part)]
      let read = Mutex<[Int: RunSummary]>([:])
      DispatchQueue.concurrentPerform(iterations: some.count) { index in
        let summary = RunSummary(some[start + index], now: now)
        read.withLock { $0[index] = summary }
      }
      tell(read.withLock { read in some.indices.compactMap { read[$0 - start] } })
    }
  }

  /// All of them.
  func summaries() -> [RunSummary] {
    var all: [RunSummary] = []
    read { all += $0 }
    return all
  }

  /// A row of the table for each of a run's branches.
  func rows(of summary: RunSummary) -> [PastRun] {
    let path = summary.place.url.path
    let name =
      summary.place.url.deletingLastPathComponent().path == own
      ? summary.place.url.lastPathComponent : abbreviated(path, environment: context.environment)
    var run = PastRun(path: path, name: oneLine(name))
    run.written = Self.time(summary.lastWritten)
    run.model = oneLine(summary.description?.model ?? "")
    run.activity = summary.activity == .ended ? "" : summary.activity.rawValue
    run.opening = summary.opening.map { PastRun.Opening(rawValue: $0.rawValue) ?? .replay }
    run.problem = summary.problem.map(oneLine)
    guard !summary.branches.isEmpty else { return [run] }
    return summary.branches.enumerated().map { index, branch in
      var row = run
      if index > 0 { (row.name, row.isBranch) = ("  \(branch.name)", true) }
      row.editor = branch.editor.rawValue
      row.guardWords =
        branch.guardSetting.isOn
        ? "\(branch.guardSetting.kind.abbreviation) \(fixed(branch.guardSetting.strength, digits: 2))"
        : "off"
      row.edits = grouped(branch.edits)
      row.argmax = branch.scores.efficacyArgmax.map { fixed($0, digits: 2) } ?? "-"
      row.tasks = branch.scores.taskMean.map { fixed($0, digits: 2) } ?? "-"
      row.perplexity = branch.scores.perplexity.map(compact) ?? "-"
      row.collapse = branch.collapsedAt.map { "at \(grouped($0))" } ?? "no"
      return row
    }
  }

  /// `2026-11-30 15:04`, where the person is.
  private static func time(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds).formatted(
      Date.ISO8601FormatStyle(timeZone: .current).year().month().day().dateSeparator(.dash)
        .dateTimeSeparator(.space).time(includingFractionalSeconds: false).timeSeparator(.colon)
    ).prefix(16).description
  }
}

extension RunList {
  /// The table, and under it what is wrong with which folder.
  func text(_ summaries: [RunSummary]) -> String {
    let rows = summaries.flatMap(rows)
    let whole = rows.filter { !$0.edits.isEmpty }
    var table = TextTable(PastRun.Column.allCases.map(\.title))
    for row in whole { table.add(PastRun.Column.allCases.map { row[$0] }) }
    let problems = rows.filter { $0.problem != nil && !$0.isBranch }.map {
      "\($0.name): \($0.problem ?? "")\n"
    }
    return (whole.isEmpty ? "" : table.text) + (whole.isEmpty || problems.isEmpty ? "" : "\n")
      + problems.joined()
  }

  /// A JSON array with an object for each run.
  func json(_ summaries: [RunSummary]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(summaries.map(Record.init)), as: UTF8.self) + "\n"
  }

  /// As written with `--json`: keys in snake case, NaN and infinities as the strings "nan", "inf" and "-inf".
  private struct Record: Encodable {
    struct Branch: Encodable {
      let name: String
      let editor: EditorKind
      let `guard`: GuardSetting
      let edits: Int
      let argmax: Double?
      let tasks: Double?
      let perplexity: Double?
      let collapsedAt: Int?
    }
    let folder: String
    let began: Double?
    let written: Double
    let model: String?
    let editLimit: Int?
    let seed: UInt64?
    let branches: [Branch]
    let activity: RunSummary.Activity
    /// The command that opens it.
    let opensWith: RunSummary.Opening?
    let problem: String?

    init(_ summary: RunSummary) {
      folder = summary.place.url.path
      (began, written) = (summary.began, summary.lastWritten)
      model = summary.description?.model
      (editLimit, seed) = (summary.description?.editLimit, summary.description?.seed)
      branches = summary.branches.map {
        Branch(
          name: $0.name, editor: $0.editor, guard: $0.guardSetting, edits: $0.edits,
          argmax: $0.scores.efficacyArgmax,
          tasks: $0.scores.taskMean, perplexity: $0.scores.perplexity, collapsedAt: $0.collapsedAt)
      }
      (activity, opensWith, problem) = (summary.activity, summary.opening, summary.problem)
    }
  }
}
