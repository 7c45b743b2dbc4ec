import Cells
import Monitor
import RunModel
import Testing

/// The screen in sentences.
@Suite struct ScreenReaderTextTests {
  private func all(_ driver: Driver) -> String {
    driver.state.sentences.flatMap { [$0.title] + $0.sentences }.joined(separator: "\n")
  }

  @Test func aRunIsTold() {
    var driver = Driver(width: 120, height: 36)
    driver.send(SyntheticRun(guardOn: 600, guardOff: 1_000).events(rounds: 12))
    let text = all(driver)
    for sentence in [
      "atlas 5.8M with 5,800,000 parameters is edited by MEMIT in layer 1, in rounds of 100 edits, with seed 7.",
      "1,200 of 4,800 edits are done, in 12 rounds.", "It is paused.", "At edit 400: collapse.",
      "At edit 600: REVIVE on.",
      "At edit 1,000: off.",
      "The REVIVE filter is off; tau is 0.50, which protects 16/256 singular values of layer 1.",
      "Layout Overview with panes 1 spectrum, 2 waterfall, 3 similarity, 4 norms, 5 quality, 6 edits and 7 probes; "
        + "quality has the focus.",
      "Charts show edits 0 to 1,500 and follow the newest. Theme Default.",
    ] { #expect(text.contains(sentence), "\(sentence)\n\(text)") }
  }

  /// Numbers are those of the round that is shown.
  @Test func theNumbersAreThoseOfTheReport() throws {
    var driver = Driver(width: 120, height: 36)
    driver.send(SyntheticRun().events(rounds: 5))
    let scores = try #require(SyntheticRun().report(round: 5).scores.efficacy)
    let hundredths = Int((scores * 100).rounded())
    #expect(all(driver).contains("After 500 edits, sampled over 200 edits: efficacy 0.\(hundredths), argmax"))
    driver.type("[")
    #expect(all(driver).contains("After 400 edits") && all(driver).contains("looks back at edit 400, after round 4."))
    driver.press(.escape, .left)
    #expect(all(driver).contains("Under the crosshair: edit 500, efficacy"))
  }

  @Test func everyStateIsTold() {
    #expect(all(Driver(width: 80, height: 24)).contains("The model is still loading."))
    #expect(all(Scene.replay(width: 80, height: 24)).contains("This is a replay: nothing can be edited."))
    #expect(all(Scene.held(width: 80, height: 24)).contains("It is paused in round 13."))
    #expect(all(Scene.ruined(width: 80, height: 24)).contains("The model collapsed at edit 400."))
  }

  @Test func theyCanBeReadOnTheScreen() {
    var driver = Scene.midRun(width: 120, height: 36)
    driver.type(":describe")
    driver.press(.enter)
    #expect(driver.text.contains("in sentences") && driver.text.contains("is edited by MEMIT in layer 1"))
    driver.press(.escape)
    #expect(driver.state.overlay == nil)
  }
}
