import Cells
import Charts
import Monitor
import RunModel
import Testing

/// Two branches: asked for, told by the engine, looked at one after the other.
@Suite struct BranchViewTests {
  private let fork = Fork(
    number: 1, round: 5, edits: 500,
    setting: BranchSetting(guardSetting: GuardSetting(isOn: true, tau: 0.5), editor: .memit))

  /// A has eight rounds, B six; A is in focus.
  private func forked() -> Driver { Scene.forked(width: 120, height: 36, trunk: 8, fork: 6) }

  private func efficacy(_ round: Int, guarded: Bool) -> Double? {
    SyntheticRun(guardOn: guarded ? 500 : nil).report(round: round).scores.efficacy
  }

  // MARK: - Asking

  @Test func theListForksAtTheRoundShown() {
    var driver = Scene.ready(rounds: 5)
    driver.type("F")
    let text = driver.text
    for words in ["fork after round 5, 500 edits", "guard on", "constrained on", "editor AlphaEdit"] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(!text.contains("editor MEMIT "))
    driver.press(.enter)
    #expect(driver.takeEffects() == [.send(.fork(round: 5, fork.setting))])
    #expect(driver.state.overlay == nil)
    driver.type("[[F")
    driver.press(.end, .enter)
    let other = BranchSetting(guardSetting: GuardSetting(tau: 0.5), editor: .ftL)
    #expect(driver.takeEffects() == [.send(.fork(round: 3, other))])
  }

