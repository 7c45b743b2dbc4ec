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
    for part in ["edit 701", "subject", "objects", "case", "now", "measured at edit 800"] {
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
