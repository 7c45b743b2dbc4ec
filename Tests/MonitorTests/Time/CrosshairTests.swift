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
      "edit 1,800  efficacy", "argmax \(share(report.scores.efficacyArgmax))",
      "LS \(share(report.layers[0].ls))", "||W|| x\(compact(report.layers[0].frobeniusRatio))",
      "perplexity \(compact(report.scores.perplexity ?? 0))",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    // Every pane shows that moment, and so does the header.
    for part in ["round 18", "edits 1,800/4,800", "REVIVE filter ON", "HISTORY 1,800"] {
      #expect(driver.header.contains(part))
    }
    #expect(driver.state.shownRound == report && driver.text.contains("at 1,800"))
    #expect(!driver.text.contains("@1,900") && driver.text.contains("@1,800"))
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

  /// Nothing moves when it comes or goes, at any size.
  @Test(arguments: [(200, 50), (120, 36), (80, 24), (60, 20), (40, 12)])
  func theReadOutHasAPlaceOfItsOwn(width: Int, height: Int) {
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun().events(rounds: 20))
    driver.press(.escape)
    func corners(_ text: String) -> [String] {
      text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        String(line.map { "┌┐└┘├┤".contains($0) ? $0 : " " })
      }
    }
    let plain = driver.text
    driver.press(.left)
    #expect(driver.hints.contains("edit 2,000") && driver.hints.hasSuffix("Esc leaves"))
    #expect(corners(driver.text).dropFirst().dropLast(2) == corners(plain).dropFirst().dropLast(2))
    driver.press(.escape)
    #expect(driver.text == plain)
  }

  /// A list, probes and spectra are those of the moment; leaving brings the present back.
  @Test func leavingItGoesBackToTheMomentBefore() {
    var driver = Scene.paused()
    driver.type("[[[")
    driver.press(.left, .left)
    #expect(driver.state.shownRound?.edits == 1_600)
    driver.press(.escape)
    #expect(driver.state.shownRound?.edits == 1_700)
    driver.press(.left, .left)
    driver.type("]")
    #expect(driver.state.shownRound?.edits == 1_700 && driver.state.charts.crosshair == nil)
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
