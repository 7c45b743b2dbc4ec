import Cells
import Monitor
import RunModel
import Testing

/// Scripts of events: what the state becomes and what is asked of the world.
@Suite struct UpdateTests {
  private func activity(_ phase: Activity.Phase, running: Bool, held: Bool = false) -> Event {
    .activity(Activity(phase: phase, isRunning: running, isHeld: held, step: 6, steps: 20, edits: 300))
  }

  @Test func nothingCanBeAskedBeforeTheModelIsThere() {
    var driver = Driver(width: 80, height: 24)
    for key in "nNrRu<>Em" {
      driver.press(.character(key))
      #expect(driver.state.footer.message?.text == "the model is still loading")
    }
    #expect(driver.takeEffects().isEmpty)
    #expect(driver.state.tickInterval != nil)
  }

  /// The engine obeys when it is ready; warnings about the data do not take that back.
  @Test func editingCanBeAskedForWhileTheModelIsLoading() {
    var driver = Driver(width: 80, height: 24)
    driver.press(.character(" "))
    #expect(driver.takeEffects() == [.send(.run(until: .allEdits))])
    #expect(driver.text.contains("LOADING, then editing"))
    #expect(driver.state.footer.message?.text == "the edits begin when the model is loaded")
    driver.send([.notice(Notice(.warning, "few tokens"))])
    #expect(driver.text.contains("LOADING, then editing"))
    driver.press(.character(" "))
    #expect(driver.takeEffects() == [.send(.pause)])
    #expect(!driver.text.contains("then editing") && driver.text.contains("LOADING"))
    driver.send([activity(.loading, running: false)])
    #expect(driver.text.contains("loading 6/20"))
  }

  /// Spectra are there before anything is measured.
  @Test func theModelIsShownWhileEditZeroIsMeasured() {
    var driver = Driver(width: 200, height: 50)
    driver.press(.character(" "))
    driver.send([activity(.loading, running: false), .ready(SyntheticRun().description)])
    #expect(driver.text.contains("atlas 5.8M") && driver.text.contains("LOADING, then editing"))
    #expect(driver.text.contains("loading 6/20") && driver.state.tickInterval != nil)
    #expect(driver.text.contains("n now") || driver.text.contains("edit 0"))
    driver.send([.round(SyntheticRun().report(round: 0))])
    #expect(!driver.text.contains("LOADING") && driver.text.contains("starting"))
    driver.send([activity(.targets, running: true)])
    #expect(driver.text.contains("RUNNING"))
  }

  @Test func runAndPauseAreFeltAtOnce() {
    var driver = Scene.ready()
    #expect(driver.state.tickInterval == nil)
    driver.press(.character(" "))
    #expect(driver.takeEffects() == [.send(.run(until: .allEdits))])
    #expect(driver.state.engine.intent == .starting)
    driver.send([activity(.targets, running: true)])
    #expect(driver.state.engine.intent == nil && driver.state.engine.isBusy)
    driver.press(.character(" "))
    #expect(driver.takeEffects() == [.send(.pause)])
    #expect(driver.state.engine.intent == .pausing)
    #expect(driver.text.contains("pausing"))
    #expect(driver.state.tickInterval != nil)
    // Steps of the round that is being abandoned do not end the waiting.
    driver.send([activity(.targets, running: true)])
    #expect(driver.state.engine.intent == .pausing)
    driver.send([activity(.idle, running: false)])
    #expect(driver.state.engine.intent == nil && !driver.state.engine.isBusy)
    #expect(driver.text.contains("PAUSED"))
  }

  /// A round that is held is not idle: the header names it, and the guard that it has.
  @Test(arguments: [(200, 50), (120, 36), (80, 24), (60, 20)])
  func aHeldRoundIsNamed(width: Int, height: Int) {
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun().events(rounds: 3) + [activity(.targets, running: true)])
    driver.type(" ")
    #expect(driver.takeEffects() == [.send(.pause)])
    driver.send([activity(.targets, running: false, held: true)])
    #expect(driver.state.engine.intent == nil && !driver.state.engine.isBusy)
    #expect(driver.text.contains("PAUSED in round 4"))
    if width >= 120 { #expect(driver.text.contains("targets 6/20")) }
    driver.type("r")
    #expect(driver.state.footer.message?.text.hasPrefix("from round 5: REVIVE filter ON") == true)
    let header = driver.text.prefix { $0 != "\n" }
    #expect(header.contains(width >= 120 ? "REVIVE filter OFF" : "REVIVE OFF"))
    #expect(header.contains(width >= 120 ? "→ ON from round 5" : "→ ON"))
    driver.type("r")
    #expect(!driver.text.contains("→ O"))
    driver.type(" ")
    #expect(driver.takeEffects().last == .send(.run(until: .allEdits)))
    driver.send([activity(.targets, running: true)])
    #expect(driver.text.contains("RUNNING"))
  }

