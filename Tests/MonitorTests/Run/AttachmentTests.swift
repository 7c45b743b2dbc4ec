import Cells
import Monitor
import RunModel
import Testing

/// A run that another process writes.
@Suite struct AttachmentTests {
  private func attachment(_ change: (inout AttachedRun) -> Void = { _ in }) -> MonitorEvent {
    var attachment = AttachedRun(place: "runs/far")
    change(&attachment)
    return .attached(attachment)
  }

  private func attached(width: Int = 120, height: Int = 36, rounds: Int = 8) -> Driver {
    var driver = Driver(width: width, height: height)
    driver.send(attachment())
    driver.send(attachment { $0.hasBegun = true })
    driver.send(
      SyntheticRun(editLimit: 800, guardOn: 300).events(rounds: rounds).filter {
        if case .activity = $0 { false } else { true }
      })
    driver.send(attachment { ($0.hasBegun, $0.isCaughtUp) = (true, true) })
    return driver
  }

  @Test func itWaitsForTheFirstLine() {
    var driver = Driver(width: 120, height: 36)
    driver.send(attachment { $0.isCaughtUp = true })
    #expect(driver.text.contains("waiting for the first line of runs/far"))
    #expect(driver.header.contains("ATTACHED") && driver.state.tickInterval == nil)
    driver.press(.character(" "))
    #expect(driver.state.footer.message?.text == "waiting for the first line of runs/far")
  }

  @Test func nothingIsAskedOfAnEngine() {
    var driver = attached()
    #expect(driver.header.contains("ATTACHED") && driver.header.contains("edits 800/800"))
    for key in [" ", "n", "N", "r", "R", "<", "m", "A", "u", "F", "G", "C"] {
      driver.type(key)
      #expect(
        driver.state.footer.message?.text == "attached: read-only; only the process that writes this run edits it",
        "\(key)")
    }
    for line in ["until 900", "tau 0.4", "guard off", "probe Is it"] { #expect(driver.obey(line).isEmpty) }
    #expect(!driver.hints.contains("run/pause") && !driver.hints.contains("undo"))
    // An edit is looked into as far as the log tells.
    driver.type("6")
    driver.press(.enter)
    #expect(driver.text.contains("nobody can ask the model: attached: read-only") && driver.takeEffects().isEmpty)
  }

  /// A run that goes on keeps its future when it is looked back at; a replay does not.
  @Test func itIsLookedBackAtAsARunIs() {
    var driver = attached()
    driver.type("[[[[")
    #expect(driver.state.shownRound?.edits == 400 && driver.state.run?.edits == 800)
    #expect(driver.header.contains("HISTORY 400"))
    driver.send([.round(SyntheticRun(editLimit: 900, guardOn: 300).report(round: 9))])
    #expect(driver.state.shownRound?.edits == 400 && driver.state.run?.edits == 900)
    driver.type("f")
    #expect(driver.state.shownRound?.edits == 900)
  }

  @Test func itTellsWhatBecomesOfItsWriter() {
    var driver = attached()
    driver.send(attachment { ($0.hasBegun, $0.isCaughtUp, $0.silence) = (true, true, "5 min") })
    #expect(driver.header.contains("silent 5 min"))
    driver.send(attachment { ($0.hasBegun, $0.isCaughtUp, $0.hasEnded) = (true, true, true) })
    #expect(driver.header.contains("run ended") && driver.text.contains("its writer has ended the run"))
    driver.send(attachment { ($0.hasBegun, $0.isCaughtUp) = (true, true) })
    #expect(!driver.header.contains("run ended"))
    // Another log begins anew.
    driver.send(attachment())
    #expect(driver.state.run == nil && driver.text.contains("waiting for the first line"))
  }

  @Test func smallScreensKeepTheEdits() {
    for (width, height) in [(80, 24), (60, 20)] {
      var driver = attached(width: width, height: height)
      driver.send(attachment { ($0.hasBegun, $0.isCaughtUp, $0.hasEnded) = (true, true, true) })
      #expect(driver.header.contains("ATTACHED") && driver.header.contains("800/800"), "\(driver.header)")
    }
  }

  /// What was done before one looks is not announced; what comes then is.
  @Test func onlyNewsIsAnnounced() {
    var driver = attached(rounds: 6)
    #expect(driver.state.footer.message == nil)
    driver.send([.undone(UndoReport(round: 6, edits: 500))])
    #expect(driver.text.contains("round 6 taken back: the run stands at 500 edits"))
  }
}
