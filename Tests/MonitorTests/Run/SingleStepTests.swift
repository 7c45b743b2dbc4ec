import Cells
import Charts
import Monitor
import RunModel
import Testing

/// Single steps on the screen: scores that are older than the moment they stand beside say so.
@Suite struct SingleStepTests {
  private let run = Scene.shortRun

  private func stepped(_ steps: Int) -> Driver { Scene.stepped(steps, width: 120, height: 36) }

  /// However a report came to be whole, the state is the same.
  @Test func whatIsMeasuredLateMakesTheSameState() {
    var (late, whole) = (stepped(2), Driver(width: 120, height: 36))
    late.send([.measured(run.late(round: 5))])
    whole.send(run.events(rounds: 3) + [.round(run.partialReport(round: 4)), .round(run.report(round: 5))])
    whole.press(.escape)
    #expect(late.state.run?.rounds == whole.state.run?.rounds)
    #expect(late.state.run?.ledger.entries == whole.state.run?.ledger.entries)
    #expect(late.state.run?.detector == whole.state.run?.detector)
    #expect(late.state.series == whole.state.series)
    #expect(late.text == whole.text)
    let before = late.state.run
    // Once is enough, and what is about another round is about nothing.
    late.send([.measured(run.late(round: 5)), .measured(run.late(round: 4)), .measured(run.late(round: 9))])
    #expect(late.state.run == before)
  }

  @Test func linesHavePointsOnlyWhereSomethingWasMeasured() {
    var driver = stepped(3)
    driver.send([.measured(run.late(round: 6)), .round(run.partialReport(round: 7))])
    for measure in [Measure.neighbourhood, .tasks, .perplexity] {
      #expect(driver.state.points(measure).map(\.x) == [0, 10, 20, 30, 60])
    }
    #expect(driver.state.points(.weightNorm).map(\.x) == [0, 10, 20, 30, 40, 50, 60, 70])
  }

  @Test func everyOldNumberSaysOfWhichEditItIs() {
    var driver = stepped(2)
    #expect(driver.text.contains("@30  Eff Argmax") || driver.text.contains("@30  E A P N T"))
    #expect(driver.text.contains(/(collapse|alarm) \d+ % \(\w+\) @30/))
    driver.type("c")
    #expect(driver.text.contains(/tasks .* threshold [0-9.]+ @30/))
    #expect(!driver.text.contains(/[ ]ls .* @30/))
    driver.press(.escape)
    driver.press(.left)
    #expect(driver.hints.contains(/edit 50  .*paraphrase [0-9.]+ @30/))
    // The crosshair is on edit 30, which is measured, and so is every pane.
    driver.press(.left, .left)
    #expect(driver.hints.hasPrefix(" edit 30  ") && !driver.hints.contains("@30"))
    #expect(!driver.text.contains(/collapse \d+ % \(\w+\) @30/))
    driver.press(.escape)
    driver.type("i")
    for _ in 0..<20 { driver.press(.pageDown) }
    #expect(driver.text.contains("the round's own edits and the pinned prompts, nothing else yet"))
    driver.press(.escape)
    driver.send([.measured(run.late(round: 5))])
    #expect(!driver.text.contains("@30  E") && !driver.text.contains(/\) @30/) && !driver.text.contains("threshold"))
  }

  /// Also where the title leaves little room, and after a collapse.
  @Test(arguments: [(200, 50), (120, 36), (80, 24), (60, 20), (40, 10)])
  func theMarkHasItsPlaceOnEveryScreen(width: Int, height: Int) {
    for brokenFrom in [nil, 30] {
      var (driver, run) = (Driver(width: width, height: height), run)
      run.brokenFrom = brokenFrom
      driver.send(run.events(rounds: 3) + [.round(run.partialReport(round: 4))])
      driver.press(.escape)
      let title = driver.text.split(separator: "\n").first { $0.contains("5 quality") } ?? ""
      #expect(title.contains("@30"), "\(title)")
    }
  }

  @Test func sentencesTellWhatScoresAreOf() {
    var driver = stepped(2)
    func told() -> String { driver.state.sentences.flatMap(\.sentences).joined(separator: "\n") }
    #expect(told().contains("After 30 edits, sampled over 30 edits:"))
    #expect(told().contains("Of the edits up to 50 since then, each was measured by itself alone."))
    driver.send([.activity(Activity(phase: .catchingUp, isRunning: false, edits: 50))])
    #expect(told().contains("It is paused, and measures what single steps have left to be measured."))
    driver.send([.measured(run.late(round: 5))])
    #expect(told().contains("After 50 edits") && !told().contains("since then"))
  }

  /// An edit that was measured at once and again later was seen once.
  @Test func theListKeepsOneMeasurementAMoment() {
    var driver = stepped(1)
    let newest = 4 * run.roundSize - 1
    #expect(driver.state.run?.ledger.entry(of: newest)?.measurements.map(\.edits) == [40])
    #expect(driver.state.run?.ledger.entry(of: 0)?.measurements.map(\.edits) == [10, 20, 30])
    driver.send([.measured(run.late(round: 4))])
    #expect(driver.state.run?.ledger.entry(of: newest)?.measurements.map(\.edits) == [40])
    #expect(driver.state.run?.ledger.entry(of: 0)?.measurements.map(\.edits) == [10, 20, 30, 40])
    driver.send([.undone(UndoReport(round: 4, edits: 30))])
    #expect(driver.state.run?.ledger.entry(of: newest) == nil)
  }

  /// What only one edit tells raises no alarm; what is measured late does.
  @Test func theAlarmWaitsForAllMeasures() {
    let run = SyntheticRun(brokenFrom: 200)
    var driver = Driver(width: 120, height: 36)
    driver.send(run.events(rounds: 1) + [.round(run.partialReport(round: 2))])
    #expect(driver.state.run?.collapsedAt == nil && driver.state.footer.message == nil)
    driver.send([.measured(run.late(round: 2))])
    #expect(driver.state.run?.collapsedAt == 200)
    #expect(driver.state.footer.message?.text.hasPrefix("collapse at edit 200") == true)
  }

  @Test(arguments: ["", "x"]) func aSharedRoundIsMeasuredForBothBranches(keys: String) {
    var driver = stepped(1)
    let setting = BranchSetting(guardSetting: GuardSetting(isOn: true), editor: .memit)
    driver.send([.forked(Fork(number: 1, round: 4, edits: 40, setting: setting))])
    driver.type(keys)
    driver.send([.measured(run.late(round: 4))])
    #expect(
      driver.state.run?.rounds.last?.isPartial == false && driver.state.other?.run.rounds.last?.isPartial == false)
    #expect(driver.state.run?.edits == 40 && driver.state.other?.run.edits == 40)
    // What follows is each branch's own.
    driver.send([.round(run.partialReport(round: 5)), .on("fork-1", .round(run.partialReport(round: 5)))])
    driver.send([.on("fork-1", .measured(run.late(round: 5)))])
    let (trunk, fork) =
      keys.isEmpty ? (driver.state.run, driver.state.other?.run) : (driver.state.other?.run, driver.state.run)
    #expect(trunk?.rounds.last?.isPartial == true && fork?.rounds.last?.isPartial == false)
    #expect(driver.text.contains("@40|50"))
  }
}
