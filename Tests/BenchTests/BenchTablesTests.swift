import RunModel
import Testing

@testable import Bench

@Test func partsAddUpAsTheyAreNamed() {
  let seconds = RoundTimings(targets: 3, keys: 1, solve: 2, filter: 0.5, spectra: 4, evaluation: 8, total: 19)
  #expect(RoundPart.editing.seconds(seconds) == 7)
  #expect(RoundPart.round.seconds(seconds) == 19)
  #expect(RoundPart.ofTextbook.map { $0.seconds(seconds) } == [7, 3, 1, 2, 8])
}

/// A report as people and programs read it.
struct BenchTablesTests {
  private var report: BenchReport {
    var report = BenchReport(
      model: "tiny 0.2M", plan: BenchPlan(editors: [.memit], roundSize: 2, repeats: 3, comparesTextbook: true))
    (report.core, report.threads, report.libraries) = ("Haswell", 2, "oneDNN 2.6.3 avx2, OpenBLAS 0.3.21 Haswell")
    var row = EditorRow(editor: "MEMIT", layers: [1, 2], edits: 2, failedEdits: 1)
    row.times = PartValues(RoundPart.allCases) { _ in Timing([0.1, 0.2, 0.4]) }
    row.textbook = TextbookRow(
      times: PartValues(RoundPart.ofTextbook) { _ in Timing([1, 2, 4]) },
      ratios: PartValues(RoundPart.ofTextbook) { $0 == .keys ? nil : 10 }, wholeRatio: 5, difference: 2e-6)
    report.editors = [row, EditorRow(editor: "AlphaEdit", remark: "nothing is left of the null space")]
    return report
  }

  @Test func ratiosComeFirst() throws {
    let lines = report.editorTables.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[1] == "editor  editing  targets  keys  solve  evaluation  whole round  difference")
    #expect(lines[2] == "MEMIT     10.0x    10.0x     -  10.0x       10.0x        5.00x     2.0e-06")
    let times = try #require(lines.first { $0.hasPrefix("MEMIT     200 ms") })
    #expect(times.hasSuffix("200 ms    1/2     1,2"))
    #expect(report.editorTables.hasSuffix("AlphaEdit cannot run on this model: nothing is left of the null space\n"))
    #expect(report.heading.contains("linear algebra: oneDNN 2.6.3 avx2, OpenBLAS 0.3.21 Haswell, 2 threads\n"))
    #expect(!report.editorTables.contains("\u{1B}"))
  }

  @Test func skippedStepsSayHowLongTheyWouldHaveTaken() {
    var report = report
    let timing = Timing([0.5])
    report.widths = [
      WidthRow(
        width: 64, edits: 4, factor: timing, solve: timing, direct: .skipped(estimatedSeconds: 75),
        directCholesky: .timed(Timing([10])), ratio: nil, choleskyRatio: 20, difference: nil,
        basis: .timed(timing), filter: timing, spectra: timing)
    ]
    #expect(report.widthTables.contains("skipped: about 75.0 s"))
    #expect(report.widthTables.contains("64          -          20.0x           -"))
    #expect(report.roundSizeTable.isEmpty)
  }

  @Test func jsonHoldsTheSameNumbers() throws {
    let json = try report.json
    for part in ["\"round_size\" : 2", "\"core\" : \"Haswell\"", "\"whole_ratio\" : 5", "\"median\" : 0.2"] {
      #expect(json.contains(part), "\(part)")
    }
  }
}
