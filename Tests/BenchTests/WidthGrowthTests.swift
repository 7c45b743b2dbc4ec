import Testing

@testable import Bench

private func plan(patience: Double) -> BenchPlan {
  var plan = BenchPlan(editors: [.memit], roundSize: 8, repeats: 2, comparesTextbook: false)
  plan.patience = patience
  return plan
}

@Test func aWidthHasEveryStep() throws {
  var growth = WidthGrowth(plan(patience: 60))
  let row = try growth.row(width: 96)
  #expect((row.width, row.edits, row.solve.repeats) == (96, 8, 2))
  #expect(try #require(row.difference) < 1e-9)
  #expect(row.filter != nil && row.spectra != nil)
  #expect((row.ratio ?? 0) > 0 && (row.choleskyRatio ?? 0) > 0)
  // More edits than a layer is wide are cut to it.
  #expect(try growth.row(width: 4).edits == 4)
}

/// The first width is always timed: nothing is known before.
@Test func aStepThatWouldTakeTooLongIsEstimated() throws {
  var growth = WidthGrowth(plan(patience: 0))
  let first = try growth.row(width: 32)
  let seconds = try #require(first.direct.median)
  let second = try growth.row(width: 64)
  guard case .skipped(let estimate) = second.direct, case .skipped = second.basis else {
    Issue.record("not skipped: \(second)")
    return
  }
  #expect(abs(estimate - 8 * seconds) < 1e-12)
  #expect(second.ratio == nil && second.difference == nil && second.filter == nil && second.spectra == nil)
}

@Test func memoryGrowsWithTheSquare() {
  #expect(WidthGrowth.memory(width: 200) == 4 * WidthGrowth.memory(width: 100))
}
