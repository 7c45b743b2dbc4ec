import Cells
import Charts
import RunModel
import Testing

@testable import Monitor

/// The parts of the monitor's state by themselves.
@Suite struct ChildStateTests {
  private let whole = Axis(.linear, 0, 1_000)

  @Test func aWindowStaysWithinTheRun() {
    var window = EditWindow()
    window.zoom(by: 0.5, around: 1_000, in: whole)
    #expect(window.range == 500...1_000 && !window.follows)
    window.pan(by: 0.5, in: whole)
    #expect(window.range == 500...1_000)
    window.pan(by: -0.5, in: whole)
    #expect(window.range == 250...750)
    #expect(!window.reveal(300, in: whole) && window.range == 250...750)
    #expect(window.reveal(100, in: whole) && window.range == 0...500)
    window.follow(1_000)
    // An eighth of its width is left for what is to come.
    #expect(window.range == 562.5...1_062.5)
    window.show(0...2_000, in: whole)
    #expect(window == EditWindow())
  }

  @Test func aFollowingWindowMovesOnlyWhenItHasTo() {
    var window = EditWindow()
    window.show(0...400, in: whole)
    window.keepInSight(900)
    #expect(window.range == 0...400)
    window.follow(300)
    #expect(window.range == 0...400)
    window.keepInSight(396)
    #expect(window.range == 46...446)
  }

  @Test func aLayoutFocusesItsPane() {
    var panes = PaneLayout()
    panes.take(.minimal)
    #expect(panes.shown == [.quality, .spectrum] && panes.focus == .quality)
    #expect(panes.toggle(.edits) && panes.focus == .edits && panes.shown.count == 3)
    #expect(panes.toggle(.edits) && panes.focus == .spectrum && panes.shown.count == 2)
    #expect(panes.toggle(.spectrum) && panes.focus == .quality)
    #expect(!panes.toggle(.quality) && panes.shown == [.quality])
    panes.take(.edits)
    #expect(panes.focus == .edits && panes.shown == Preset.edits.panes)
    for preset in Preset.allCases {
      panes.take(preset)
      #expect(panes.shown.contains(panes.focus))
    }
  }

  @Test func theLayersArePaneOnlyWhereThereAreSeveral() {
    var panes = PaneLayout()
    #expect(panes.wanted(layers: nil).contains(.layers) && panes.wanted(layers: 2).contains(.layers))
    #expect(!panes.wanted(layers: 1).contains(.layers))
    panes.reach(.layers)
    #expect(panes.wanted(layers: 1).contains(.layers))
  }

  @Test func aPromptIsTyped() throws {
    var prompt = CommandPrompt()
    func press(_ key: Key) -> CommandPrompt.Entry? { prompt.press(key, suggestions: 2, completed: "until ") }
    #expect(press(.enter) == nil)
    prompt.open("unt")
    #expect(press(.tab) == nil && prompt.text == "until ")
    #expect(press(.down) == nil && prompt.chosen == 0)
    #expect(press(.up) == nil && prompt.chosen == nil)
    #expect(press(.up) == nil && prompt.chosen == 1)
    let entry = try #require(press(.enter))
    #expect(entry.line == "until " && entry.chosen == 1)
    #expect(prompt == CommandPrompt())
  }

  @Test func stepsAreCounted() {
    var engine = EngineStatus()
    engine.step(from: 10)
    engine.step(from: 10)
    #expect(engine.steppingTo == 12 && engine.intent == .stepping)
    engine.roundIsDone(commonEdits: 11)
    #expect(engine.steppingTo == 12 && engine.intent == nil)
    // What is taken back meanwhile moves the end of the steps.
    engine.roundIsUndone(editsTakenBack: 5)
    #expect(engine.steppingTo == 7)
    engine.receive(Activity(phase: .targets, isRunning: true, edits: 6), of: "main")
    #expect(engine.steppingTo == nil && engine.isBusy)
    #expect(engine.runOrPause() && engine.intent == .pausing)
    engine.stop("the disk is full")
    #expect(engine.intent == nil && !engine.isBusy && !engine.isReplay)
  }

  @Test func aReplayWalksByTheClock() {
    var playback = Playback()
    #expect(playback.advance(to: 5, last: 9) == nil && playback.interval == nil)
    playback.play(from: 2)
    #expect(playback.advance(to: 100, last: 9) == 2)
    #expect(playback.advance(to: 101, last: 9) == 6)
    playback.setRate(1, at: 6)
    #expect(playback.advance(to: 101, last: 9) == 6 && playback.advance(to: 102.5, last: 9) == 7)
    #expect(playback.advance(to: 1_000, last: 9) == 9 && !playback.isPlaying)
  }

  @Test func messagesHaveTheirTime() {
    var footer = Footer()
    footer.say(.warning, "few tokens")
    footer.expire(at: 50)
    footer.expire(at: 57.9)
    #expect(footer.message?.text == "few tokens" && footer.interval == 1)
    footer.expire(at: 58)
    #expect(footer.message == nil && footer.interval == nil)
    footer.say(.error, "the disk is full")
    footer.expire(at: 60)
    footer.expire(at: 1_000)
    #expect(footer.message != nil && footer.interval == nil)
    footer.clear()
    #expect(footer.message == nil)
  }

  @Test func aForkEndsWithEitherBranch() throws {
    let setting = BranchSetting(guardSetting: GuardSetting(isOn: true), editor: .memit)
    let fork = Fork(number: 1, round: 3, edits: 300, setting: setting)
    for (kept, edits, notes) in [(Fork.trunk, 500, 0), (fork.name, 300, 1)] {
      var driver = Driver(width: 120, height: 36)
      driver.send(SyntheticRun().events(rounds: 5))
      // There are two branches at most.
      driver.send([.forked(fork), .forked(fork)])
      var branches = driver.state.branches
      #expect(branches.views.count == 2)
      #expect(branches.furthestEdits == 500 && branches.commonEdits == 300 && branches.focusedLetter == "A")
      #expect(branches.end(keeping: "nobody") == nil && branches.isForked)
      #expect(branches.end(keeping: kept) == (kept == Fork.trunk ? "B" : "A"))
      let focused = try #require(branches.focused)
      #expect(focused.name == kept && focused.run.edits == edits && focused.run.notes.count == notes)
      #expect(!branches.isForked && branches.focusedLetter == nil)
    }
  }
}
