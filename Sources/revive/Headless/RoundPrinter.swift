import Cells
import Charts
import Files
import Foundation
import Monitor
import RunModel

/// Rounds on standard output: the log's JSON lines, or a table for people, whose head comes with its first row.
struct RoundPrinter {
  enum Form: Sendable, Equatable {
    case table
    /// With the name of one of several runs, which the log has in its own folder.
    case json(variant: String? = nil)
    case nothing
  }

  private let context: ProcessContext
  private let form: Form
  private let codec = LogCodec()
  private(set) var isEmpty = true

  init(_ context: ProcessContext, _ form: Form) {
    self.context = context
    self.form = form
  }

  mutating func add(_ report: RoundReport) throws {
    defer { isEmpty = false }
    switch form {
    case .nothing: break
    case .table:
      if isEmpty { try context.write(Self.head + "\n") }
      // The trunk's rows stay as they are without forks.
      let branch = report.branch == Fork.trunk ? "" : "  \(report.branch)"
      try context.write(Self.row(report) + branch + "\n")
    case .json(let variant): try write(.round(report).about(report.branch), variant)
    }
  }

  /// What all edits come to, at the end: a table of its own, or the log's line.
  mutating func add(_ report: EvaluationReport) throws {
    switch form {
    case .nothing: break
    case .table: try context.write("\n\(EvaluationTable.head)\n\(EvaluationTable.row(report))\n")
    case .json(let variant): try write(.evaluated(report), variant)
    }
  }

  private func write(_ entry: Event, _ variant: String?) throws {
    var line = try codec.encode(entry, time: context.now())
    if let variant, case .object(let members) = try JSONParser.parse(Array(line)) {
      line = Data(JSONValue.object(members + [.init(key: "variant", value: .string(variant))]).json())
    }
    try context.write(String(decoding: line, as: UTF8.self) + "\n")
  }

  /// The table's head and a row, for those who print tables of their own.
  static var head: String { table.head }

  static func row(_ report: RoundReport) -> String { table.row(report) }

  /// Scores first, then the measures of the weights, which are means over the edited layers.
  private static let table = RowFormat<RoundReport>(
    gap: 2,
    [
      .init(title: "round", width: 5) { "\($0.round)" },
      .init(title: "edits", width: 6) { "\($0.edits)" },
      .init(title: "guard", width: 5) { $0.guardSetting.isOn ? $0.guardSetting.kind.abbreviation : "off" },
      .init(title: "effic", width: 5) { share($0.scores.efficacy) },
      .init(title: "argmx", width: 5) { share($0.scores.efficacyArgmax) },
      .init(title: "para", width: 5) { share($0.scores.paraphrase) },
      .init(title: "neigh", width: 5) { share($0.scores.neighbourhood) },
      .init(title: "tasks", width: 5) { share($0.scores.taskMean) },
      .init(title: "perplex", width: 7) { $0.scores.perplexity.map(compact) ?? "-" },
      .init(title: "LS", width: 5) { $0.layers.mean(\.ls).map(share) ?? "-" },
      .init(title: "SS", width: 5) { $0.layers.mean(\.ss).map(share) ?? "-" },
      .init(title: "core", width: 7) { $0.layers.mean(\.coreDrift).map(compact) ?? "-" },
      .init(title: "norm", width: 7) { $0.layers.mean(\.frobeniusRatio).map(compact) ?? "-" },
      .init(title: "kept", width: 5) { $0.layers.mean(\.kept).map(share) ?? "-" },
      .init(title: "seconds", width: 7) { fixed($0.seconds.total, digits: 1) },
    ])

  private static func share(_ value: Double?) -> String { value.map { fixed($0, digits: 3) } ?? "-" }
}
