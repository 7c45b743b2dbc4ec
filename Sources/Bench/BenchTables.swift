import Cells
import Foundation

// What people read of a report: ratios first, because they mean something on other machines, too.

extension BenchReport {
  /// What was measured, and on what.
  package var heading: String {
    """
    revive bench: \(model), rounds of \(roundSize) edits, medians of \(repeats), least and most below them
    linear algebra: \(libraries), \(threads) thread\(threads == 1 ? "" : "s")\(precision.map { ", \($0.rawValue)" } ?? "")

    """
  }

  /// The editors' rounds.
  package var editorTables: String {
    let remarks = editors.compactMap { row in row.remark.map { "\(row.editor) cannot run on this model: \($0)\n" } }
    return [textbookTable, solveTable, roundTable, keepingTable].compactMap(\.self).joined(separator: "\n")
      + remarks.joined()
  }

  /// nil when nothing was compared.
  private var textbookTable: String? {
    var table = TextTable(["editor"] + RoundPart.ofTextbook.map(\.rawValue) + ["whole round", "difference"])
    var textbook = TextTable(["editor"] + RoundPart.ofTextbook.map(\.rawValue))
    let compared = editors.compactMap { row in row.textbook.map { (row.editor, $0) } }
    guard !compared.isEmpty else { return nil }
    for (editor, row) in compared {
      table.add(
        [editor] + RoundPart.ofTextbook.map { times(row.ratios[$0]) } + [times(row.wholeRatio), error(row.difference)])
      addTimes(row.times, RoundPart.ofTextbook, of: editor, to: &textbook)
    }
    return """
      Textbook time over time here (difference: of the updates, in shares of their norm)
      \(table.text)
      Times of the textbook form (every edit and every text by itself, whole passes, a d_ff x d_ff solve by LU)
      \(textbook.text)
      """
  }

  /// nil when nothing was compared.
  private var solveTable: String? {
    let solves = editors.compactMap { row in row.solve.map { (row.editor, $0) } }
    guard !solves.isEmpty else { return nil }
    var table = TextTable(["editor", "direct/here", "here", "direct", "difference", "d_ff", "edits", "past keys"])
    for (editor, row) in solves {
      table.add(
        [editor, times(row.ratio), duration(row.fast.median), duration(row.direct.median), error(row.difference)]
          + [row.width, row.edits, row.pastKeys].map(String.init))
    }
    return """
      One layer's solve alone (without what a run works out once, such as the factor of the second moment)
      \(table.text)
      """
  }

  private var roundTable: String? {
    let timed = editors.compactMap { row in row.times.map { (row, $0) } }
    guard !timed.isEmpty else { return nil }
    var table = TextTable(["editor"] + RoundPart.allCases.map(\.rawValue) + ["edits", "layers"])
    for (row, values) in timed {
      let layers = row.layers.map(String.init).joined(separator: ",")
      let made = row.failedEdits == 0 ? "\(row.edits)" : "\(row.edits - row.failedEdits)/\(row.edits)"
      addTimes(values, RoundPart.allCases, of: row.editor, to: &table, [made, layers])
    }
    return """
      Times of a round (editing: from requests to updates; round: all of it)
      \(table.text)
      """
  }

  /// nil when no round was kept.
  private var keepingTable: String? {
    var table = TextTable(["editor", "updates", "digest", "log", "digest and log/round"])
    let kept = editors.compactMap { row in row.keeping.map { (row.editor, $0) } }
    guard !kept.isEmpty else { return nil }
    for (editor, row) in kept {
      let share = row.share.map { String(format: "%.2f %%", 100 * $0) } ?? "-"
      table.add([editor] + [row.updates, row.digest, row.log].map { duration($0.median) } + [share])
    }
    return """
      Keeping a round in a run folder (updates and the line of the log until they are on the disk)
      \(table.text)
      """
  }

  /// A row of medians, and one of their spread.
  func addTimes(
    _ values: PartValues<Timing>, _ parts: [RoundPart], of name: String, to table: inout TextTable,
    _ more: [String] = []
  ) {
    table.add([name] + parts.map { values[$0].map { duration($0.median) } ?? "-" } + more)
    table.add(["  least"] + parts.map { values[$0].map { duration($0.least) } ?? "-" })
    table.add(["  most"] + parts.map { values[$0].map { duration($0.most) } ?? "-" })
  }

  /// Empty when rounds were not grown.
  package var roundSizeTable: String {
    guard let roundSizes, let editor = editors.first else { return "" }
    var table = TextTable(["edits", "editing/edit"] + RoundPart.allCases.map(\.rawValue))
    for row in roundSizes {
      let medians = RoundPart.allCases.map { row.times[$0].map { duration($0.median) } ?? "-" }
      table.add(["\(row.edits)", duration(row.secondsPerEdit)] + medians)
    }
    return """
      \(editor.editor): times of a round by the edits in it
      \(table.text)
      """
  }

  /// Empty when the width was not grown.
  package var widthTables: String {
    guard let widths else { return "" }
    var ratios = TextTable(["d_ff", "LU/here", "Cholesky/here", "difference"])
    var costs = TextTable(["d_ff", "factor once", "solve", "by LU", "by Cholesky", "basis once", "filter", "spectra"])
    for row in widths {
      ratios.add(["\(row.width)", times(row.ratio), times(row.choleskyRatio), error(row.difference)])
      costs.add(
        ["\(row.width)", duration(row.factor.median), duration(row.solve.median), text(row.direct)]
          + [text(row.directCholesky), text(row.basis)]
          + [row.filter, row.spectra].map { $0.map { duration($0.median) } ?? "-" })
    }
    return """
      Direct d_ff x d_ff solve over the solve here (\(widths.first?.edits ?? 0) edits, synthetic weights, d = d_ff/4)
      \(ratios.text)
      Times of one layer
      \(costs.text)
      """
  }

  private func text(_ step: WidthRow.Step) -> String {
    switch step {
    case .timed(let timing): duration(timing.median)
    case .skipped(let estimate): "skipped: about \(duration(estimate))"
    }
  }
}
