import Cells
import Charts
import RunModel

/// The evaluation of all edits as one row for people. Shares are fractions; fluency is times 100, as published.
enum EvaluationTable {
  static var head: String { table.head }

  static func row(_ report: EvaluationReport) -> String { table.row(report) }

  /// What data sets are judged by first; then accuracy (the object is written token for token) and magnitude.
  private static let table = RowFormat<EvaluationReport>(
    gap: 1,
    [
      .init(title: "edits", width: 7) { "\($0.measured)" },
      .init(title: "effic", width: 7) { share($0.rewrite.headline) },
      .init(title: "para", width: 7) { share($0.paraphrase.headline) },
      .init(title: "neigh", width: 7) { share($0.neighbourhood.headline) },
      .init(title: "score", width: 7) { share($0.score) },
      .init(title: "fluency", width: 7) { $0.fluency.map { fixed(100 * $0, digits: 1) } ?? "-" },
      .init(title: "consist", width: 7) { share($0.consistency) },
      .init(title: "attrib", width: 7) { share($0.attributes.headline) },
      .init(title: "acc", width: 7) { share($0.rewrite.accuracy) },
      .init(title: "p-acc", width: 7) { share($0.paraphrase.accuracy) },
      .init(title: "n-acc", width: 7) { share($0.neighbourhood.accuracy) },
      .init(title: "magn", width: 7) { share($0.rewrite.magnitude) },
      .init(title: "p-magn", width: 7) { share($0.paraphrase.magnitude) },
      .init(title: "n-magn", width: 7) { share($0.neighbourhood.magnitude) },
    ])

  private static func share(_ value: Double?) -> String { value.map { fixed($0, digits: 3) } ?? "-" }
}
