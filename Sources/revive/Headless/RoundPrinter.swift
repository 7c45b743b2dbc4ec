import Charts
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
  private struct Column {
    let title: String
    let width: Int
    let text: @Sendable (RoundReport) -> String
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
    var line = String(decoding: try codec.encode(entry, time: context.now()), as: UTF8.self)
    // An object, whose last key this is by its name.
    if let variant { line = line.dropLast() + ",\"variant\":\"\(variant)\"}" }
    try context.write(line + "\n")
  }

  /// The table's head and a row, for those who print tables of their own.
  static var head: String { line(columns.map(\.title)) }

  static func row(_ report: RoundReport) -> String { line(columns.map { $0.text(report) }) }

  private static func line(_ cells: [String]) -> String {
    zip(cells, columns).map { cell, column in
      String(repeating: " ", count: max(0, column.width - cell.count)) + cell
    }.joined(separator: "  ")
  }

  /// Scores first, then the measures of the weights, which are means over the edited layers.
  private static let columns: [Column] = [
    Column(title: "round", width: 5) { "\($0.round)" },
    Column(title: "edits", width: 6) { "\($0.edits)" },
    Column(title: "guard", width: 5) { $0.guardSetting.isOn ? $0.guardSetting.kind.abbreviation : "off" },
    Column(title: "effic", width: 5) { share($0.scores.efficacy) },
    Column(title: "argmx", width: 5) { share($0.scores.efficacyArgmax) },
    Column(title: "para", width: 5) { share($0.scores.paraphrase) },
    Column(title: "neigh", width: 5) { share($0.scores.neighbourhood) },
    Column(title: "tasks", width: 5) { share($0.scores.taskMean) },
    Column(title: "perplex", width: 7) { $0.scores.perplexity.map(compact) ?? "-" },
    Column(title: "LS", width: 5) { $0.layers.mean(\.ls).map(share) ?? "-" },
    Column(title: "SS", width: 5) { $0.layers.mean(\.ss).map(share) ?? "-" },
    Column(title: "core", width: 7) { $0.layers.mean(\.coreDrift).map(compact) ?? "-" },
    Column(title: "norm", width: 7) { $0.layers.mean(\.frobeniusRatio).map(compact) ?? "-" },
    Column(title: "kept", width: 5) { $0.layers.mean(\.kept).map(share) ?? "-" },
    Column(title: "seconds", width: 7) { fixed($0.seconds.total, digits: 1) },
  ]

  private static func share(_ value: Double?) -> String { value.map { fixed($0, digits: 3) } ?? "-" }
}