  /// What came after the round that is looked back at is what a branch differs from there.
  @Test func anEarlierRoundHasItsOwnSetting() {
    var driver = Driver(width: 120, height: 36)
    let run = SyntheticRun(guardOn: 300)
    driver.send(run.events(rounds: 6) + [.change(GuardChange(edits: 300, setting: run.setting(at: 600)))])
    driver.type("F")
    driver.press(.enter)
    #expect(
      driver.takeEffects() == [.send(.fork(round: 6, BranchSetting(guardSetting: GuardSetting(), editor: .memit)))])
    driver.type("[[[[F")
    driver.press(.enter)
    let on = BranchSetting(guardSetting: GuardSetting(isOn: true), editor: .memit)
    #expect(driver.takeEffects() == [.send(.fork(round: 2, on))])
  }

  @Test(arguments: [
    ("fork guard on", GuardSetting(isOn: true), EditorKind.memit),
    ("fork g con", GuardSetting(isOn: true, kind: .constrained), EditorKind.memit),
    ("fo guard random revive", GuardSetting(isOn: true, kind: .random), EditorKind.memit),
    ("fork editor alpha", GuardSetting(), EditorKind.alphaEdit),
  ])
  func wordsFork(line: String, guardSetting: GuardSetting, editor: EditorKind) {
    var driver = Scene.ready(rounds: 5)
    driver.type(":" + line)
    driver.press(.enter)
    let setting = BranchSetting(guardSetting: guardSetting, editor: editor)
    #expect(driver.takeEffects() == [.send(.fork(round: 5, setting))])
  }

  @Test(arguments: [
    ("fork guard off", "has to differ"), ("fork tau 0.4", "the guard is off here"), ("fork tau x", "tau is a share"),
    ("fork end", "not forked"), ("fork colour", "no difference"), ("fork editor", "which editor?"),
    ("fork editor memit", "has to differ"), ("fork guard sideways", "no guard"),
  ])
  func wordsThatForkNothingAreTold(line: String, reply: String) {
    var driver = Scene.ready(rounds: 5)
    driver.type(":" + line)
    driver.press(.enter)
    #expect(driver.takeEffects().isEmpty)
    #expect(driver.state.footer.message?.text.contains(reply) == true, "\(driver.state.footer.message?.text ?? "-")")
  }

  @Test func keysThatCannotActSayWhy() {
    var driver = Driver(width: 120, height: 36)
    driver.type("F")
    #expect(driver.state.footer.message?.text == "the model is still loading")
    driver.type("x")
    #expect(driver.state.footer.message?.text == "the model is still loading")
    driver = Scene.held(width: 120, height: 36)
    driver.type("F")
    #expect(driver.state.footer.message?.text == "round 13 is held: Space goes on with it, then fork")
    driver = Scene.ready(rounds: 5)
    driver.type("x")
    #expect(driver.state.footer.message?.text == "the run is not forked; F forks it")
    driver = Scene.replay(width: 120, height: 36)
    driver.type("F")
    #expect(driver.state.footer.message?.text == "this is a replay")
    driver.type("x")
    #expect(driver.state.footer.message?.text == "the run is not forked")
    #expect(driver.state.overlay == nil && driver.takeEffects().isEmpty)
  }

  // MARK: - Two branches

  @Test func eachBranchHasItsOwnHistory() {
    var driver = forked()
    #expect(driver.state.run?.edits == 800 && driver.state.other?.run.edits == 600)
    #expect(driver.state.run?.guardSetting.isOn == false && driver.state.other?.run.guardSetting.isOn == true)
    #expect(driver.state.branches.focusedLetter == "A" && driver.header.contains("[A no guard] B REVIVE"))
    #expect(driver.state.points(.efficacy).last?.y == efficacy(8, guarded: false))
    driver.type("x")
    #expect(driver.state.run?.edits == 600 && driver.state.other?.run.edits == 800)
    #expect(driver.state.branches.focusedLetter == "B" && driver.header.contains("A no guard [B REVIVE]"))
    #expect(driver.state.points(.efficacy).last?.y == efficacy(6, guarded: true))
    #expect(driver.state.footer.message?.text == "branch B: MEMIT, REVIVE on, tau 0.50, 600 edits")
    // What both have made is in both, and the fork is marked.
    let rounds = [driver.state.run, driver.state.other?.run].map { Array(($0?.rounds ?? []).prefix(6)) }
    #expect(rounds[0].count == 6 && rounds[0] == rounds[1])
    #expect(driver.state.run?.notes == [RunNote(edits: 500, kind: .forked)])
    driver.type("x")
    #expect(driver.state.run?.edits == 800)
  }

  @Test func valuesStandSideBySide() throws {
    var driver = forked()
    driver.type("e")
    // At the same edits, A first: B has not come as far as A.
    let (a, b) = try (#require(efficacy(8, guarded: false)), #require(efficacy(6, guarded: true)))
    #expect(driver.text.contains("\(fixed(a, digits: 2))|-"))
    driver.type("x")
    let then = try #require(efficacy(6, guarded: false))
    #expect(driver.text.contains("\(fixed(then, digits: 2))|\(fixed(b, digits: 2))"))
  }

  @Test func commandsAreAboutTheBranchInFocus() {
    var driver = forked()
    driver.type("r")
    #expect(driver.takeEffects() == [.send(.on("main", .setGuard(GuardSetting(isOn: true, tau: 0.5))))])
    driver.type("x")
    #expect(driver.state.branches.focused?.requestedGuard == nil)
    driver.type("r")
    #expect(driver.takeEffects() == [.send(.on("fork-1", .setGuard(GuardSetting(tau: 0.5))))])
    driver.send([.on("fork-1", .change(GuardChange(edits: 600, setting: GuardSetting(tau: 0.5))))])
    #expect(driver.state.branches.focused?.requestedGuard == nil && driver.state.run?.guardSetting.isOn == false)
    #expect(driver.state.other?.run.guardSetting.isOn == false)
    driver.type(":editor rect")
    driver.press(.enter)
    driver.type(":clamp anch")
    driver.press(.enter)
    driver.type("uy")
    #expect(
      driver.takeEffects() == [
        .send(.on("fork-1", .setEditor(.rect))), .send(.on("fork-1", .setClamp(.anchored))),
        .send(.on("fork-1", .undoRound(6))),
      ])
    // What concerns the run is not marked.
    driver.send([.on("fork-1", .undone(UndoReport(round: 6, edits: 500)))])
    driver.type("N")
    #expect(driver.takeEffects() == [.send(.stepRound)])
    #expect(driver.state.run?.edits == 500 && driver.state.other?.run.edits == 800)
  }

  /// What the engine says of the branch that is not looked at changes nothing in the panes.
  @Test func theOtherBranchGoesOnBehind() {
    var driver = forked()
    let before = driver.state.run
    var report = SyntheticRun(guardOn: 500).report(round: 7)
    report.branch = "fork-1"
    driver.send([
      .on("fork-1", .activity(Activity(phase: .targets, isRunning: true, step: 3, steps: 20, edits: 600)))
    ])
    _ = update(&driver.state, .resize(Size(width: 200, height: 50)))
    #expect(driver.header.contains("B targets 3/20"))
    driver.send([
      .on("fork-1", .round(report)), .on("fork-1", .editor(EditorChange(edits: 700, editor: .rect, layers: [1]))),
    ])
    #expect(driver.state.run == before && driver.state.branches.focused?.name == "main")
    #expect(driver.state.other?.run.edits == 700 && driver.state.other?.run.editor == .rect)
    // A branch that nobody knows is nobody's.
    driver.send([.on("fork-9", .round(report)), .on("fork-9", .undone(UndoReport(round: 1, edits: 0)))])
    #expect(driver.state.run == before && driver.state.other?.run.edits == 700)
  }

  // MARK: - One again

  @Test func forkEndKeepsTheBranchInFocus() {
    for (keys, kept, edits) in [("F", "main", 800), ("xF", "fork-1", 600)] {
      var driver = forked()
      driver.type(keys)
      let (mine, theirs) =
        kept == "main" ? ("A (800 edits)", "B (a round of its own)") : ("B (600 edits)", "A (3 rounds of its own)")
      #expect(driver.text.contains("Keep branch \(mine) and drop branch \(theirs)?"))
      driver.type("n")
      #expect(driver.takeEffects().isEmpty)
      driver.type(":fork end")
      driver.press(.enter)
      driver.type("y")
      #expect(driver.takeEffects() == [.send(.endFork(keeping: kept))])
      let end = Event.forkEnded(ForkEnd(edits: edits)).about(kept)
      driver.send([end])
      #expect(
        driver.state.other == nil && driver.state.branches.focused?.name == kept && driver.state.run?.edits == edits)
      #expect(!driver.header.contains("branch"))
      // Further on it is the run, under its name.
      var report = SyntheticRun().report(round: 9)
      report.branch = kept
      driver.send([Event.round(report).about(kept)])
      #expect(driver.state.run?.edits == 900)
    }
  }

  /// What is being typed after `/` goes on: its letters must not become commands.
  @Test func aSearchOutlivesTheChangeOfFocus() {
    var driver = forked()
    driver.type("/da")
    driver.send([.on("fork-1", .forkEnded(ForkEnd(edits: 600)))])
    driver.type("q")
    #expect(driver.state.list.searching == "daq" && driver.takeEffects().isEmpty)
  }

  /// The engine keeps the branch that is not looked at: it comes into focus.
  @Test func theBranchThatStaysIsShown() {
    var driver = forked()
    driver.send([.on("fork-1", .forkEnded(ForkEnd(edits: 600)))])
    #expect(
      driver.state.branches.focused?.name == "fork-1" && driver.state.run?.edits == 600 && driver.state.other == nil)
  }

  /// At its beginning a fork is taken back, whichever branch is looked at.
  @Test func undoAtTheForkDissolvesIt() {
    for keys in ["u", "xu"] {
      var driver = Scene.ready(rounds: 5)
      driver.send([.forked(fork)])
      driver.type(keys)
      #expect(driver.text.contains("Keep branch A (500 edits) and drop branch B (0 rounds of its own)?"))
      driver.type("y")
      #expect(driver.takeEffects() == [.send(.endFork(keeping: "main"))])
    }
  }

  @Test func aReplayHasItsBranches() {
    var driver = Driver(width: 120, height: 36)
    let events = Scene.forkedEvents(trunk: 8, fork: 7).filter {
      if case .activity = $0 { false } else { true }
    }
    driver.send(events + [.stopped(reason: "this is a replay")])
    driver.type("x")
    #expect(driver.state.branches.focusedLetter == "B" && driver.state.run?.edits == 700)
    driver.type("[[[[")
    #expect(driver.state.shownRound?.edits == 300)
    driver.type("F")
    #expect(driver.state.footer.message?.text == "this is a replay")
  }

  /// Forks of a damaged log are passed over.
  @Test func forksThatNeverWereAreIgnored() {
    for (round, edits) in [(5, 499), (9, 900), (-1, 0), (.max, .max)] {
      var driver = Scene.ready(rounds: 5)
      var wrong = fork
      (wrong.round, wrong.edits) = (round, edits)
      driver.send([.forked(wrong), .forkEnded(ForkEnd(edits: 1)), .on("fork-1", .forkEnded(ForkEnd(edits: 1)))])
      #expect(driver.state.other == nil && driver.state.run?.edits == 500)
    }
  }
}
