import Monitor
import RunModel
import Testing

/// Prompts that are pinned on the screen.
@Suite struct ProbePaneTests {
  private func reading(_ prompt: String, _ continuation: String) -> ProbeReading {
    ProbeReading(prompt: prompt, continuation: continuation, probability: 0.5)
  }

  private func run(_ rounds: Int = 3) -> Driver {
    var driver = Driver(width: 200, height: 50)
    driver.send(SyntheticRun().events(rounds: rounds))
    return driver
  }

  @Test func promptsArePinnedChangedAndTakenAway() throws {
    var driver = run()
    let first = try #require(driver.state.run?.rounds.last?.probes.map(\.prompt))
    #expect(driver.obey("probe Rome is in") == [.send(.setProbes(first + ["Rome is in"]))])
    driver.send([
      .probes(
        ProbeChange(
          edits: 300, now: [reading("Rome is in", " Spain"), reading("Two", " is")],
          original: [reading("Rome is in", " Italy"), reading("Two", " is")]))
    ])
    #expect(driver.text.contains("1 Rome is in") && driver.text.contains("Italy") && driver.text.contains("Spain"))
    #expect(driver.text.contains("1 of 2 answers changed"))
    #expect(driver.obey("probe 2 Three is") == [.send(.setProbes(["Rome is in", "Three is"]))])
    #expect(driver.obey("probe 1") == [.send(.setProbes(["Two"]))])
    // No third one: a prompt that begins with a number.
    #expect(driver.obey("probe 3 apples") == [.send(.setProbes(["Rome is in", "Two", "3 apples"]))])
    #expect(driver.obey("probe Two").isEmpty && driver.state.footer.message?.text == "\"Two\" is pinned already")
    #expect(driver.obey("probe").isEmpty)
  }

  /// Every moment has the prompts that were pinned then.
  @Test func theyBelongToTheirMoment() {
    var driver = run()
    let old = SyntheticRun().report(round: 3).probes
    driver.send([
      .probes(
        ProbeChange(edits: 300, now: [reading("Rome is in", " Spain")], original: [reading("Rome is in", " Italy")]))
    ])
    var next = SyntheticRun().report(round: 4)
    next.probes = [reading("Rome is in", " Zembla")]
    driver.send([.round(next)])
    #expect(driver.text.contains("Zembla") && driver.text.contains("Italy") && !driver.text.contains("Spain"))
    driver.type("[")
    #expect(driver.text.contains("Spain") && !driver.text.contains("Zembla"))
    driver.type("[")
    #expect(!driver.text.contains("Rome is in") && driver.text.contains(old[0].prompt.prefix(20)))
    // An undo beyond it takes it along; the engine tells anew.
    driver.send([.undone(UndoReport(round: 3, edits: 200))])
    driver.type("f")
    #expect(!driver.text.contains("Rome is in"))
  }

  /// Answers are compared, not what follows them.
  @Test func ramblingIsNoOtherAnswer() {
    var driver = run()
    let prompts = ["The capital of France is", "Otto speaks", "Rome is in", "The sea is"]
    driver.send([
      .probes(
        ProbeChange(
          edits: 300,
          now: zip(prompts, [" Paris... The teacher", " Norwegian yen yen yen", " Spain. It", " \n"]).map(reading),
          original: zip(prompts, [" Paris. The city", " Norwegian. He", " Italy. It", " blue."]).map(reading)))
    ])
    #expect(driver.text.contains("2 of 4 answers changed"))
  }

  /// A prompt is chosen with arrows and looked into with Enter; the whole screen has room for whole texts.
  @Test func aProbeIsLookedInto() {
    let long = " " + (1...40).map { "word\($0)" }.joined(separator: " ")
    for (width, height) in [(200, 50), (120, 36), (80, 24), (60, 20)] {
      var driver = Driver(width: width, height: height)
      driver.send(SyntheticRun().events(rounds: 3))
      driver.send([
        .probes(
          ProbeChange(
            edits: 300, now: [reading("One", " 1."), reading("Two", long)],
            original: [reading("One", " 1."), reading("Two", " 2.")]))
      ])
      driver.press(.escape)
      driver.type("7j")
      driver.press(.enter)
      var text = driver.text
      for _ in 0..<20 {
        driver.press(.down)
        text += driver.text
      }
      for part in ["Two", "word1 ", "word40", "now, not the answer of edit 0", "edit 0", "@0"] {
        #expect(text.contains(part), "\(part) at \(width)")
      }
      driver.press(.escape)
      driver.type("e")
      #expect(driver.text.contains("word40") && driver.text.contains("now *"))
      driver.type("e[")
      driver.press(.enter)
      #expect(driver.text.contains("at 200") || driver.text.contains("was not pinned"))
    }
  }

