import Cells
import Monitor
import RunModel
import Testing

/// A replay that plays.
@Suite struct PlaybackTests {
  private func replay(_ rounds: Int = 20) -> Driver {
    var driver = Driver(width: 120, height: 36)
    driver.send(SyntheticRun().replay(rounds: rounds))
    driver.tick(100)
    return driver
  }

  @Test func itWalksFromEdit0ToTheEnd() {
    var driver = replay()
    #expect(driver.state.tickInterval == nil)
    driver.type(" ")
    #expect(driver.state.shownRound?.edits == 0 && driver.text.contains("PLAYING"))
    #expect(driver.takeEffects().isEmpty)
    var seen: [Int] = []
    for step in 0...100 {
      if driver.state.playback.isPlaying { #expect(driver.state.tickInterval.map { $0 <= 0.25 } == true) }
      driver.tick(100 + Double(step) / 8)
      if let edits = driver.state.shownRound?.edits, seen.last != edits { seen.append(edits) }
    }
    // Four rounds a second, each of them seen.
    #expect(seen == (0...20).map { $0 * 100 })
    #expect(!driver.state.playback.isPlaying && !driver.state.isHistory && driver.text.contains("REPLAY"))
    // From the end it begins anew.
    driver.type(" ")
    #expect(driver.state.shownRound?.edits == 0)
  }

  @Test func aMomentLateIsARoundSkipped() {
    var driver = replay()
    driver.type(" ")
    // The tick before was long ago.
    driver.tick(5_000)
    #expect(driver.state.shownRound?.edits == 0)
    driver.tick(5_002)
    #expect(driver.state.shownRound?.edits == 800)
    driver.tick(1e9)
    #expect(driver.state.shownRound?.edits == 2_000 && !driver.state.playback.isPlaying)
  }

  @Test func itGoesOnWhereOneLooks() {
    var driver = replay()
    driver.type("[[[[[")
    #expect(driver.state.shownRound?.edits == 1_500)
    driver.type(" ")
    driver.tick(100)
    driver.tick(100.5)
    #expect(driver.state.shownRound?.edits == 1_700)
    driver.type(":speed 20")
    driver.press(.enter)
    driver.tick(100.5)
    driver.tick(100.56)
    #expect(driver.state.shownRound?.edits == 1_800)
    // A key that looks around takes it in hand.
    driver.type("[")
    driver.tick(110)
    #expect(driver.state.shownRound?.edits == 1_700 && !driver.state.playback.isPlaying)
    driver.type("  ")
    driver.tick(120)
    #expect(driver.state.shownRound?.edits == 1_700)
  }

  @Test(arguments: ["", "0", "-1", "fast", "nan", "1e9"]) func speedsThatAreNone(words: String) {
    var driver = replay()
    driver.type(":speed \(words)")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text == "how many rounds a second? such as speed 10")
    #expect(driver.state.playback.rate == 4)
  }

  @Test func onlyAReplayPlays() {
    var driver = Driver(width: 120, height: 36)
    driver.send(SyntheticRun().events(rounds: 3))
    driver.type(":speed 10")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text == "only a replay plays")
  }
}
