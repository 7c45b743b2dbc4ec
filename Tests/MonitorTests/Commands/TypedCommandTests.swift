import Cells
import Monitor
import RunModel
import Testing

/// Commands typed after a colon.
@Suite struct TypedCommandTests {
  @Test(arguments: [
    ("editor AlphaEdit", Command.setEditor(.alphaEdit)), ("editor alphaedit", .setEditor(.alphaEdit)),
    ("ed  al ", .setEditor(.alphaEdit)), ("editor memit-s", .setEditor(.memitSeq)), ("editor ft", .setEditor(.ft)),
    ("editor ft-l", .setEditor(.ftL)), ("tau 0.4", .setGuard(GuardSetting(tau: 0.4))),
    ("tau 1", .setGuard(GuardSetting(tau: 1))), ("t 0", .setGuard(GuardSetting(tau: 0))),
    ("guard on", .setGuard(GuardSetting(isOn: true))), ("guard off", .setGuard(GuardSetting())),
    ("guard revive", .setGuard(GuardSetting(isOn: true))),
    ("guard con", .setGuard(GuardSetting(isOn: true, kind: .constrained))),
    ("guard sphere", .setGuard(GuardSetting(isOn: true, kind: .sphere))),
    ("beta 0.4", .setGuard(GuardSetting(isOn: true, kind: .sphere, beta: 0.4))),
    ("alpha 1", .setGuard(GuardSetting(isOn: true, kind: .sphere, alpha: 1))),
    ("guard scaled", .setGuard(GuardSetting(isOn: true, kind: .scaled))),
    ("g random constrained", .setGuard(GuardSetting(isOn: true, kind: .random, controlOf: .constrained))),
    ("scale 0.5", .setGuard(GuardSetting(isOn: true, kind: .scaled, factor: 0.5))),
    ("scale matched", .setGuard(GuardSetting(isOn: true, kind: .scaled))),
    ("clamp anch", .setClamp(.anchored)), ("anchor na", .setAnchor(.nas)),
    ("energy sigma", .setGuard(GuardSetting(energy: .sigma))), ("energy SIGMA2", .setGuard(GuardSetting())),
    ("until 500", .run(until: .edits(500))), ("until 4,800", .run(until: .edits(4_800))),
    ("until coll", .run(until: .collapse(by: nil))),
  ])
  func whatIsTypedIsAskedFor(line: String, command: Command) {
    var driver = Scene.ready()
    #expect(driver.obey(line) == [.send(command)])
    #expect(driver.state.prompt.text == nil && driver.state.footer.message?.level == .info)
  }

  @Test(arguments: [
    ("paint", "no command \"paint\"; ? lists them"),
    ("e AlphaEdit", "\"e\" could be editor or energy"), ("editor m", "\"m\" could be MEMIT or MEMIT-seq"),
    ("tau", "tau is a share from 0 to 1, such as 0.4"), ("tau nan", "tau is a share from 0 to 1, such as 0.4"),
    ("tau -1e400", "tau is a share from 0 to 1, such as 0.4"), ("tau 0,4", "tau is a share from 0 to 1, such as 0.4"),
    ("guard o", "\"o\" could be on or off"),
    ("guard wall", "no guard \"wall\"; there are revive, constrained, sphere, scaled, random, on, off"),
    ("guard scaled wall", "no guard with controls \"wall\"; there are revive, constrained"),
    (
      "guard revive constrained",
      "nothing follows revive: only scaled and random take a second word, revive or constrained"
    ),
    ("guard on please", "nothing follows on: only scaled and random take a second word, revive or constrained"),
    ("guard scaled revive too", "too many words: the command is :guard KIND OF"),
    ("editor RECT now", "too many words: the command is :editor NAME"),
    ("tau 0.4 0.5", "too many words: the command is :tau SHARE"), ("quit now", "too many words: the command is :quit"),
    ("scale", "the scaled control takes a factor above 0 and at most 1, such as 0.5, or matched"),
    ("scale 0", "the scaled control takes a factor above 0 and at most 1, such as 0.5, or matched"),
    ("scale nan", "the scaled control takes a factor above 0 and at most 1, such as 0.5, or matched"),
    ("scale 1.5", "the scaled control takes a factor above 0 and at most 1, such as 0.5, or matched"),
    ("clamp", "the clamp is current (by the model as it is) or anchored (at edit 0)"),
    ("anchor", "the anchor of values is nas (the norm of the original model's values) or none"),
    ("anchor x", "the anchor of values is nas (the norm of the original model's values) or none"),
    ("clamp x", "the clamp is current (by the model as it is) or anchored (at edit 0)"),
    ("energy", "the energy is sigma2 (squared singular values) or sigma"),
    ("until", "until which edit? such as until 500"), ("until soon", "until which edit? such as until 500"),
    ("until 99999999999999999999", "until which edit? such as until 500"),
    ("until -5", "until which edit? such as until 500"), ("until 300", "the run stands at 300 edits already"),
    ("until 5000", "the list ends at edit 4,800"),
  ])
  func whatCannotBeIsSaid(line: String, reason: String) {
    var driver = Scene.ready()
    #expect(driver.obey(line).isEmpty)
    #expect(driver.state.footer.message?.text == reason && driver.state.footer.message?.level == .warning)
    #expect(driver.text.contains(reason))
  }

