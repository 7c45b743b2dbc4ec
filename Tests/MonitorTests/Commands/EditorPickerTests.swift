import Cells
import Monitor
import RunModel
import Testing

/// Another editor: asked for, granted, refused, and how the screen tells it.
@Suite struct EditorPickerTests {
  private func selected(_ driver: Driver) -> String? {
    guard let overlay = driver.state.overlay, overlay.content == .picker(.editors) else { return nil }
    return SyntheticRun.editors.indices.contains(overlay.place) ? SyntheticRun.editors[overlay.place].rawValue : nil
  }

  @Test(arguments: [(200, 50), (120, 36), (80, 24), (60, 20)])
  func theListShowsEveryEditorInFull(width: Int, height: Int) {
    var driver = Scene.ready(rounds: 7, width: width, height: height)
    driver.type("m")
    let text = driver.text
    for name in SyntheticRun.editors { #expect(text.contains(" \(name) ")) }
    #expect(text.contains("ROME's constraint for a whole round ") && text.contains("beyond sigma_1 "))
    #expect(text.contains(">*  MEMIT "))
    #expect(text.contains("* in force") && text.contains("Esc closes"))
  }

  @Test func keysChoose() {
    var driver = Scene.ready(rounds: 7)
    driver.type("m")
    #expect(selected(driver) == "MEMIT")
    for (key, name) in [
      (Key.down, "MEMIT-seq"), (.character("j"), "RECT"), (.character("k"), "MEMIT-seq"), (.up, "MEMIT"),
      (.up, "MEMIT"), (.end, "FT-L"), (.character("j"), "FT-L"), (.home, "MEMIT"), (.character("m"), "MEMIT-seq"),
      (.character("m"), "MEMIT"), (.character("R"), "RECT"), (.character("r"), "ROME"), (.character("r"), "RECT"),
      (.character("e"), "EMMET"), (.character("f"), "FT"), (.character("n"), "NSE"), (.pageDown, "FT-L"),
    ] {
      driver.press(key)
      #expect(selected(driver) == name, "\(key)")
    }
    #expect(
      driver.takeEffects().isEmpty && driver.state.branches.focused?.requestedGuard == nil
        && driver.state.engine.intent == nil
    )
    driver.press(.escape)
    #expect(driver.state.overlay == nil && driver.state.branches.focused?.requestedEditor == nil)
    // q closes it, too, and does not leave.
    driver.type("mq")
    #expect(driver.state.overlay == nil && driver.takeEffects().isEmpty)
  }

