import Cells
import Charts
import Monitor
import RunModel
import Testing

/// A replay that looks back knows nothing of what comes: its screen is that of the run when it stood there.
@Suite struct ReplayMomentTests {
  /// Collapses, and has the guard switched on at 600 and off at 1,000.
  private static let run = SyntheticRun(guardOn: 600, guardOff: 1_000)

  /// The log of its first rounds, with the changes of the guard.
  private static func log(rounds: Int) -> [Event] {
    var setting = run.setting(at: 0)
    return [.ready(run.description)]
      + (0...rounds).flatMap { round -> [Event] in
        let report = run.report(round: round)
        defer { setting = report.guardSetting }
        let isChanged = report.guardSetting != setting
        return (isChanged ? [.change(GuardChange(edits: (round - 1) * 100, setting: report.guardSetting))] : [])
          + [.round(report)]
      }
  }

  private func replay(_ events: [Event], width: Int = 160, height: Int = 48) -> Driver {
    var driver = Driver(width: width, height: height)
    driver.send(
      events.filter { if case .activity = $0 { false } else { true } } + [.stopped(reason: "this is a replay")])
    return driver
  }

  @Test func aMomentIsTheReplayOfWhatHadHappened() {
    for rounds in [0, 1, 3, 5, 6, 7, 9, 12, 14] {
      var back = replay(Self.log(rounds: 15))
      #expect(back.state.run?.collapsedAt != nil)
      back.press(.home)
      back.press(.escape)
      back.type(":goto \(rounds * 100)")
      back.press(.enter)
      let then = replay(Self.log(rounds: rounds))
      #expect(back.state.run?.rounds == then.state.run?.rounds)
      #expect(back.state.run?.collapsedAt == then.state.run?.collapsedAt)
      #expect(back.state.run?.marks == then.state.run?.marks)
      #expect(back.state.editAxis == then.state.editAxis)
      for measure in Measure.allCases { #expect(back.state.points(measure) == then.state.points(measure)) }
      #expect(back.state.run?.guardSetting == then.state.run?.guardSetting)
    }
  }

  /// Steps back forget from what is known; one that jumps there begins with all.
  @Test func steppingBackEndsWhereAJumpDoes() {
    let end = replay(Self.log(rounds: 15))
    var steps = end
    for round in (0..<15).reversed() {
      steps.type("[")
      var jump = end
      jump.press(.home)
      jump.press(.escape)
      jump.type(":goto \(round * 100)")
      jump.press(.enter)
      guard let stepped = steps.state.branches.focused, let jumped = jump.state.branches.focused else { continue }
      #expect(stepped.series == jumped.series && stepped.run.rounds == jumped.run.rounds, "round \(round)")
      #expect(stepped.run.growth == jumped.run.growth && stepped.run.guardSpans == jumped.run.guardSpans)
      #expect(stepped.run.marks == jumped.run.marks && stepped.run.guardSetting == jumped.run.guardSetting)
      #expect(stepped.run.ledger.entries == jumped.run.ledger.entries && stepped.run.notes == jumped.run.notes)
    }
  }

  @Test func playingBeginsWithNothingAndEndsWithAll() {
    let end = replay(Self.log(rounds: 15))
    var driver = end
    driver.state.play(speed: 10)
    #expect(driver.state.run?.rounds.count == 1 && driver.state.run?.collapsedAt == nil)
    #expect(!driver.text.contains("coll"))
    var seen: [Int] = []
    for step in 0...40 {
      driver.tick(Double(step) / 20)
      let counts = driver.state.branches.views.map { $0.run.rounds.count }
      #expect(counts == [(driver.state.shownRound?.round ?? -1) + 1])
      #expect(driver.state.points(.perplexity).count == counts[0])
      seen.append(counts[0])
    }
    #expect(seen == seen.sorted() && seen.last == 16 && Set(seen).count == 16)
    #expect(driver.state.run?.collapsedAt == end.state.run?.collapsedAt && !driver.state.isHistory)
    #expect(driver.state.branches == end.state.branches)
  }

  @Test func marksAheadCanBeGoneTo() {
    let end = replay(Self.log(rounds: 15))
    var driver = end
    driver.press(.home)
    #expect(driver.state.run?.marks.isEmpty == true)
    driver.type("}")
    #expect(driver.state.shownRound?.edits == end.state.run?.markedEdits.first)
    #expect(driver.state.run?.marks.isEmpty == true)
    // A marker of one's own stays when one goes on, and is gone from before it.
    driver.type("b")
    #expect(driver.state.run?.notes.count == 1)
    driver.type("]]")
    #expect(driver.state.run?.notes.count == 1)
    driver.type("[[[")
    #expect(driver.state.run?.notes.isEmpty == true)
    driver.type("f")
    #expect(driver.state.run?.notes.count == 1 && driver.state.run?.rounds.count == 16)
  }

  /// Before the fork there is one branch; the one in focus is in focus again later.
  @Test func aForkIsNotTold() {
    var driver = replay(Scene.forkedEvents(trunk: 9, fork: 9))
    driver.type("x")
    #expect(driver.header.contains("[B REVIVE]"))
    driver.press(.home)
    #expect(driver.state.other == nil && !driver.header.contains("[B") && !driver.text.contains("fork"))
    driver.type("]]]]")
    #expect(driver.state.other == nil && driver.state.shownRound?.edits == 400)
    driver.type("]]")
    #expect(driver.header.contains("[B REVIVE]") && driver.state.other?.run.edits == 600)
    driver.type("x")
    #expect(driver.header.contains("[A no guard]") && driver.state.run?.edits == 600)
    driver.type("f")
    #expect(
      driver.header.contains("[A no guard]") && driver.state.run?.edits == 900 && driver.state.other?.run.edits == 900)
  }

  @Test func anEditIsKnownAsItWas() {
    var driver = replay(Self.log(rounds: 12))
    driver.press(.home)
    driver.type("]]")
    driver.type(":edit 1")
    driver.press(.enter)
    #expect(driver.text.contains("200") && !driver.text.contains("1,200"))
  }

  /// A run that goes on is looked back at with all that is known of it.
  @Test func aRunThatGoesOnKeepsItsFuture() {
    var driver = Scene.paused(20)
    driver.type("[[[[")
    #expect(driver.state.run?.rounds.count == 21 && driver.state.shownRound?.edits == 1_600)
  }
}
