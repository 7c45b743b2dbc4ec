import Cells
import Charts
import Monitor
import RunModel
import Testing

/// The list of runs on the screen.
@Suite struct PastRunsTests {
  private func chooser(width: Int = 120, height: Int = 36) -> Driver {
    var driver = Driver(width: width, height: height)
    driver.state.openChooser()
    driver.send(.pastRuns(Scene.pastRuns, isComplete: true))
    return driver
  }

  @Test func itTellsHowARunIsOpened() {
    var driver = chooser()
    #expect(driver.text.contains("Enter attaches") && driver.header.contains("RUNS"))
    driver.press(.enter)
    #expect(driver.takeEffects() == [.openRun(Scene.pastRuns[0])])
    driver.press(.down)
    #expect(driver.text.contains("Enter resumes"))
    driver.type("jj")
    #expect(driver.text.contains("Enter replays") && driver.state.past.rows.count == 5)
    driver.press(.end)
    #expect(driver.text.contains("log.jsonl is missing"))
    driver.press(.enter)
    #expect(driver.takeEffects().isEmpty && driver.state.footer.message?.level == .warning)
  }

  @Test func whatIsMarkedIsCompared() {
    var driver = chooser()
    driver.type(" jj ")
    #expect(driver.text.contains("Enter compares 2 runs"))
    driver.press(.enter)
    #expect(driver.takeEffects() == [.compareRuns([Scene.pastRuns[0].path, Scene.pastRuns[2].path])])
    driver.type(" ")
    #expect(driver.state.past.marked == [Scene.pastRuns[0].path])
    driver.press(.escape)
    #expect(driver.state.past.marked.isEmpty && driver.takeEffects().isEmpty)
    driver.press(.escape)
    #expect(driver.takeEffects() == [.quit])
  }

  @Test func theFilterLooksAtAllColumns() {
    var driver = chooser()
    driver.type("/alpha")
    #expect(driver.text.contains("11-29T0800") && !driver.text.contains("11-30T1504"))
    driver.press(.enter, .escape)
    #expect(driver.text.contains("11-30T1504"))
    driver.type("/zzz")
    #expect(driver.text.contains("no run has \"zzz\""))
    driver.press(.enter)
    #expect(driver.takeEffects().isEmpty)
  }

  @Test func everySizeIsSurvived() {
    for (width, height) in [(1, 1), (20, 5), (40, 12), (60, 20), (300, 4)] {
      var driver = chooser(width: width, height: height)
      driver.type("jjkk /a")
      _ = driver.text
    }
    #expect(chooser(width: 60, height: 20).text.contains("at 1,300"))
  }

  /// A run that is edited is not left without a question; what only looks is.
  @Test func enterOpensARunInPlaceOfTheOneThatIsShown() {
    var driver = Scene.ready(rounds: 6)
    driver.type("B")
    driver.send(.pastRuns(Scene.pastRuns, isComplete: true))
    #expect(driver.text.contains("Enter attaches: it is being written; Space lays its curves behind"))
    _ = driver.takeEffects()
    driver.press(.down, .enter)
    #expect(driver.takeEffects().isEmpty && driver.text.contains("Leave this run (600 edits, kept) and resume"))
    driver.type("n")
    #expect(driver.takeEffects().isEmpty && driver.text.contains("nothing was changed"))
    driver.press(.enter)
    driver.type("y")
    #expect(driver.takeEffects() == [.openRun(Scene.pastRuns[1])])
    driver.send(.engine([.stopped(reason: "this is a replay")]))
    driver.press(.enter)
    #expect(driver.takeEffects() == [.openRun(Scene.pastRuns[1])])
  }

  @Test func curvesLieBehindTheRunThatIsShown() {
    var driver = Scene.ready(rounds: 6)
    driver.type("B")
    #expect(driver.takeEffects() == [.listRuns])
    driver.send(.pastRuns(Scene.pastRuns, isComplete: true))
    driver.type("j ")
    #expect(driver.takeEffects() == [.readBehind(Scene.pastRuns[1])])
    let run = RunBehind(
      path: Scene.pastRuns[1].path, name: "before", events: SyntheticRun(guardOn: 200).replay(rounds: 9))
    driver.send(.behind(run))
    #expect(driver.state.past.behind.count == 1)
    #expect(driver.state.footer.message?.text.contains("before lies behind") == true)
    driver.press(.escape)
    let with = driver.text
    driver.type("B")
    driver.send(.pastRuns(Scene.pastRuns, isComplete: true))
    driver.type("j ")
    #expect(driver.state.past.behind.isEmpty)
    driver.press(.escape)
    #expect(driver.text != with)
    // One whose mark is gone by the time it is read stays away.
    driver.send(.behind(run))
    #expect(driver.state.past.behind.isEmpty)
  }
}
