import Monitor
import RunModel
import Testing

/// The tour: notes that come with the edits they are about, and what the engine is asked for.
@Suite struct TourTests {
  private let run = SyntheticRun(roundSize: 100)

  private func round(_ number: Int, guardOn: Bool = false) -> Event {
    var report = run.report(round: number)
    report.guardSetting.isOn = guardOn
    return .round(report)
  }

  @Test func itEditsWithoutAGuardAndThenUnderRevive() {
    var driver = Driver(width: 120, height: 36)
    driver.send(run.events(rounds: 0))
    driver.tick(1)
    #expect(driver.obey("tour") == [.send(.run(until: .edits(400)))])
    #expect(driver.text.contains("tour 1/5: pane 6 edits") && driver.state.panes.focus == .edits)
    // A note stays as long as it takes to read it, and until there is something to say.
    driver.tick(2)
    driver.send([round(1)])
    driver.tick(5)
    #expect(driver.text.contains("tour 1/5"))
    driver.tick(12)
    #expect(driver.text.contains("tour 2/5: pane 3 similarity") && driver.state.panes.focus == .similarity)
    driver.send([round(2), round(3), round(4)])
    driver.tick(21)
    driver.tick(30)
    #expect(driver.text.contains("tour 3/5: pane 5 quality"))
    #expect(driver.takeEffects().isEmpty)
    driver.tick(39)
    driver.tick(48)
    #expect(driver.text.contains("tour 4/5"))
    var on = run.description.guardSetting
    on.isOn = true
    #expect(driver.takeEffects() == [.send(.setGuard(on)), .send(.run(until: .edits(700)))])
    driver.send([
      .change(GuardChange(edits: 400, setting: on)), round(5, guardOn: true), round(6, guardOn: true),
      round(7, guardOn: true),
    ])
    driver.tick(60)
    driver.tick(70)
    #expect(driver.text.contains("tour 5/5") && !driver.text.contains("On this model"))
    driver.type("j")
    #expect(driver.state.tour == nil && !driver.text.contains("tour 5/5"))
    #expect(driver.state.footer.message?.text.contains("Space runs on") == true)
  }

  /// Any key ends it, and a run that is being made pauses.
  @Test func anyKeyEndsIt() {
    var driver = Driver(width: 120, height: 36)
    driver.send(run.events(rounds: 0))
    _ = driver.obey("tour")
    driver.send([.activity(Activity(phase: .targets, isRunning: true, step: 1, steps: 20, edits: 0))])
    driver.type("n")
    #expect(driver.state.tour == nil && driver.takeEffects() == [.send(.pause)])
  }

  @Test func aRunThatIsTooShortHasNone() {
    var driver = Driver(width: 120, height: 36)
    let short = SyntheticRun(roundSize: 10, editLimit: 200)
    driver.send(short.events(rounds: 0))
    #expect(driver.obey("tour").isEmpty && driver.state.tour == nil)
    #expect(driver.state.footer.message?.text == "the tour makes 700 edits, and fewer are left")
  }

  @Test(arguments: [(200, 50), (120, 36), (80, 24), (60, 20), (40, 12), (20, 5), (1, 1)])
  func itFitsEveryScreen(width: Int, height: Int) {
    var driver = Driver(width: width, height: height)
    driver.send(run.events(rounds: 0))
    _ = driver.obey("tour")
    #expect(driver.picture.size == driver.state.environment.size)
    if width >= 40 { #expect(driver.text.contains("tour 1/5")) }
  }
}