  /// The list has room for all names on any screen.
  @Test func anUnknownEditorOpensTheList() {
    var driver = Scene.ready()
    #expect(driver.obey("editor nobody").isEmpty)
    #expect(
      driver.state.footer.message?.text.hasPrefix("no editor \"nobody\"; there are MEMIT, MEMIT-seq, RECT") == true)
    #expect(driver.state.overlay == Overlay(.picker(.editors), place: 0))
    driver.press(.escape)
    #expect(driver.obey("editor").isEmpty)
    #expect(driver.state.overlay == Overlay(.picker(.editors), place: 0) && driver.state.footer.message == nil)
  }

  @Test func theLineIsEdited() {
    var driver = Scene.ready()
    driver.type(":tua")
    driver.press(.backspace, .backspace)
    driver.type("au 0.3")
    #expect(driver.state.prompt.text == "tau 0.3")
    #expect(driver.text.split(separator: "\n").last?.hasPrefix(":tau 0.3 ") == true)
    // Letters, digits and blanks are text here.
    driver.type(" nNru1?q")
    #expect(driver.takeEffects().isEmpty && driver.state.panes.focus == .quality && driver.state.overlay == nil)
    driver.press(.control("u"))
    #expect(driver.state.prompt.text == "")
    driver.press(.backspace)
    #expect(driver.state.prompt.text == nil)
    driver.type(":x")
    driver.press(.escape)
    #expect(driver.state.prompt.text == nil && driver.state.footer.message == nil)
    // Nothing typed asks for nothing.
    #expect(driver.obey("").isEmpty && driver.obey("   ").isEmpty && driver.state.footer.message == nil)
    driver.type(":until")
    driver.press(.control("z"), .control("c"))
    #expect(driver.takeEffects() == [.suspend, .quit])
  }

  @Test(arguments: [
    ("ed", "editor "), ("editor a", "editor AlphaEdit "), ("editor M", "editor MEMIT"), ("e", "e"),
    ("editor memit-", "editor MEMIT-seq "), ("en", "energy "), ("energy s", "energy sigma"), ("g", "guard "),
    ("guard sc", "guard scaled "), ("guard scaled c", "guard scaled constrained "),
    ("guard revive c", "guard revive c"),
    ("tau 0", "tau 0"), ("nothing x", "nothing x"), ("", ""), ("editor ", "editor "),
  ])
  func tabCompletes(line: String, expected: String) {
    var driver = Scene.ready()
    driver.type(":" + line)
    driver.press(.tab)
    #expect(driver.state.prompt.text == expected)
  }

  @Test func whatCanFollowIsShown() {
    var driver = Scene.ready()
    driver.type(":")
    for name in [":clamp ANCHOR", ":back", ":edit N"] { #expect(driver.text.contains(name)) }
    driver.type("editor d")
    #expect(driver.text.contains("DeltaEdit") && !driver.text.contains("│  MEMIT"))
  }

  /// A factor of its own, then what the guard beside it keeps again.
  @Test func theScaledControlIsSetLive() {
    var driver = Driver(width: 200, height: 50)
    driver.send(SyntheticRun().events(rounds: 3))
    _ = driver.obey("scale .5")
    #expect(driver.text.contains("→ scaled control x0.50 ON from round 4"))
    driver.send([.change(GuardChange(edits: 300, setting: driver.state.coming))])
    #expect(driver.text.contains("scaled control (x0.50) ON from 300"))
    #expect(driver.obey("sc 0.25").count == 1 && driver.text.contains("→ x0.25 from round 4"))
    let matched = GuardSetting(isOn: true, kind: .scaled, tau: 0.5, controlOf: .constrained)
    #expect(driver.obey("guard scaled constrained") == [.send(.setGuard(matched))])
  }

  /// Asked for, granted, marked, and told in the text about the run.
  @Test func theClampIsSetLive() {
    var driver = Driver(width: 200, height: 50)
    var run = SyntheticRun()
    run.clamp = .current
    driver.send(run.events(rounds: 3))
    #expect(driver.obey("clamp anchored") == [.send(.setClamp(.anchored))])
    #expect(driver.text.contains("from round 4: targets clamped by |h0| at edit 0 (ours)"))
    #expect(driver.obey("clamp anchored").isEmpty)
    #expect(driver.state.footer.message?.text == "anchored has been asked for already")
    driver.type("i")
    #expect(driver.text.contains("from round 4: targets clamped by |h0| at edit 0"))
    driver.press(.escape)
    driver.send([.clamp(ClampChange(edits: 300, anchor: .anchored))])
    #expect(driver.state.branches.focused?.requestedClamp == nil && driver.text.contains("300 clamp anchored"))
    #expect(driver.obey("clamp anchored").isEmpty && driver.state.footer.message?.text == "the clamp is anchored")
    var next = run.report(round: 4)
    next.clamp = .anchored
    driver.send([.round(next)])
    #expect(driver.state.run?.marks == [SettingChange(edits: 300, guardStep: nil, editor: nil, clamp: .anchored)])
    _ = driver.obey("editor FT")
    _ = driver.obey("clamp current")
    #expect(driver.state.footer.message?.text.hasSuffix("FT sets no targets, other editors do") == true)
  }

  @Test func untilStartsARun() {
    var driver = Scene.ready()
    _ = driver.obey("until 500")
    #expect(driver.state.engine.intent == .starting && driver.text.contains("editing until edit 500"))
    driver.send([.activity(Activity(phase: .targets, isRunning: true, step: 1, steps: 20, edits: 300))])
    // A run that is under way gets another goal.
    #expect(driver.obey("until 600") == [.send(.run(until: .edits(600)))] && driver.state.engine.intent == nil)
    driver.type(" ")
    #expect(driver.state.engine.intent == .pausing)
    #expect(
      driver.obey("until 600").last == .send(.run(until: .edits(600))) && driver.state.engine.intent == .starting)
  }

  @Test func withoutAnEngineOnlyLeavingWorks() {
    var driver = Driver(width: 80, height: 24)
    for line in ["editor RECT", "tau 0.4", "guard on", "energy sigma", "until 5", "scale 0.5", "clamp anchored"] {
      #expect(
        driver.obey(line).isEmpty && driver.state.footer.message?.text == "the model is still loading", "\(line)")
    }
    #expect(driver.obey("q") == [.quit])
    #expect(driver.obey("quit") == [.quit])
  }

  @Test func helpListsTheCommands() {
    var driver = Driver(width: 200, height: 90)
    driver.send(SyntheticRun().events(rounds: 1))
    driver.type("?")
    var pages = ""
    for _ in 0..<12 {
      pages += driver.text
      driver.press(.pageDown)
    }
    for usage in [
      ":editor NAME", ":guard KIND OF", ":scale FACTOR", ":clamp ANCHOR", ":tau SHARE", ":energy RULE", ":until N",
      ":quit", ":window A B", ":goto N",
    ] {
      #expect(pages.contains(usage), "\(usage)")
    }
  }

  /// The end of a long line stays in sight.
  @Test func aLongLineShowsItsEnd() {
    var driver = Driver(width: 60, height: 20)
    driver.send(SyntheticRun().events(rounds: 1))
    driver.type(":" + String(repeating: "x", count: 500) + "\u{7}\u{301}yz")
    #expect(driver.state.prompt.text?.count == 200)
    let last = driver.text.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix(":…x") && displayWidth(of: last) <= 60)
  }
}
