import Monitor
import RunModel
import Testing

@Suite struct RunTimelineTests {
  /// Every edit at every moment, against a search through all reports.
  @Test func theLedgerAgreesWithTheReports() {
    let run = SyntheticRun(roundSize: 10, guardOn: 40)
    let reports = (0...9).map { run.report(round: $0) }
    var driver = Driver(width: 80, height: 24)
    driver.send([.ready(run.description)] + reports.map { .round($0) })
    for moment in reports.map(\.edits) {
      var expected: [Int: Double] = [:]
      for report in reports where report.edits <= moment {
        for outcome in report.outcomes { expected[outcome.index] = outcome.probability }
      }
      let failed = reports.filter { $0.edits <= moment }.flatMap(\.failed).map(\.index)
      let lines = driver.state.run?.ledger.lines(at: moment, skipping: 0, count: 1_000) ?? []
      #expect(lines.map(\.index) == (Array(expected.keys) + failed).sorted(by: >))
      #expect(lines.count == driver.state.run?.ledger.count(at: moment))
      for case .measured(let outcome, let measurement) in lines {
        #expect(measurement.probability == expected[outcome.index])
      }
    }
  }

  @Test func guardRangesAndMarks() {
    let run = SyntheticRun(guardOn: 200, guardOff: 500)
    var driver = Driver(width: 80, height: 24)
    driver.send(run.events(rounds: 8))
    #expect(driver.state.run?.guardSpans == [GuardSpan(lower: 200, upper: 500)])
    #expect(driver.state.run?.marks.map(\.edits) == [200, 500])
    // A change that no round has been made under shows at once, and going back on it takes the mark away.
    driver.send([.change(GuardChange(edits: 800, setting: GuardSetting(isOn: true)))])
    #expect(driver.state.run?.marks.map(\.edits) == [200, 500, 800])
    driver.send([.change(GuardChange(edits: 800, setting: GuardSetting(isOn: false)))])
    #expect(driver.state.run?.marks.map(\.edits) == [200, 500])
    driver.send([.undone(UndoReport(round: 5, edits: 400))])
    #expect(driver.state.run?.guardSpans == [GuardSpan(lower: 200, upper: 400)])
  }

  /// The stretch of a control is none of the guard's, also where one follows on the other.
  @Test func controlsHaveStretchesOfTheirOwn() {
    var driver = Driver(width: 80, height: 24)
    driver.send([.ready(SyntheticRun().description)])
    let kinds: [GuardSetting.Kind] = [.revive, .revive, .constrained, .scaled, .random, .revive]
    for (round, kind) in kinds.enumerated() {
      var report = SyntheticRun().report(round: round)
      report.guardSetting = GuardSetting(isOn: true, kind: kind)
      driver.send([.round(report)])
    }
    #expect(
      driver.state.run?.guardSpans == [
        GuardSpan(lower: 0, upper: 200), GuardSpan(lower: 200, upper: 400, isControl: true),
        GuardSpan(lower: 400, upper: 500),
      ])
  }

  @Test func editorsHaveMarks() {
    let run = SyntheticRun(alphaEditFrom: 400)
    func editors(_ driver: Driver) -> [String] {
      driver.state.run?.marks.compactMap { mark in mark.editor.map { "\(mark.edits) \($0)" } } ?? []
    }
    // The reports alone tell, should the log lack the changes.
    var driver = Driver(width: 80, height: 24)
    driver.send(run.events(rounds: 6))
    #expect(editors(driver) == ["400 AlphaEdit"] && driver.state.run?.editor == .alphaEdit)
    #expect(driver.state.run?.editedLayers == nil)
    // A change that no round has been made under shows at once, and going back on it takes the mark away.
    driver.send([.editor(EditorChange(edits: 600, editor: .rect, layers: [1, 2]))])
    #expect(editors(driver) == ["400 AlphaEdit", "600 RECT"] && driver.state.run?.editedLayers == [1, 2])
    driver.send([.editor(EditorChange(edits: 600, editor: .alphaEdit, layers: [1]))])
    #expect(editors(driver) == ["400 AlphaEdit"])
    // Undone rounds take their marks with them; the editor that is chosen stays chosen.
    driver.send([.undone(UndoReport(round: 6, edits: 500)), .undone(UndoReport(round: 5, edits: 400))])
    #expect(editors(driver) == ["400 AlphaEdit"])
    driver.send([.editor(EditorChange(edits: 400, editor: .memit, layers: [1]))])
    #expect(editors(driver).isEmpty && driver.state.run?.editor == .memit)
  }

  /// A guard and an editor that change together share a rule and its note.
  @Test func oneMarkForBoth() {
    var driver = Driver(width: 200, height: 50)
    let run = SyntheticRun(guardOn: 200, alphaEditFrom: 200)
    driver.send(run.events(rounds: 6) + [.change(GuardChange(edits: 200, setting: run.setting(at: 300)))])
    #expect(driver.state.run?.marks.count == 1)
    #expect(driver.text.contains("200 AlphaEdit, REVIVE on"))
  }

  @Test func editsPerSecondUseTheEnginesClock() throws {
    var driver = Driver(width: 80, height: 24)
    driver.send(SyntheticRun().events(rounds: 9))
    let rate = try #require(driver.state.run?.editsPerSecond(at: 9))
    #expect(abs(rate - 100 / 2.63) < 1e-9)
    #expect(driver.state.run?.editsPerSecond(at: 0) == nil)
  }

  @Test func reportsThatRepeatReplace() {
    var driver = Driver(width: 80, height: 24)
    let run = SyntheticRun()
    driver.send(run.events(rounds: 5) + [.round(run.report(round: 3))])
    #expect(driver.state.run?.rounds.map(\.edits) == [0, 100, 200, 300])
    var hostile = run.report(round: 4)
    for edits in [Int.min, -1, .max] {
      hostile.edits = edits
      driver.send([.round(hostile), .undone(UndoReport(round: .min, edits: edits))])
      _ = driver.text
    }
  }

  /// A damaged log numbers its edits as it likes.
  @Test func failedEditsOfAnyNumberAreListed() {
    for index in [Int.min, -1, .max] {
      var driver = Driver(width: 120, height: 36)
      let run = SyntheticRun()
      driver.send(run.events(rounds: 0))
      var report = run.report(round: 1)
      report.outcomes = []
      report.failed = [FailedEdit(index: index, caseID: 1, reason: "too long")]
      driver.send([.round(report)])
      #expect(driver.text.contains("FAILED"))
    }
  }
}
