import Monitor
import RunModel
import Testing

/// The list with what was lost lately on top, and how many stand how.
@Suite struct EditOrderTests {
  private func outcome(_ index: Int, p: Double, isLost: Bool = false) -> EditOutcome {
    var outcome = SyntheticRun().report(round: 1).outcomes[0]
    (outcome.index, outcome.probability) = (index, p)
    (outcome.succeeds, outcome.holds) = (!isLost, !isLost)
    return outcome
  }

  private func driver(_ rounds: [[EditOutcome]]) -> Driver {
    var driver = Driver(width: 200, height: 50)
    let run = SyntheticRun()
    driver.send(run.events(rounds: 0))
    for (place, outcomes) in rounds.enumerated() {
      var report = run.report(round: place + 1)
      (report.outcomes, report.failed) = (outcomes, [])
      driver.send([.round(report)])
    }
    return driver
  }

  /// Edit 1 is lost from 200 on, edit 3 from 300 on, edit 2 was lost at 200 and came back.
  private var rounds: [[EditOutcome]] {
    [
      [outcome(0, p: 0.9), outcome(1, p: 0.9), outcome(2, p: 0.9)],
      [outcome(0, p: 0.1, isLost: true), outcome(1, p: 0.2, isLost: true), outcome(2, p: 0.8), outcome(3, p: 0.9)],
      [outcome(0, p: 0.1, isLost: true), outcome(1, p: 0.7), outcome(2, p: 0.3, isLost: true)],
    ]
  }

  private func indices(_ driver: Driver) -> [Int] {
    driver.state.list.lines.compactMap { driver.state.run?.ledger.line($0, at: 300)?.index }
  }

  @Test func whatWasLostLatelyComesFirst() {
    var driver = driver(rounds)
    #expect(indices(driver) == [3, 2, 1, 0])
    driver.type("O")
    #expect(indices(driver) == [2, 0, 3, 1])
    driver.type("e")
    let lines = driver.text.split(separator: "\n").filter { $0.contains(" lost ") || $0.contains(" held ") }
    #expect(driver.text.contains("lost at"))
    #expect(lines.contains { $0.contains("@300") && $0.contains("lost") })
    #expect(lines.contains { $0.contains("@200") && $0.contains("lost") })
    driver.type("O")
    #expect(indices(driver) == [3, 2, 1, 0])
  }

  /// Counted by hand, at the moment shown.
  @Test func theHeaderCounts() {
    var driver = driver(rounds)
    #expect(driver.header.contains("held 2 weak 0 lost 2"))
    driver.type("[")
    #expect(driver.header.contains("held 2 weak 0 lost 2"))
    driver.type("[")
    #expect(driver.header.contains("held 3 weak 0 lost 0"))
  }
}
