import Charts
import RunModel

/// The evaluation of all edits as one row for people. Shares are fractions; fluency is times 100, as published.
enum EvaluationTable {
  private struct Column {
    let title: String
    let text: (EvaluationReport) -> String
  }

  static var head: String { line(columns.map(\.title)) }

  static func row(_ report: EvaluationReport) -> String { line(columns.map { $0.text(report) }) }

  private static func line(_ cells: [String]) -> String {
    cells.map { String(repeating: " ", count: max(0, width - $0.count)) + $0 }.joined(separator: " ")
  }

  private static let width = 7

  /// What data sets are judged by first; then accuracy (the object is written token for token) and magnitude.
  private static var columns: [Column] {
    [
      Column(title: "edits") { "\($0.measured)" },
      Column(title: "effic") { share($0.rewrite.headline) },
      Column(title: "para") { share($0.paraphrase.headline) },
      Column(title: "neigh") { share($0.neighbourhood.headline) },
      Column(title: "score") { share($0.score) },
      Column(title: "fluency") { $0.fluency.map { fixed(100 * $0, digits: 1) } ?? "-" },
      Column(title: "consist") { share($0.consistency) },
      Column(title: "attrib") { share($0.attributes.headline) },
      Column(title: "acc") { share($0.rewrite.accuracy) },
      Column(title: "p-acc") { share($0.paraphrase.accuracy) },
      Column(title: "n-acc") { share($0.neighbourhood.accuracy) },
      Column(title: "magn") { share($0.rewrite.magnitude) },
      Column(title: "p-magn") { share($0.paraphrase.magnitude) },
      Column(title: "n-magn") { share($0.neighbourhood.magnitude) },
    ]
  }

  private static func share(_ value: Double?) -> String { value.map { fixed($0, digits: 3) } ?? "-" }
}