  /// Asked for, pending, granted, edited with.
  @Test func anEditorIsAskedForAndThenEdits() {
    var driver = Scene.ready(rounds: 7)
    driver.type("ma")
    driver.press(.enter)
    #expect(driver.takeEffects() == [.send(.setEditor(.alphaEdit))])
    #expect(driver.state.overlay == nil)
    #expect(
      driver.state.footer.message?.text == "from round 8: AlphaEdit, solved in the null space of frequent keys")
    #expect(driver.header.contains("MEMIT → AlphaEdit"))
    driver.send([.editor(EditorChange(edits: 700, editor: .alphaEdit, layers: [1]))])
    #expect(driver.state.branches.focused?.requestedEditor == nil)
    #expect(driver.header.contains(" AlphaEdit  ") && !driver.header.contains("→"))
    #expect(driver.text.contains("▴700 AlphaEdit") || driver.text.contains("700 AlphaEdit▴"))
    driver.type("i")
    #expect(driver.text.contains("AlphaEdit in layer 1, MEMIT at first, rounds of 100, seed 7"))
  }

  @Test func whatIsPendingCanBeTakenBack() {
    var driver = Scene.ready(rounds: 7)
    driver.type("mr")
    driver.press(.enter)
    driver.type("m")
    #expect(selected(driver) == "RECT" && driver.text.contains(" →  RECT") == false)
    #expect(driver.text.contains(">→  RECT") && driver.text.contains("→ from round 8"))
    driver.press(.enter)
    #expect(driver.state.footer.message?.text == "RECT has been asked for already")
    driver.type("m")
    driver.press(.home, .enter)
    #expect(driver.takeEffects() == [.send(.setEditor(.rect)), .send(.setEditor(.memit))])
    #expect(!driver.header.contains("→"))
    driver.send([.editor(EditorChange(edits: 700, editor: .memit, layers: [1]))])
    driver.type("m")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text == "MEMIT is the editor in force" && driver.takeEffects().isEmpty)
  }

  /// While a round is held or made the next one is the first to have the editor.
  @Test(arguments: [(200, 50), (120, 36), (80, 24), (60, 20)])
  func aPendingEditorIsInTheHeader(width: Int, height: Int) {
    var driver = Scene.ready(rounds: 7, width: width, height: height)
    driver.send([.activity(Activity(phase: .targets, isRunning: false, isHeld: true, step: 6, steps: 20, edits: 700))])
    driver.type("ma")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text.hasPrefix("from round 9: AlphaEdit") == true)
    #expect(
      driver.header.contains("→ AlphaEdit") && driver.header.contains(width > 60 ? "PAUSED in round 8" : "PAUSED"))
    if width >= 120 { #expect(driver.header.contains("MEMIT → AlphaEdit")) }
    if width >= 200 { #expect(driver.header.contains("MEMIT → AlphaEdit from round 9")) }
    // A guard beside it has its place where there is one.
    driver.type("r")
    #expect(driver.header.contains("→ AlphaEdit"))
    if width >= 120 { #expect(driver.header.contains("→ ON")) }
  }

  @Test func aRefusalSaysWhyAndKeepsTheOldOne() {
    var driver = Scene.ready(rounds: 7)
    driver.type("mar")
    driver.type("ma")
    driver.press(.enter)
    let reason = "the editor stays MEMIT: the null space of layer 1 is empty"
    driver.send([.notice(Notice(.error, reason))])
    #expect(driver.state.branches.focused?.requestedEditor == nil && driver.state.run?.editor == .memit)
    #expect(driver.text.contains("error: \(reason)") && !driver.header.contains("AlphaEdit"))
    // A lesser notice is no answer.
    driver.press(.escape)
    driver.type(":editor rect")
    driver.press(.enter)
    driver.send([.notice(Notice(.warning, "paused: 2 edits failed"))])
    #expect(driver.state.branches.focused?.requestedEditor == .rect)
    driver.send([.stopped(reason: "the disk is gone")])
    #expect(driver.state.branches.focused?.requestedEditor == nil)
  }

  @Test func aRefusedGuardIsNoLongerPending() {
    var driver = Scene.ready(rounds: 7)
    driver.type("R")
    driver.send([.notice(Notice(.error, "the guard stays as it was"))])
    #expect(driver.state.branches.focused?.requestedGuard == nil && !driver.header.contains("→"))
  }

  @Test func nothingCanBeEditedInAReplay() {
    var driver = Driver(width: 80, height: 24)
    driver.send(SyntheticRun(alphaEditFrom: 300).replay(rounds: 5))
    #expect(driver.header.contains(" AlphaEdit  ") || driver.header.contains("round 5"))
    driver.type("m")
    #expect(driver.state.footer.message?.text == "nothing can be edited: this is a replay")
    driver.type(":ed alpha")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text == "nothing can be edited: this is a replay")
    #expect(driver.state.overlay == nil && driver.takeEffects().isEmpty)
  }

  @Test func theListClosesWhenTheEngineStops() {
    var driver = Scene.ready(rounds: 7)
    driver.type("m")
    driver.send([.stopped(reason: "done")])
    #expect(driver.state.overlay == nil)
  }

  /// A run that names no editors offers the one it has.
  @Test func aRunWithoutEditorsOffersItsOwn() {
    var description = SyntheticRun().description
    description.editors = []
    var driver = Driver(width: 80, height: 24)
    driver.send([.ready(description)])
    driver.type("m")
    #expect(driver.text.contains(">*  MEMIT  least squares"))
    driver.press(.down, .enter)
    #expect(driver.takeEffects().isEmpty)
  }

  /// Whatever the size becomes, Esc closes the list, also after a key that asks something.
  @Test func escapeClosesTheListAfterAResize() {
    for width in [0, 1, 20, 60, 80, 200] {
      for height in [0, 1, 2, 8, 20, 50] {
        var driver = Scene.ready(rounds: 7)
        driver.type("m")
        _ = update(&driver.state, .resize(Size(width: width, height: height)))
        driver.press(.escape)
        #expect(driver.state.overlay == nil)
        driver.type("mu")
        #expect(driver.state.footer.question != nil)
        _ = update(&driver.state, .resize(Size(width: 60, height: 20)))
        driver.press(.escape)
        #expect(
          driver.state.overlay == nil && driver.state.footer.question == nil && !driver.text.contains("Esc closes"))
      }
    }
  }

  /// As soon as the engine has said it, before any round; and for every layer in the text about the run.
  @Test(arguments: [(200, 50), (120, 36)]) func theRankIsShownBeforeTheFirstRound(width: Int, height: Int) {
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun(layers: [1, 2]).events(rounds: 0))
    #expect(!driver.text.contains("null space"))
    driver.send([.editor(EditorChange(edits: 0, editor: .alphaEdit, layers: [1, 2], nullSpaceRanks: [700, 650]))])
    #expect(driver.text.contains("null space 700/1,024"))
    driver.type("vv")
    driver.press(.enter)
    #expect(driver.text.contains("null space 650/1,024"))
    driver.type("i")
    #expect(driver.text.contains("null space: layer 1 700/1,024, layer 2 650/1,024"))
    driver.press(.escape)
    driver.send([.editor(EditorChange(edits: 0, editor: .memit, layers: [1, 2]))])
    #expect(!driver.text.contains("null space"))
    // A log may hold anything.
    driver.send([.editor(EditorChange(edits: 0, editor: .nse, layers: [1, 1, 9], nullSpaceRanks: [.min, .max]))])
    driver.type("i")
    _ = driver.text
  }

  /// Fine-tuning has no closed form: what cannot be had is not offered, and said when it is asked for.
  @Test func fineTuningHasNoConstrainedSolve() {
    var driver = Scene.ready(rounds: 7, width: 200)
    driver.type(":editor FT-L")
    driver.press(.enter)
    _ = driver.takeEffects()
    driver.type("R")
    #expect(driver.text.contains("the paper's: cuts") && !driver.text.contains("ours: solves"))
    driver.press(.escape)
    driver.type(":guard ")
    for word in ["revive", "scaled", "random", "on", "off"] { #expect(driver.text.contains("│  \(word) ")) }
    #expect(!driver.text.contains("│  constrained "))
    driver.press(.control("u"))
    _ = driver.takeEffects()
    for line in ["guard constrained", "guard scaled constrained"] {
      driver.type(line)
      driver.press(.enter)
      #expect(driver.takeEffects().isEmpty)
      #expect(
        driver.state.footer.message?.text.hasPrefix("FT-L has no closed form, which the constrained solve needs")
          == true)
      driver.type(":")
    }
    driver.press(.escape)
    // The other way round, too.
    var guarded = Scene.ready(rounds: 7)
    guarded.send([.change(GuardChange(edits: 700, setting: GuardSetting(isOn: true, kind: .constrained)))])
    guarded.type(":editor FT")
    guarded.press(.enter)
    #expect(guarded.takeEffects().isEmpty && guarded.state.branches.focused?.requestedEditor == nil)
    // REVIVE asks nothing of the solve.
    guarded.type("r")
    guarded.type(":editor FT")
    guarded.press(.enter)
    #expect(guarded.takeEffects().last == .send(.setEditor(.ft)))
  }

  /// The one that Enter takes is in sight on a screen that is too low for all.
  @Test func aLowScreenScrolls() {
    var driver = Scene.ready(rounds: 7, width: 60, height: 8)
    driver.type("m")
    driver.press(.end)
    #expect(driver.text.contains("> FT-L") || driver.text.contains(">   FT-L"))
    #expect(!driver.text.contains("RECT"))
  }

  @Test func theRankOfTheNullSpaceIsShown() {
    var driver = Driver(width: 200, height: 50)
    driver.send(SyntheticRun(layers: [1, 2], alphaEditFrom: 300).events(rounds: 5))
    #expect(driver.text.contains("kept 1.00, null space 812/1,024"))
    driver.type("i")
    let lines = driver.text.split(separator: "\n").filter {
      $0.contains("outside") && $0.contains("null space 812/1,024")
    }
    #expect(lines.count == 2)
    driver.press(.escape, .home)
    #expect(!driver.text.contains("null space"))
  }
}
