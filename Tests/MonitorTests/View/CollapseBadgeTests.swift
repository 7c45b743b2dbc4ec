import Cells
import Charts
import Monitor
import RunModel
import Testing

/// A collapse that cannot be missed: the badge, the thresholds, axes that fit.
@Suite struct CollapseBadgeTests {
  /// `SyntheticRun` collapses at 400 edits by its tasks.
  private func collapsed(_ width: Int = 120, _ height: Int = 36) -> Driver {
    Scene.ready(rounds: 7, width: width, height: height)
  }

  private func banner(_ driver: Driver) -> Bool {
    let picture = driver.picture
    guard let start = picture.text(row: 0).range(of: "COLL") else { return false }
    let x = picture.text(row: 0).distance(from: picture.text(row: 0).startIndex, to: start.lowerBound)
    return picture[x, 0].style.background != picture[0, 0].style.background
  }

  @Test(arguments: [(200, 50), (120, 36), (80, 24), (60, 20), (40, 12)])
  func theHeaderSaysEditsGuardAndCollapse(width: Int, height: Int) {
    let driver = collapsed(width, height)
    #expect(driver.header.contains("700"), "\(driver.header)")
    #expect(driver.header.contains("OFF"), "\(driver.header)")
    #expect(driver.header.contains(/COLL\S* (at )?400/), "\(driver.header)")
    #expect(displayWidth(of: String(driver.header)) <= width)
  }

  /// Also where something else asks for the room: a zoom, the past, the crosshair, a run of another process.
  @Test(arguments: ["+++", "[[", "hh"]) func theyStayOnTheSmallestScreen(keys: String) {
    var driver = collapsed(40, 12)
    driver.type(keys)
    #expect(driver.header.contains("\(driver.state.shownRound?.edits ?? 0)"), "\(driver.header)")
    #expect(driver.header.contains("OFF") && driver.header.contains("COLL. 400"), "\(driver.header)")
  }

  @Test func itStandsOutUntilItWasLookedAt() {
    var driver = collapsed()
    #expect(banner(driver))
    driver.type("c")
    #expect(driver.text.contains("collapse at edit 400: tasks"))
    driver.press(.escape)
    #expect(driver.header.contains("COLLAPSED at 400 by tasks") && !banner(driver))
    // Taken back, it may come again.
    driver.send((4...7).reversed().map { .undone(UndoReport(round: $0, edits: ($0 - 1) * 100)) })
    #expect(!driver.header.contains("COLL"))
    driver.send([.round(SyntheticRun().report(round: 4))])
    #expect(banner(driver))
  }

  @Test func lookingBackItIsStillToCome() {
    var driver = collapsed()
    driver.type("[[[[")
    #expect(driver.state.shownRound?.edits == 300 && !driver.header.contains("COLL"))
  }

  /// Half of the first argmax and 0.8 of the tasks at edit 0, where the lines are.
  @Test func thresholdsAreDrawnInTheirCharts() {
    var driver = Scene.ready(rounds: 12, width: 200, height: 50)
    driver.type("e")
    let lines = driver.text.split(separator: "\n")
    for words in ["T alarm", "A alarm", "X alarm", "N sign"] {
      let line = lines.first { $0.contains(words) }
      #expect(line?.contains("╌╌") == true, "\(words)")
    }
    driver.type("3")
    #expect(driver.text.contains("D sign"))
  }

  /// What happens near 1 is seen: the axis of shares begins at 0.9, 0.8, 0.5 or 0, and grows at once.
  @Test func sharesHaveAnAxisThatFits() {
    var range = SteadyRange.shares
    range.update([1, 0.97])
    #expect(range.axis == Axis(.linear, 0.9, 1))
    range.update([1, 0.89])
    #expect(range.axis == Axis(.linear, 0.8, 1))
    range.update([1, 0.3])
    #expect(range.axis == Axis(.linear, 0, 1))
    // It does not tremble: it shrinks only after a while.
    range.update([1, 0.95])
    #expect(range.axis == Axis(.linear, 0, 1))
    for _ in 0..<40 { range.update([1, 0.95]) }
    #expect(range.axis == Axis(.linear, 0.9, 1))
  }

  /// Colours that end at x8 as long as nothing grows further; then at x64, and the place is marked.
  @Test func theWaterfallsColoursGrow() {
    func driver(growth: Float) -> Driver {
      var driver = Driver(width: 120, height: 36)
      let run = SyntheticRun()
      driver.send(run.events(rounds: 1))
      var report = run.report(round: 2)
      for place in report.layers.indices {
        report.layers[place].spectrum = run.description.layers[place].spectrum.map { $0 * growth }
      }
      driver.send([.round(report)])
      driver.type("2e")
      return driver
    }
    let (small, large) = (driver(growth: 4).text, driver(growth: 20).text)
    #expect(small.contains("x8 or more") && !small.contains("x64"))
    #expect(large.contains("x64 or more") && large.contains("x1/64"))
    #expect(large.contains("200 colours past x8") || large.contains("200 >x8"))
  }

  /// Space pauses there when that is wanted, at the goal otherwise.
  @Test func spaceGoesToTheGoalOrToTheCollapse() {
    func asked(goal: Int?, stops: Bool, rounds: Int) -> Effect? {
      var driver = Driver(width: 120, height: 36)
      var description = SyntheticRun().description
      description.goal = goal
      driver.send([.ready(description)] + SyntheticRun().events(rounds: rounds).dropFirst())
      driver.state.environment.stopsAtCollapse = stops
      driver.type(" ")
      return driver.takeEffects().last
    }
    #expect(asked(goal: nil, stops: false, rounds: 2) == .send(.run(until: .allEdits)))
    #expect(asked(goal: 2_000, stops: false, rounds: 2) == .send(.run(until: .edits(2_000))))
    #expect(asked(goal: 200, stops: false, rounds: 2) == .send(.run(until: .allEdits)))
    #expect(asked(goal: 2_000, stops: true, rounds: 2) == .send(.run(until: .collapse(by: 2_000))))
    #expect(asked(goal: nil, stops: true, rounds: 2) == .send(.run(until: .collapse(by: nil))))
    // After the collapse nothing is left to wait for.
    #expect(asked(goal: 2_000, stops: true, rounds: 7) == .send(.run(until: .edits(2_000))))
  }

  @Test func theHeaderCountsToTheGoal() {
    var driver = Driver(width: 120, height: 36)
    var description = SyntheticRun().description
    description.goal = 2_000
    driver.send([.ready(description)] + SyntheticRun().events(rounds: 2).dropFirst())
    #expect(driver.header.contains("edits 200/2,000"))
  }

  /// A key that answers the greeting, and every other that does what it does.
  @Test func theGreetingAsks() {
    var driver = Scene.ready()
    driver.state.footer.showsWelcome = true
    #expect(driver.text.contains("Pause by itself when the model collapses?"))
    driver.type("y")
    #expect(driver.state.environment.stopsAtCollapse && !driver.state.footer.showsWelcome)
    var other = Scene.ready()
    other.state.footer.showsWelcome = true
    other.type(" ")
    #expect(!other.state.environment.stopsAtCollapse)
    #expect(other.takeEffects() == [.send(.run(until: .allEdits))])
  }
}
