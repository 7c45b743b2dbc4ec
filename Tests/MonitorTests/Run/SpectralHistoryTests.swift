import Foundation
import Monitor
import RunModel
import Testing

/// The waterfall's numbers, against every singular value of every round.
@Suite struct SpectralHistoryTests {
  /// The change that is farthest from none, of the indices that a row covers and the rounds in a stretch.
  private func strongest(
    _ driver: Driver, row: Int, rows: Int, edits: Range<Double>
  ) -> Double {
    guard let run = driver.state.run else { return .nan }
    let original = run.description.layers[0].spectrum
    var result = 0.0
    for (index, report) in run.rounds.enumerated() where edits.contains(Double(report.edits)) {
      var full = original
      for earlier in run.rounds[...index] { full = earlier.layers[0].spectrum ?? full }
      let now = report.layers[0].spectrum ?? report.layers[0].leading + full.dropFirst(report.layers[0].leading.count)
      for i in 1...original.count {
        // Index i covers log i to log (i + 1) on an axis from 1 to the last index.
        let top = log(Double(original.count))
        let (from, to) = (Double(row) / Double(rows) * top, Double(row + 1) / Double(rows) * top)
        guard log(Double(i)) < to - 1e-9, log(Double(i + 1)) > from + 1e-9 else { continue }
        let change = log2(Double(now[i - 1]) / Double(original[i - 1]))
        if abs(change) > abs(result) { result = change }
      }
    }
    return max(-6, min(6, result))
  }

  @Test func agreesWithTheSpectra() throws {
    var driver = Driver(width: 80, height: 24)
    driver.send(SyntheticRun(roundSize: 10, guardOn: 60).events(rounds: 23))
    let history = try #require(driver.state.run?.growth.first)
    for (from, to) in [(0.0, 240.0), (0, 30), (45, 125), (95, 105), (220, 500)] {
      let growth = try #require(history.growth(from: from, to: to, rows: 64))
      for row in 0..<64 {
        #expect(abs(growth[row] - strongest(driver, row: row, rows: 64, edits: from..<to)) <= 0.026, "\(row) \(from)")
      }
    }
  }

  /// Between two rounds stands what the earlier one was; there is nothing beyond the newest.
  @Test func gapsAndEnds() throws {
    var driver = Driver(width: 80, height: 24)
    driver.send(SyntheticRun().events(rounds: 5))
    let history = try #require(driver.state.run?.growth.first)
    #expect(history.growth(from: 210, to: 260, rows: 8) == history.growth(from: 200, to: 201, rows: 8))
    #expect(history.growth(from: 501, to: 600, rows: 8) == nil)
    #expect(history.growth(from: -20, to: -10, rows: 8) == nil)
    #expect(history.growth(from: 0, to: 10, rows: 0) == nil)
    #expect(history.growth(from: 0, to: 50, rows: 200)?.count == 200)
  }

  @Test func whatIsTakenBackIsForgotten() {
    let run = SyntheticRun(layers: [1, 2])
    for left in [1, 4, 7, 8] {
      var driver = Driver(width: 80, height: 24)
      driver.send(run.events(rounds: 9) + [.undone(UndoReport(round: left + 1, edits: left * 100))])
      var fresh = Driver(width: 80, height: 24)
      fresh.send(run.events(rounds: left))
      #expect(driver.state.run?.growth == fresh.state.run?.growth)
      #expect(driver.state.run?.growth.count == 3)
      driver.send([.round(run.report(round: left + 1))])
      fresh.send([.round(run.report(round: left + 1))])
      #expect(driver.state.run?.growth == fresh.state.run?.growth)
    }
  }

  @Test func whatIsNotFiniteIsShown() throws {
    var driver = Driver(width: 80, height: 24)
    var report = SyntheticRun().report(round: 1)
    report.layers[0].leading[3] = .infinity
    report.layers[0].spectrum = nil
    driver.send([.ready(SyntheticRun().description), .round(SyntheticRun().report(round: 0)), .round(report)])
    let growth = try #require(driver.state.run?.growth.first?.growth(from: 0, to: 200, rows: 64))
    #expect(growth.contains { $0.isNaN } && growth.contains { $0.isFinite })
  }
}
