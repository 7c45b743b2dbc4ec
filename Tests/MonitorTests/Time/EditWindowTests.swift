import Cells
import Charts
import Monitor
import RunModel
import Testing

/// The stretch of edits that charts show, and what their lines are.
@Suite struct EditWindowTests {
  private func share(_ value: Double?) -> String { value.map { fixed($0, digits: 2) } ?? "-" }

  @Test func zoomingKeepsTheNewestEditWhereItIs() throws {
    var driver = Scene.paused()
    let before = driver.state.editAxis
    let share = (2_000 - before.lower) / (before.upper - before.lower)
    driver.type("+")
    let after = driver.state.editAxis
    #expect(abs((2_000 - after.lower) / (after.upper - after.lower) - share) < 0.05)
    #expect(abs((after.upper - after.lower) - (before.upper - before.lower) / 2) < 1e-6)
    #expect(!driver.state.charts.window.follows && driver.header.contains("HISTORY"))
    driver.type("-")
    #expect(driver.state.editAxis == before && driver.state.charts.window == EditWindow())
    #expect(!driver.header.contains("HISTORY"))
    driver.type("-")
    #expect(driver.state.footer.message?.text == "the whole run is in sight")
  }

  /// It begins near what there is, and grows in few steps until ten rounds are made.
  @Test func theAxisGrowsWithTheRun() {
    var driver = Driver(width: 120, height: 36)
    let run = SyntheticRun()
    driver.send(run.events(rounds: 0))
    #expect(driver.state.editAxis == Axis(.linear, 0, 10))
    var uppers: [Double] = []
    for edits in Array(1...20) + [60, 100] {
      var report = run.report(round: uppers.count + 1)
      report.edits = edits
      driver.send([.round(report)])
      uppers.append(driver.state.editAxis.upper)
    }
    #expect(uppers == Array(repeating: 10, count: 9) + Array(repeating: 20, count: 10) + [50, 100, 200])
    // Two steps are two points far apart.
    driver = Driver(width: 120, height: 36)
    driver.send(run.events(rounds: 0))
    for edits in [1, 2] {
      var report = run.report(round: edits)
      report.edits = edits
      driver.send([.round(report)])
    }
    let dots = driver.picture
    let columns = (0..<36).flatMap { y in (60..<120).filter { dots[$0, y].scalar == "•" } }
    #expect(Set(columns).count >= 3)
  }

  @Test func aWindowStaysUntilItIsToldToFollow() {
    var driver = Scene.paused()
    driver.type("++HH")
    let axis = driver.state.editAxis
    driver.send([.round(SyntheticRun().report(round: 21)), .round(SyntheticRun().report(round: 22))])
    #expect(driver.state.editAxis == axis)
    driver.type("f")
    let followed = driver.state.editAxis
    #expect(followed.lower <= 2_200 && followed.upper >= 2_200)
    #expect(abs((followed.upper - followed.lower) - (axis.upper - axis.lower)) < 1e-6)
    #expect(!driver.header.contains("HISTORY"))
    for round in 23...40 {
      driver.send([.round(SyntheticRun().report(round: round))])
      let now = driver.state.editAxis
      #expect(now.lower <= Double(round * 100) && now.upper >= Double(round * 100))
      #expect(abs((now.upper - now.lower) - (axis.upper - axis.lower)) < 1e-6)
    }
    driver.type("=")
    #expect(driver.state.charts.window == EditWindow())
  }

  @Test func panningEndsWhereTheRunDoes() {
    var driver = Scene.paused()
    driver.type("H")
    #expect(driver.state.footer.message?.text == "the whole run is in sight: + zooms in")
    driver.type("++" + String(repeating: "H", count: 40))
    #expect(driver.state.editAxis.lower == 0)
    #expect(driver.state.footer.message?.text == "this is the start of the run")
    driver.type(String(repeating: "L", count: 60))
    #expect(driver.state.footer.message?.text == "this is the end of the run: f follows it")
    driver.type(String(repeating: "+", count: 60))
    #expect(driver.state.footer.message?.text == "no closer: few edits fill the screen")
    #expect(driver.state.editAxis.upper - driver.state.editAxis.lower == EditWindow.narrowest)
    driver.press(.escape)
    #expect(driver.state.charts.window.follows)
  }

  /// Rounds that are taken back take the window with them.
  @Test func aWindowWithoutEditsIsGivenUp() {
    var driver = Scene.paused()
    driver.type(":window 1500 1900")
    driver.press(.enter)
    driver.send([.undone(UndoReport(round: 16, edits: 1_500))])
    #expect(driver.state.editAxis.lower == 1_500)
    driver.send([.undone(UndoReport(round: 3, edits: 200))])
    #expect(driver.state.charts.window == EditWindow())
  }

  @Test func windowsCanBeTyped() {
    var driver = Scene.paused()
    driver.type(":window 300 900")
    driver.press(.enter)
    #expect((driver.state.editAxis.lower, driver.state.editAxis.upper) == (300, 900))
    #expect(driver.header.contains("HISTORY 300-900"))
    for wrong in ["window 9", "window 9 9", "window a b", "window -3 5", "window 99999999999999999999 5"] {
      driver.type(":" + wrong)
      driver.press(.enter)
      #expect(driver.state.footer.message?.text.hasPrefix("from which edit to which?") == true)
    }
    driver.type(":window all")
    driver.press(.enter)
    #expect(driver.state.charts.window == EditWindow())
  }

  /// Axes fit what is in the window.
  @Test func valuesFitTheWindow() {
    var driver = Scene.paused(20)
    let whole = driver.state.charts.axes[.perplexity]
    driver.type(":window 0 400")
    driver.press(.enter)
    let early = driver.state.charts.axes[.perplexity]
    #expect(early.upper < whole.upper / 100)
    driver.type("=")
    #expect(driver.state.charts.axes[.perplexity] == whole)
  }

  @Test func smoothedLinesKeepTheirNumbers() {
    var driver = Scene.paused()
    let before = driver.text
    driver.type("w")
    driver.press(.escape)
    #expect(driver.state.series.smoothing == .light)
    let line = MeasureSeries.Line(.efficacy)
    let raw = driver.state.series.track(line).points.map(\.y)
    // Bias-corrected: the first value is itself, the second leans to it by the decay.
    let smooth = driver.state.series.smoothed(line).points.map(\.y)
    #expect(smooth.count == raw.count && abs(smooth[0] - raw[0]) < 1e-12)
    #expect(abs(smooth[1] - (0.8 * raw[0] + raw[1]) / 1.8) < 1e-12)
    #expect(driver.text.contains("E efficacy        \(share(raw.last))") && before != driver.text)
    driver.type("ww")
    #expect(driver.state.series.smoothing == .off)
    driver.press(.escape)
    #expect(driver.text == before)
  }

  @Test func singularValuesAsRatios() {
    var driver = Scene.paused(guardOn: 600)
    #expect(driver.text.contains("g at 600"))
    driver.type("d")
    #expect(driver.text.contains("spectrum layer 1, ratio to edit 0"))
    let axis = driver.state.charts.axes[.growth]
    #expect(axis.lower <= 0.5 && axis.upper >= 2)
  }
}
