import Editing
import Engine
import Models
import Testing

@testable import Bench

struct PrecisionBenchTests {
  private let plan = BenchPlan(editors: [.memit], roundSize: 3, repeats: 2, comparesTextbook: false)

  /// Both precisions on the same edits; f32 is the measure, and itself has none.
  @Test func roundsOfBothPrecisionsAreHeldAgainstEachOther() throws {
    var bench = PrecisionBench(BenchSetup(plan, try TimedRounds(Tiny.configuration(), cache: nil)))
    let rows = try bench.rows()
    #expect(rows.map(\.precision) == [.f32, .bf16])
    #expect(rows[0].ratios == nil && rows[0].errors == nil)
    #expect(rows.allSatisfy { $0.times[.targets]?.repeats == 2 })
    let errors = try #require(rows[1].errors)
    #expect(errors.meanLogit > 0 && errors.meanLogit <= errors.largestLogit && errors.largestLogit < errors.scale)
    #expect(errors.targets > 0 && errors.targets < 0.2)
    // Keys of the last layer are f32's own, of weights that the layer below has edited.
    #expect(errors.keys < 0.05)
    #expect(errors.updates > 0 && errors.updates < 0.2)
    let ratio = try #require(rows[1].ratios?[.round])
    #expect(ratio > 0)
    // F32 weights are rounded, so that more terms of activations help up to there.
    let terms = try bench.terms()
    #expect(terms.map(\.terms) == [1, 2, 3])
    #expect(terms[0].meanLogit == errors.meanLogit && terms[0].largestLogit == errors.largestLogit)
    #expect(terms[1].meanLogit < terms[0].meanLogit && terms[2].meanLogit > 0.3 * terms[0].meanLogit)
  }

  @Test func everyProductOfAModelIsTimed() throws {
    let products = PrecisionBench(BenchSetup(plan, try TimedRounds(Tiny.configuration(), cache: nil))).products()
    #expect(products.count == 8 * 3 * 2)
    #expect(products.allSatisfy { $0.rate > 0 && $0.libraryRate.map { $0 > 0 } ?? true })
    #expect(Set(products.map(\.m)) == [6, 100, 512])
  }

  @Test func tablesHaveRatiosFirst() throws {
    var report = BenchReport(model: "tiny 0.2M", plan: plan)
    let times = PartValues(RoundPart.allCases) { _ in Timing([0.1, 0.2, 0.4]) }
    report.precisions = [
      PrecisionRow(precision: .f32, times: times),
      PrecisionRow(
        precision: .bf16, times: times, ratios: PartValues(RoundPart.allCases) { _ in 2 },
        errors: PrecisionErrors(
          largestLogit: 0.5, meanLogit: 0.01, scale: 30, targets: 0.02, keys: 0.001, updates: 0.03)),
    ]
    report.products = [
      ProductRow(weight: "up", m: 100, k: 64, n: 256, precision: .bf16, rate: 90, libraryRate: 100),
      ProductRow(weight: "up", m: 100, k: 64, n: 256, precision: .f32, rate: 50, libraryRate: nil),
    ]
    let lines = report.precisionTables.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("Time in f32 over time in another precision"))
    #expect(lines[2].hasPrefix("bf16         2.00x"))
    #expect(lines.contains { $0.hasPrefix("bf16") && $0.contains("5.0e-01") && $0.hasSuffix("3.0e-02") })
    #expect(report.productTable.contains("bf16    90            100   90 %"))
    #expect(report.productTable.contains("f32    50              -      -"))
    #expect(try report.json.contains("\"library_rate\" : 100"))
  }
}
