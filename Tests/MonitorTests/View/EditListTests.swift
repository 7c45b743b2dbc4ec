import Cells
import Charts
import Monitor
import RunModel
import Testing

/// The list of edits: searched, filtered, looked into.
@Suite struct EditListTests {
  @Test func theListIsSearchedAsOneTypes() throws {
    var driver = Scene.paused(5)
    driver.type("/Sable")
    #expect(driver.state.list.searching == "Sable" && driver.state.panes.focus == .edits)
    let lines = driver.state.list.lines
    #expect(!lines.isEmpty && lines.count < 100)
    for line in lines {
      guard case .measured(let outcome, _)? = driver.state.run?.ledger.line(line, at: 500) else {
        Issue.record("an edit that was not made")
        continue
      }
      #expect(outcome.subject.contains("Sable"))
    }
    #expect(driver.text.contains("/Sable_"))
    driver.press(.down, .enter)
    #expect(driver.state.list.searching == nil && driver.state.list.place == 1)
    driver.press(.enter)
    #expect(driver.text.contains("Sable & Finch"))
    guard case .edit? = driver.state.overlay?.content else {
      Issue.record("no edit is looked into")
      return
    }
    driver.press(.escape, .escape)
    #expect(driver.state.list.filter.isEmpty && driver.state.list.lines.count == 500)
    driver.type("/zzz")
    #expect(driver.text.contains("no edit is \"zzz\": Esc shows all"))
    driver.press(.escape)
    #expect(driver.state.list.lines.count == 500 && driver.state.list.searching == nil)
  }

  // MARK: - When it was seen

  /// The row of the screen with an edit's number.
  private func row(_ number: Int, _ driver: Driver) -> String {
    driver.text.split(separator: "\n").map(String.init).first { $0.contains(" \(grouped(number)) ") } ?? ""
  }

  private func outcome(_ index: Int, _ probability: Double, in driver: Driver) throws -> EditOutcome {
    var outcome = try #require(driver.state.run?.ledger.entry(of: index)?.outcome)
    (outcome.probability, outcome.succeeds, outcome.holds) = (probability, false, false)
    return outcome
  }

  /// Every row says when its edit was seen, and one that was looked into or asked about is seen now; an undo forgets that.
  @Test func rowsAreAsOldAsTheySay() throws {
    var driver = Driver(width: 200, height: 50)
    driver.send(SyntheticRun().events(rounds: 8))
    driver.type(":layout edits")
    driver.press(.enter)
    #expect(driver.text.contains(" state  ") && driver.text.contains(" last seen"))
    let old = try #require(driver.state.run?.ledger.entry(of: 6)?.measurements.last)
    let seen = SeenEdits(edits: 800, outcomes: [try outcome(6, 0.03, in: driver)])
    driver.send([.seen(seen)])
    let now = try #require(driver.state.run?.ledger.entry(of: 6)?.measurements.last)
    #expect(now.edits == 800 && now.probability == 0.03 && now.status == .lost && old.edits < 800)
    // One of another moment is nobody's.
    driver.send([.seen(SeenEdits(edits: 700, outcomes: [try outcome(6, 0.9, in: driver)]))])
    #expect(driver.state.run?.ledger.entry(of: 6)?.measurements.last == now)
    driver.send([.undone(UndoReport(round: 8, edits: 700))])
    #expect(driver.state.run?.ledger.entry(of: 6)?.measurements.last == old)
  }

  @Test(arguments: [(200, 50), (120, 36), (60, 20)]) func everyWidthSaysWhen(width: Int, height: Int) {
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun().events(rounds: 8))
    driver.press(.escape)
    driver.type("6e")
    #expect(driver.text.contains("@800"))
    for _ in 0..<12 { driver.press(.pageDown) }
    #expect(driver.text.contains("@700"))
  }

  @Test func allEditsAreMeasuredUntilSomethingElseIsAskedFor() {
    var driver = Scene.paused(8)
    #expect(driver.obey("measure all") == [.send(.measureEdits)])
    driver.send([
      .activity(Activity(phase: .surveying, isRunning: false, step: 120, steps: 800, edits: 800))
    ])
    #expect(driver.header.contains("measuring edits 120/800") && driver.header.contains("MEASURING"))
    driver.press(.escape)
    #expect(driver.takeEffects() == [.send(.pause)])
    driver.type(" ")
    #expect(driver.takeEffects() == [.send(.pause)])
    driver = Scene.paused(0)
    #expect(driver.obey("measure all").isEmpty)
    #expect(driver.state.footer.message?.text == "no edit has been made yet")
  }

  /// The chosen edit stays chosen, wherever its line is.
  @Test func theChoiceIsAnEditAndNotALine() throws {
    func chosen(_ driver: Driver) throws -> Int {
      let line = try #require(driver.state.list.lines.dropFirst(driver.state.list.place).first)
      return try #require(driver.state.run?.ledger.line(line, at: driver.state.shownRound?.edits ?? 0)).index
    }
    var driver = Driver(width: 120, height: 36)
    driver.send(Scene.forkedEvents(trunk: 8, fork: 7))
    driver.type("6")
    for _ in 0..<40 { driver.press(.pageDown) }
    for _ in 0..<20 { driver.press(.up) }
    let edit = try chosen(driver)
    driver.type("[[[x")
    #expect(try chosen(driver) == edit)
    driver.type("xf")
    #expect(try chosen(driver) == edit)
    // One that was not made yet leaves its place to the newest, and has it again later.
    driver.press(.home)
    driver.type("]")
    #expect(try chosen(driver) == 99)
    driver.send([.activity(Activity(phase: .idle, isRunning: false, edits: 700))])
    driver.type("f")
    #expect(try chosen(driver) == edit)
  }

  @Test func theListIsFilteredByOutcome() {
    var driver = Scene.paused(5)
    var counts: [Int] = []
    for _ in 0..<4 {
      driver.type("o")
      counts.append(driver.state.list.lines.count)
    }
    // Held, weak, lost, failed: all there are.
    #expect(counts.reduce(0, +) == 500 && counts.last == 1)
    driver.press(.enter)
    #expect(driver.text.contains("the prompt does not contain its subject"))
    driver.press(.escape)
    driver.type("o")
    #expect(driver.state.list.filter.isEmpty)
    driver.type(":filter lost")
    driver.press(.enter)
    #expect(driver.state.list.filter.status == .lost)
  }

  @Test func anEditIsLookedInto() {
    var driver = Scene.paused(8)
    driver.type(":edit 701")
    driver.press(.enter)
    let text = driver.text
    for part in ["edit 701", "subject", "objects", "case", "last seen", ", at edit 800"] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(driver.takeEffects() == [.send(.inspect(700))] && text.contains("asking ..."))
    let answer = EditInspection(
      index: 700, edits: 800,
      prompts: [
        .init(
          kind: .edited, text: "Imre Vasalli plays the", now: [.init(text: " viola", probability: 0.75)],
          before: [.init(text: " piano", probability: 0.5), .init(text: " oboe", probability: 0.25)]),
        .init(kind: .neighbour, text: "Lyon plays the", now: [], before: []),
      ])
    driver.send([.inspected(answer)])
    for part in ["\"viola\" 0.75", "\"piano\" 0.50, \"oboe\" 0.25", "neighbour", "its logits are not numbers"] {
      #expect(driver.text.contains(part), "\(part)")
    }
    driver.press(.escape)
    driver.type(":edit 99999")
    driver.press(.enter)
    #expect(driver.text.contains("nothing was measured of this edit"))
  }
}
