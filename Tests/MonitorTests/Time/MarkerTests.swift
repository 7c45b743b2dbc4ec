import Cells
import Charts
import Monitor
import RunModel
import Testing

/// Places in a run that one can go to.
@Suite struct MarkerTests {
  @Test func markersAreJumpedTo() {
    var driver = Scene.paused(guardOn: 800)
    driver.send([.undone(UndoReport(round: 20, edits: 1_900))])
    #expect(driver.state.run?.collapsedAt == 400)
    driver.type("[[[b")
    #expect(driver.state.run?.notes.map(\.edits) == [1_600, 1_900])
    driver.press(.end)
    var seen: [Int] = []
    for _ in 0..<4 {
      driver.type("{")
      seen.append(driver.state.shownRound?.edits ?? -1)
    }
    #expect(seen == [1_600, 800, 400, 400])
    #expect(driver.state.footer.message?.text == "no marker before this moment")
    driver.type("}{")
    #expect(driver.state.footer.message?.text == "edit 400: collapse")
    driver.type("}")
    #expect(driver.state.footer.message?.text == "edit 800: REVIVE on")
    driver.type("}}")
    // The undo stands at the newest round, which is followed.
    #expect(driver.state.shownRound?.edits == 1_900 && !driver.state.isHistory)
    #expect(driver.text.contains("mark 1") && driver.text.contains("undo"))
  }

  @Test func markersHaveNamesAndCanBeTakenAway() {
    var driver = Scene.paused(6)
    driver.type(":mark before the storm")
    driver.press(.enter)
    #expect(driver.state.run?.notes == [RunNote(edits: 600, kind: .own("before the storm"))])
    #expect(driver.text.contains("before the storm"))
    driver.type(":mark again")
    driver.press(.enter)
    #expect(driver.state.run?.notes == [RunNote(edits: 600, kind: .own("again"))])
    driver.type("b")
    #expect(driver.state.run?.notes.isEmpty == true)
    // Under the crosshair, where one looks.
    driver.type("hhb")
    #expect(driver.state.run?.notes.map(\.edits) == [500])
  }

  @Test func collapseIsOursAndSaidOnce() {
    var driver = Driver(width: 80, height: 24)
    let run = SyntheticRun(brokenFrom: 300)
    driver.send(run.events(rounds: 2))
    #expect(driver.text.contains("% (") && driver.state.footer.message == nil)
    driver.send([.activity(Activity(phase: .measuring, isRunning: true, edits: 200)), .round(run.report(round: 3))])
    #expect(driver.state.run?.collapsedAt == 300)
    #expect(driver.state.footer.message?.text.hasPrefix("collapse at edit 300: argmax nan") == true)
    driver.send([.round(run.report(round: 4))])
    #expect(driver.header.contains("COLLAPSED 300 argmax"))
    driver.type("C")
    #expect(driver.state.footer.message?.text == "the run has collapsed at edit 300 already")
    // Looking back, the alarm is still to come.
    driver.type("[[")
    #expect(!driver.text.contains("COLLAPSED") && driver.text.contains("% ("))
    driver.send([.undone(UndoReport(round: 3, edits: 200))])
    #expect(driver.state.run?.collapsedAt == nil)
    driver.type("C")
    #expect(driver.effects.last == .send(.run(until: .collapse(by: nil))))
  }
}