  /// The rounds that stand are not in question, not even at edit 0.
  @Test(arguments: [0, 3]) func undoDropsARoundThatIsHeld(rounds: Int) {
    var driver = Scene.ready(rounds: rounds)
    driver.send([activity(.solve, running: false, held: true)])
    driver.type("u")
    #expect(driver.text.contains("Drop round \(rounds + 1), which is being made?"))
    driver.type("n")
    #expect(driver.takeEffects().isEmpty)
    driver.type("uy")
    #expect(driver.takeEffects() == [.send(.dropRound)])
    driver.send([activity(.idle, running: false)])
    #expect(driver.text.contains(" PAUSED\n") && driver.state.run?.rounds.count == rounds + 1)
  }

  // MARK: - Redo

  @Test func roundsThatWereTakenBackStandAgain() throws {
    var driver = Scene.ready(rounds: 5)
    driver.press(.control("y"))
    #expect(driver.state.footer.message?.text.hasPrefix("nothing to redo") == true && driver.takeEffects().isEmpty)
    let whole = driver.state.run
    for round in [5, 4] {
      driver.send([.undone(UndoReport(round: round, edits: (round - 1) * 100))])
      #expect(driver.state.footer.message?.text.hasSuffix("Ctrl-Y redoes it") == true)
    }
    driver.press(.control("y"))
    #expect(driver.takeEffects() == [.send(.redoRound(4))] && driver.text.contains("redoing"))
    driver.send([.round(SyntheticRun().report(round: 4))])
    #expect(
      driver.state.footer.message?.text == "round 4 stands again, at 400 edits; Ctrl-Y: round 5 too"
        && driver.state.engine.intent == nil)
    #expect(driver.obey("redo") == [.send(.redoRound(5))])
    driver.send([.round(SyntheticRun().report(round: 5))])
    // As if nothing had been taken back: no marker is left, and the ledger is the same but for its revision.
    #expect(driver.state.run?.rounds == whole?.rounds && driver.state.run?.notes.isEmpty == true)
    #expect(driver.state.run?.ledger.entries == whole?.ledger.entries)
    #expect(driver.obey("redo").isEmpty)
  }

  @Test func anotherRoundForgetsWhatWasTakenBack() {
    var driver = Scene.ready(rounds: 5)
    driver.send([.undone(UndoReport(round: 5, edits: 400))])
    var other = SyntheticRun().report(round: 5)
    other.seconds.total += 1
    driver.send([.round(other)])
    driver.press(.control("y"))
    #expect(driver.takeEffects().isEmpty && driver.state.footer.message?.text.hasPrefix("nothing to redo") == true)
  }

  @Test func redoWaitsForARoundThatIsHeld() {
    var driver = Scene.ready(rounds: 5)
    driver.send([.undone(UndoReport(round: 5, edits: 400)), activity(.solve, running: false, held: true)])
    driver.press(.control("y"))
    #expect(driver.takeEffects().isEmpty)
    #expect(driver.state.footer.message?.text == "round 5 is being made: drop it first (u), then redo")
  }

  @Test func aPauseWhileMeasuringIsFeltAtTheEndOfTheRound() {
    var driver = Scene.ready()
    driver.send([activity(.measuring, running: true)])
    driver.type(" ")
    #expect(driver.text.contains("pausing"))
    driver.type("u")
    #expect(
      driver.state.footer.question == nil
        && driver.state.footer.message?.text == "pausing: undo when the round is done")
    driver.send([.round(SyntheticRun().report(round: 4)), activity(.idle, running: false)])
    #expect(driver.text.contains(" PAUSED\n"))
    driver.type("uy")
    #expect(driver.takeEffects() == [.send(.pause), .send(.undoRound(4))])
  }

  /// The engine takes commands in order, so that nobody has to wait for an undo.
  @Test(arguments: [3, 48]) func whatIsAskedForDuringAnUndoIsSent(rounds: Int) {
    for (key, command) in [
      ("N", Command.stepRound), ("n", .stepEdit), (" ", .run(until: .allEdits)),
      ("r", .setGuard(GuardSetting(isOn: true))),
    ] {
      var driver = Scene.ready(rounds: rounds)
      driver.type("uy" + key)
      #expect(driver.takeEffects() == [.send(.undoRound(rounds)), .send(command)])
      let intent = driver.state.engine.intent
      // As often as one likes.
      if key == "n" { driver.type("n") }
      driver.send([.undone(UndoReport(round: rounds, edits: (rounds - 1) * 100))])
      // What was asked for last is still to come.
      #expect(driver.state.engine.intent == (key == "r" ? nil : intent))
    }
  }

  @Test func stepsAreRefusedWhileARoundIsMade() {
    var driver = Scene.ready()
    driver.type("n")
    #expect(driver.takeEffects() == [.send(.stepEdit)])
    driver.type("N")
    #expect(driver.takeEffects().isEmpty)
    #expect(driver.state.footer.message?.text == "a round is being made; Space pauses")
    driver.send([activity(.solve, running: false)])
    #expect(driver.text.contains("STEPPING"))
    driver.send([activity(.idle, running: false)])
    driver.type("N")
    #expect(driver.takeEffects() == [.send(.stepRound)])
  }

  /// The engine takes them one after the other; more than one can have meant are refused.
  @Test func stepsAreTakenWhileOthersAreMade() {
    var driver = Scene.ready()
    driver.type(String(repeating: "n", count: 12))
    #expect(driver.takeEffects() == Array(repeating: .send(.stepEdit), count: 10))
    #expect(driver.state.footer.message?.text == "ten steps are waiting already; Space drops them")
    var report = SyntheticRun().report(round: 4)
    report.edits = 301
    driver.send([activity(.solve, running: false), .round(report)])
    driver.type("nn")
    #expect(driver.takeEffects() == [.send(.stepEdit)])
    // A pause drops them, and holds the one that is being made.
    driver.type(" ")
    driver.send([activity(.targets, running: false, held: true)])
    driver.type("n")
    #expect(driver.takeEffects() == [.send(.pause), .send(.stepEdit)])
  }

  /// What single steps have left to be measured keeps nobody waiting.
  @Test func everythingCanBeAskedForWhileMeasuresCatchUp() {
    for (key, command) in [("n", Command.stepEdit), ("N", .stepRound), (" ", .run(until: .allEdits))] {
      var driver = Scene.ready()
      driver.send([activity(.catchingUp, running: false)])
      #expect(driver.text.contains("catching up 6/20") && driver.text.contains(" PAUSED\n"))
      driver.type(key)
      #expect(driver.takeEffects() == [.send(command)])
    }
    var driver = Scene.ready()
    driver.send([activity(.catchingUp, running: false)])
    driver.type("uy")
    #expect(driver.takeEffects() == [.send(.undoRound(3))])
  }

  @Test func theGuardIsAskedForAndThenHolds() {
    var driver = Scene.ready()
    driver.type("r")
    let on = GuardSetting(isOn: true, tau: 0.5)
    #expect(driver.takeEffects() == [.send(.setGuard(on))])
    #expect(driver.text.contains("REVIVE filter OFF  tau 0.50  k 16/256  → ON from round 4"))
    // A second key builds on what was asked for, not on what holds.
    driver.type("Rc")
    driver.press(.enter)
    #expect(driver.text.contains("→ constrained ON from round 4"))
    driver.type("<")
    #expect(driver.text.contains("→ constrained ON tau 0.45"))
    driver.type(">")
    let constrained = GuardSetting(isOn: true, kind: .constrained, tau: 0.5)
    #expect(driver.takeEffects().last == .send(.setGuard(constrained)))
    driver.send([.change(GuardChange(edits: 300, setting: constrained))])
    #expect(driver.state.branches.focused?.requestedGuard == nil)
    #expect(driver.text.contains("constrained solve ON from 300"))
    var report = SyntheticRun().report(round: 4)
    report.guardSetting = constrained
    driver.send([.round(report)])
    #expect(driver.text.contains("constrained solve ON since 300"))
  }

  @Test func optionsThatAreNotTheDefaultAreNamed() {
    var driver = Driver(width: 200, height: 50)
    var run = SyntheticRun().description
    run.guardSetting = GuardSetting(isOn: true, energy: .sigma, basis: .thin)
    driver.send([.ready(run)])
    #expect(driver.text.contains("REVIVE filter, sigma energy, thin basis ON"))
  }

  @Test func tauMovesInSteps() {
    var driver = Scene.ready()
    let spectrum = SyntheticRun().description.layers[0].spectrum
    driver.type("<")
    #expect(driver.state.coming.tau == 0.45)
    let k = GuardSetting(tau: 0.45).protectedCount(spectrum: spectrum)
    #expect(driver.state.footer.message?.text.contains("k \(k)/256") == true)
    driver.type(String(repeating: "<", count: 30))
    #expect(driver.state.coming.tau == 0.05)
    #expect(driver.state.footer.message?.text == "tau is at its lowest, 0.05")
    driver.type(String(repeating: ">", count: 40))
    #expect(driver.state.coming.tau == 0.95)
    // 9 steps down to 0.05 in all, 18 up to 0.95: keys beyond an end ask for nothing.
    #expect(driver.takeEffects().count == 27)
  }

  @Test func undoAsksFirst() {
    var driver = Scene.ready()
    driver.type("u")
    #expect(driver.text.contains("Take round 3 back (the run stands at 300 edits)?"))
    driver.type("n")
    #expect(driver.takeEffects().isEmpty)
    driver.type("uy")
    #expect(driver.takeEffects() == [.send(.undoRound(3))])
    driver.send([.undone(UndoReport(round: 3, edits: 200))])
    #expect(driver.state.run?.edits == 200 && driver.state.run?.rounds.count == 3)
    #expect(driver.state.engine.intent == nil)
    #expect(driver.state.run?.ledger.entries.allSatisfy { $0.measurements.allSatisfy { $0.edits <= 200 } } == true)
    #expect(driver.state.run?.ledger.entries.last?.outcome.index == 199)
    #expect(driver.state.run?.ledger.failures.isEmpty == true)
  }

  @Test func whatAResumedRunTookBackIsNoNews() {
    let undone = Event.undone(UndoReport(round: 3, edits: 200))
    var driver = Driver(width: 120, height: 36)
    let history = SyntheticRun().events(rounds: 3).filter { if case .activity = $0 { false } else { true } }
    driver.send([activity(.loading, running: false)] + history + [undone, activity(.idle, running: false)])
    #expect(driver.state.run?.edits == 200 && driver.state.footer.message == nil)
    driver.send([.round(SyntheticRun().report(round: 3)), undone])
    #expect(driver.state.footer.message?.text == "round 3 taken back: the run stands at 200 edits; Ctrl-Y redoes it")
  }

  @Test func undoAtEditZeroIsRefused() {
    var driver = Scene.ready(rounds: 0)
    driver.type("uy")
    #expect(driver.takeEffects().isEmpty)
  }

  @Test func scrubbing() {
    var driver = Scene.ready(rounds: 4)
    driver.type("]")
    #expect(driver.state.footer.message?.text == "this is the newest round")
    driver.type("[[")
    #expect(driver.state.shownRound?.edits == 200 && driver.state.isHistory)
    #expect(driver.text.contains("HISTORY 200"))
    driver.send([.round(SyntheticRun().report(round: 5))])
    #expect(driver.state.shownRound?.edits == 200)
    driver.press(.home)
    #expect(driver.state.shownRound?.edits == 0)
    driver.type("[")
    #expect(driver.state.footer.message?.text == "this is edit 0")
    driver.press(.end)
    #expect(driver.state.shownRound?.edits == 500 && !driver.state.isHistory)
    driver.type("[")
    driver.press(.escape)
    #expect(!driver.state.isHistory)
  }

  @Test func theSpectrumOfAMomentIsTheNearestKnown() {
    let run = SyntheticRun()
    var driver = Driver(width: 200, height: 50)
    driver.send(run.events(rounds: 7))
    driver.type("1e")
    // Rounds 0 and 5 carry full spectra; round 7 brings its own leading 64.
    let expected =
      run.report(round: 7).layers[0].leading + (run.report(round: 5).layers[0].spectrum ?? []).dropFirst(64)
    #expect(expected.count == 256)
    #expect(driver.text.contains("sigma_1 \(Int(expected[0]))"))
  }

  @Test func panes() {
    var driver = Scene.ready()
    #expect(driver.state.panes.focus == .quality)
    driver.type("1")
    #expect(driver.state.panes.focus == .spectrum && driver.state.panes.shown.count == 8)
    driver.type("1")
    #expect(driver.state.panes.focus == .waterfall && !driver.state.panes.shown.contains(.spectrum))
    driver.type("1e")
    #expect(driver.state.panes.focus == .spectrum && driver.state.panes.isExpanded)
    driver.press(.tab)
    #expect(driver.state.panes.focus == .waterfall)
    driver.press(.backTab, .backTab)
    #expect(driver.state.panes.focus == .layers)
    driver.press(.escape)
    #expect(!driver.state.panes.isExpanded)
    for _ in 0..<10 { driver.type("\(driver.state.panes.focus.digit)") }
    #expect(driver.state.panes.shown.count == 1)
    #expect(driver.state.footer.message?.text == "the last pane stays")
  }

  @Test func layerKey() {
    var driver = Scene.ready()
    driver.type("v")
    #expect(driver.state.footer.message?.text == "only one layer is edited")
    driver = Scene.ready(layers: [4, 5])
    driver.type("vv")
    driver.press(.enter)
    #expect(driver.state.charts.layer == .one(1) && driver.text.contains("spectrum layer 5"))
    driver.type("v")
    driver.press(.home, .enter)
    #expect(driver.text.contains("mean of 2 layers"))
    driver.type(":layer 4")
    driver.press(.enter)
    #expect(driver.state.charts.layer == .one(0) && driver.text.contains("spectrum layer 4"))
    driver.type("v")
    driver.press(.down, .escape)
    #expect(driver.state.charts.layer == .one(0) && driver.state.overlay == nil)
  }

  @Test func messagesComeAndGo() {
    var driver = Scene.ready()
    driver.send([.notice(Notice(.info, "saved"))])
    #expect(driver.text.contains("saved") && driver.state.tickInterval != nil)
    driver.tick(100)
    driver.tick(107)
    #expect(driver.state.footer.message != nil)
    driver.tick(108.5)
    #expect(driver.state.footer.message == nil && driver.state.tickInterval == nil)
    driver.send([.notice(Notice(.error, "the disk is full")), .notice(Notice(.info, "and more"))])
    driver.tick(10_000)
    #expect(driver.text.contains("error: the disk is full") && driver.state.tickInterval == nil)
    driver.press(.up)
    #expect(driver.state.footer.message == nil)
  }

  @Test func aStoppedEngineLeavesTheRunToBrowse() {
    var driver = Scene.ready(rounds: 5)
    driver.send([activity(.targets, running: true), .stopped(reason: "the run folder is gone")])
    #expect(driver.text.contains("STOPPED"))
    driver.type(" r")
    #expect(driver.takeEffects().isEmpty)
    #expect(driver.state.footer.message?.text == "the engine has stopped: the run folder is gone")
    driver.type("[")
    #expect(driver.state.shownRound?.edits == 400)
    driver.type("q")
    #expect(driver.takeEffects() == [.quit])
  }

  /// Without an engine there is nothing to do but look.
  @Test func aReplayIsNamedAndOffersOnlyWhatWorks() {
    var driver = Driver(width: 200, height: 50)
    driver.send(SyntheticRun().replay(rounds: 5))
    #expect(driver.text.contains(" REPLAY\n") && !driver.text.contains("STOPPED"))
    driver.type("?")
    for command in MonitorCommand.keyed where command.group == .editing && command.keys != [.character(" ")] {
      #expect(!driver.text.contains(command.detail.prefix(30)))
    }
    driver.press(.escape)
    let hints = driver.text.split(separator: "\n").last ?? ""
    #expect(hints.hasPrefix(" Space play  [ ] back") && hints.contains("quit"))
    driver.type("N")
    #expect(driver.state.footer.message?.text == "this is a replay" && driver.takeEffects().isEmpty)
  }

  @Test func theEndOfTheListIsSaid() {
    var driver = Scene.ready(rounds: 47)
    #expect(driver.text.contains(" PAUSED\n"))
    driver.send([.round(SyntheticRun().report(round: 48)), activity(.finished, running: false)])
    driver.send([activity(.idle, running: false)])
    #expect(driver.text.contains(" DONE\n"))
    driver.send([.undone(UndoReport(round: 48, edits: 4_700))])
    #expect(driver.text.contains(" PAUSED\n"))
  }

  @Test func aLongPathKeepsItsLastComponent() {
    var run = SyntheticRun().description
    run.folder = "/home/somebody/.local/state/revive/runs/2026-11-22-atlas-memit-7"
    var driver = Driver(width: 60, height: 20)
    driver.send([.ready(run)])
    driver.type("i")
    #expect(driver.text.contains("…"))
    #expect(driver.text.contains("2026-11-22-atlas-memit-7 │"))
  }

  /// Headings say what stands under them, at every width of the list.
  @Test(arguments: [(60, 20), (120, 36), (200, 50)]) func headingsOfTheEditList(width: Int, height: Int) throws {
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun().events(rounds: 3))
    driver.type("6")
    let lines = driver.text.split(separator: "\n")
    let heading = try #require(lines.first { $0.contains(" edit ") && $0.contains(" state ") })
    let line = try #require(lines.first { $0.contains(" 299 ") })
    #expect(
      heading.contains(" prompt ") == line.contains(" plays the ")
        && heading.contains(" subject ") != heading.contains(" prompt "))
    #expect(heading.contains("old →") == (line.firstMatch(of: /\w →/) != nil))
  }

  @Test func leavingAndRepainting() {
    var driver = Scene.ready()
    driver.press(.control("z"), .control("l"), .control("c"))
    #expect(driver.takeEffects() == [.suspend, .repaint, .quit])
    driver.type("iq")
    #expect(driver.state.overlay == nil && driver.takeEffects().isEmpty)
    driver.type("u")
    driver.press(.control("c"))
    #expect(driver.takeEffects() == [.quit])
  }

  @Test func theEditListScrollsAndStaysPut() {
    var driver = Scene.ready(rounds: 3)
    driver.type("jjj")
    #expect(driver.state.list.place == 3)
    let before = driver.state.run?.ledger.lines(at: 300, skipping: 3, count: 1)
    driver.send([.round(SyntheticRun().report(round: 4))])
    #expect(
      driver.state.run?.ledger.lines(at: 400, skipping: driver.state.list.place, count: 1).map(\.index)
        == before?.map(\.index))
    for _ in 0..<100 { driver.press(.pageDown) }
    #expect(driver.state.list.place == 399)
    for _ in 0..<100 { driver.press(.pageUp) }
    #expect(driver.state.list.place == 0)
  }

  @Test func helpScrollsToItsEndAndNoFurther() {
    var driver = Scene.ready()
    driver.type("?")
    for _ in 0..<100 { driver.press(.pageDown) }
    let end = driver.text
    driver.press(.down)
    #expect(driver.text == end)
    driver.press(.up)
    #expect(driver.text != end)
    driver.press(.escape)
    driver.type("i")
    for _ in 0..<100 { driver.press(.pageDown) }
    // On a larger screen less is hidden.
    _ = update(&driver.state, .resize(Size(width: 80, height: 12)))
    for _ in 0..<100 { driver.press(.pageDown) }
    _ = update(&driver.state, .resize(Size(width: 80, height: 16)))
    let grown = driver.text
    driver.type("k")
    #expect(driver.text != grown)
  }

  @Test func themesAndGlyphs() {
    var driver = Scene.ready()
    driver.type("T")
    #expect(driver.state.theme == .tty)
    driver.type("Ta")
    #expect(driver.state.theme == .standard)
    #expect(driver.state.environment.glyphs == .blocks)
    driver.type("a")
    #expect(driver.state.environment.glyphs == .ascii)
    driver.type("a")
    #expect(driver.state.environment.glyphs == .braille)
  }
}