  /// A and B stand beside each other, in the pane, its whole screen and the text about one.
  @Test func branchesAreAskedTheSame() {
    for (width, height) in [(200, 50), (120, 36), (80, 24)] {
      var driver = Scene.forked(width: width, height: height, trunk: 9, fork: 9)
      let change = { (text: String) in
        Event.probes(
          ProbeChange(
            edits: 900, now: [ProbeReading(prompt: "Rome is in", continuation: text, probability: 0.5)],
            original: [ProbeReading(prompt: "Rome is in", continuation: " Italy.", probability: 0.9)]))
      }
      driver.send([change(" Italy. So"), .on("fork-1", change(" Spain. So"))])
      driver.press(.escape)
      driver.type("7")
      #expect(driver.text.contains("A 0, B 1 of 1 answers changed"))
      #expect(driver.text.contains("Italy. So") && driver.text.contains("Spain. So"))
      driver.press(.enter)
      #expect(driver.text.contains("A now, the answer of edit 0") && driver.text.contains("B now, not the answer"))
      driver.press(.escape)
      driver.type(":edit 100")
      driver.press(.enter)
      #expect(
        driver.takeEffects().suffix(2) == [.send(.on("main", .inspect(99))), .send(.on("fork-1", .inspect(99)))])
      let answer = { (text: String) in
        Event.inspected(
          EditInspection(
            index: 99, edits: 900,
            prompts: [
              .init(kind: .edited, text: "Lyon", now: [.init(text: text, probability: 0.5)], before: [])
            ]))
      }
      driver.send([answer(" viola"), .on("fork-1", answer(" oboe"))])
      for _ in 0..<40 { driver.press(.down) }
      for part in ["A now", "\"viola\" 0.50", "B now", "\"oboe\" 0.50"] {
        #expect(driver.text.contains(part), "\(part)")
      }
    }
  }

  /// A round that is held waits for a question, and the person is told so.
  @Test func aHeldRoundIsNotInTheAnswer() {
    var driver = run()
    driver.send([
      .activity(Activity(phase: .targets, isRunning: false, isHeld: true, step: 3, steps: 20, edits: 300))
    ])
    #expect(driver.obey("probe Rome is in").count == 1)
    #expect(
      driver.state.footer.message?.text
        == "asking the model as it stands at 300 edits, without round 4, which stays held")
    driver.send([.activity(Activity(phase: .measuring, isRunning: true, step: 3, steps: 20, edits: 400))])
    #expect(driver.obey("probe Rome is").count == 1)
    #expect(driver.state.footer.message?.text == "asked when what is being measured is done")
  }

  /// Enter alone pins the prompt of the edit that is chosen in the list.
  @Test func thePromptOfTheChosenEditIsOffered() throws {
    var driver = Scene.ready()
    // The newest edit failed, and has no prompt.
    driver.press(.down)
    driver.type("A")
    let offer = try #require(driver.state.prompt.offer)
    #expect(driver.text.contains(":probe \(offer)") && driver.state.prompt.text == "probe ")
    #expect(driver.text.contains("Enter takes it"))
    driver.press(.enter)
    let own = driver.takeEffects()
    #expect(own == driver.obey("probe \(offer)") && own.count == 1)
    // Typing begins another, and without an edit nothing is offered.
    driver.type("AThe")
    #expect(driver.state.prompt.text == "probe The" && driver.state.prompt.offer == nil)
    var empty = Scene.ready(rounds: 0)
    empty.type("A")
    #expect(empty.state.prompt.text == "probe " && empty.state.prompt.offer == nil)
  }

  @Test func nobodyAnswersInAReplay() {
    var driver = Driver(width: 120, height: 36)
    driver.send(SyntheticRun().replay(rounds: 2))
    driver.type("A")
    #expect(driver.state.footer.message?.text == "this is a replay" && driver.state.prompt.text == nil)
  }
}
