import Cells
import Charts
import Monitor
import RunModel
import Testing

/// A line through all charts.
@Suite struct CrosshairTests {
  private func share(_ value: Double?) -> String { value.map { fixed($0, digits: 2) } ?? "-" }

  @Test func theCrosshairReadsWhatWasMeasured() throws {
    var driver = Scene.paused(guardOn: 600)
    driver.press(.left)
    #expect(driver.state.charts.crosshair == 20)
    driver.type("hh")
    let report = try #require(driver.state.crosshairRound)
    #expect(report.edits == 1_800 && driver.state.playback.scrub == nil)
    let text = driver.text
    for part in [
      "edit 1,800  round 18  MEMIT  REVIVE on", "argmax \(share(report.scores.efficacyArgmax))",
      "LS \(share(report.layers[0].ls))", "||W|| x\(compact(report.layers[0].frobeniusRatio))",
      "perplexity \(compact(report.scores.perplexity ?? 0))",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    // Panes go on showing the run.
    #expect(driver.header.contains("edits 2,000/4,800") && !driver.header.contains("HISTORY"))
    driver.press(.enter)
    #expect(driver.state.charts.crosshair == nil && driver.state.shownRound?.edits == 1_800)
    #expect(driver.header.contains("HISTORY 1,800"))
    driver.press(.right)
    #expect(driver.state.charts.crosshair == 18)
    driver.press(.escape)
    #expect(driver.state.charts.crosshair == nil && driver.state.isHistory)
    driver.press(.escape)
    #expect(!driver.state.isHistory)
  }

  /// It stands in the same column of all charts over edits, and stays in sight.
  @Test func theCrosshairIsInAllCharts() {
    var driver = Scene.paused()
    driver.type("h")
    let plain = driver.picture
    driver.type(String(repeating: "h", count: 9))
    let picture = driver.picture
    let lines = (0..<200).filter { x in
      (0..<50).contains { picture[x, $0].scalar == "│" && picture[x, $0].style.foreground == Theme.standard.highlight }
    }
    #expect(lines.count == 2 && plain != picture)
    driver.type("++++HHHH")
    driver.type(String(repeating: "l", count: 40))
    let axis = driver.state.editAxis
    let place = Double(driver.state.crosshairRound?.edits ?? -1)
    #expect(place >= axis.lower && place <= axis.upper)
    #expect(driver.state.charts.crosshair == 20)
  }

  @Test func theCrosshairHasEnds() {
    var driver = Scene.paused(2)
    driver.type("h")
    driver.type("l")
    #expect(driver.state.footer.message?.text == "this is the newest round")
    driver.type("hhhh")
    #expect(driver.state.charts.crosshair == 0 && driver.state.footer.message?.text == "this is edit 0")
    driver = Driver(width: 80, height: 24)
    driver.type("h")
    #expect(driver.state.charts.crosshair == nil && driver.state.footer.message?.text == "the model is still loading")
  }

  /// Steps that cannot be seen are taken together.
  @Test func stepsOfTheCrosshairAreSeen() {
    var driver = Driver(width: 120, height: 36)
    driver.send(SyntheticRun(roundSize: 1).events(rounds: 2_000))
    driver.type("hh")
    let far = 2_000 - (driver.state.charts.crosshair ?? 0)
    #expect(far > 8)
    driver.type("++++++++h")
    #expect(2_000 - far - (driver.state.charts.crosshair ?? 0) == 1)
  }
}
