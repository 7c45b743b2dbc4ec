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
    #expect(driver.text.contains("1 of 2 changed"))
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
