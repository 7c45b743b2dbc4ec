import Foundation
import Monitor
import RunModel
import Testing

/// What a change did, as the screen says it.
@Suite struct ShownEffectTests {
  /// The slope of a measure over rounds by the textbook, Σ(x - x̄)(y - ȳ) / Σ(x - x̄)².
  private func slope(_ points: [(Double, Double)]) -> Double {
    let n = Double(points.count)
    let (x, y) = (points.reduce(0) { $0 + $1.0 } / n, points.reduce(0) { $0 + $1.1 } / n)
    return points.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) } / points.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
  }

  /// A run whose guard went on at 600 edits, and stays so.
  private func guarded(_ rounds: Int, layers: [Int] = [1], width: Int = 120, height: Int = 36) -> Driver {
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun(layers: layers, guardOn: 600).events(rounds: rounds))
    driver.send([.change(GuardChange(edits: 600, setting: GuardSetting(isOn: true)))])
    driver.press(.escape)
    return driver
  }

  /// The lines of the charts give the numbers that the reports give.
  @Test func theStripAgreesWithTheReports() throws {
    let run = SyntheticRun(layers: [1, 2], guardOn: 600)
    let driver = guarded(12, layers: [1, 2], width: 200, height: 50)
    let shown = try #require(driver.state.shownEffect)
    #expect(!shown.isFork && shown.title == "REVIVE on")
    #expect((shown.effect.start, shown.effect.change, shown.effect.end) == (0, 600, 1_200))
    let rounds = (0...12).map { run.report(round: $0) }
    func hidden(_ report: RoundReport) -> Double? {
      let values = report.layers.compactMap(\.hiddenNorm)
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    let scale = try #require(rounds.compactMap { hidden($0) }.first)
    let measures: [(CollapseSignal, (RoundReport) -> Double?)] = [
      (.argmax, { $0.scores.efficacyArgmax }), (.tasks, { $0.scores.taskMean }),
      (.perplexity, { $0.scores.perplexity.map { log($0) } }), (.hidden, { hidden($0).map { $0 / scale } }),
      (.norm, { report in report.layers.map(\.frobeniusRatio).reduce(0, +) / Double(report.layers.count) }),
      (.core, { report in report.layers.map(\.coreDrift).reduce(0, +) / Double(report.layers.count) }),
    ]
    for (measure, value) in measures {
      let row = try #require(shown.effect.rows.first { $0.measure == measure })
      for (trend, range) in [(row.before, 0...600), (row.after, 601...1_200)] {
        let points = rounds.filter { range ~= $0.edits }.compactMap { report in
          value(report).map { (Double(report.edits) / 100, $0) }
        }
        let expected = slope(points)
        let found = try #require(trend)
        #expect(found.count == points.count)
        #expect(abs(found.slope - expected) <= 1e-9 * max(1, abs(expected)), "\(measure)")
      }
    }
  }

  @Test(arguments: [(200, 50), (120, 36), (80, 24), (60, 20)])
  func theStripStandsAboveTheHints(width: Int, height: Int) {
    let driver = guarded(12, width: width, height: height)
    let lines = driver.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[height - 2].contains(width < 80 ? "REVIVE on @600/100:" : "REVIVE on at 600 (per 100 edits):"))
    #expect(lines[height - 1].contains("Space"))
  }

  @Test func untilItCanBeToldItIsTooEarly() {
    var driver = guarded(7)
    #expect(driver.text.contains("REVIVE on at 600 (per 100 edits):  too early to tell"))
    driver.type("K")
    #expect(driver.text.contains("too early to tell") && driver.text.contains("edits 0-600 and 600-700"))
  }

  /// Looking back, only what was known by then.
  @Test func lookingBackTellsNothingOfLaterChanges() {
    var driver = Driver(width: 120, height: 36)
    driver.send(SyntheticRun(guardOn: 600, guardOff: 900).events(rounds: 12))
    #expect(driver.state.shownEffect?.effect.change == 900)
    for _ in 0..<4 { driver.type("[") }
    #expect(driver.state.shownEffect?.effect.change == 600 && driver.state.shownEffect?.effect.end == 800)
    for _ in 0..<3 { driver.type("[") }
    #expect(driver.state.shownEffect == nil)
  }

  @Test func aForkIsComparedAtTheSameEdits() throws {
    var driver = Scene.forked(width: 120, height: 36, trunk: 9, fork: 8)
    let shown = try #require(driver.state.shownEffect)
    #expect(shown.isFork && shown.effect.end == 800)
    #expect(driver.text.contains("fork at \(shown.effect.change), A|B (per 100 edits):"))
    let before = shown.effect
    driver.type("x")
    #expect(driver.state.shownEffect?.effect == before)
    driver.type("K")
    #expect(driver.text.contains("at the same edits"))
  }

  /// Which of both has collapsed, and how far the other one has come without: B may be yet to catch up.
  @Test(arguments: [(120, 36), (80, 24)]) func aForkTellsWhichCollapsed(width: Int, height: Int) {
    let run = SyntheticRun()
    func report(_ round: Int, on branch: String = Fork.trunk, isRuined: Bool = false) -> Event {
      var report = run.report(round: round)
      report.scores = run.report(round: 0).scores
      if isRuined { report.scores.tasks = ["sst": 0.1, "cola": 0.1] }
      report.branch = branch
      return branch == Fork.trunk ? .round(report) : .on(branch, .round(report))
    }
    let setting = BranchSetting(guardSetting: GuardSetting(isOn: true), editor: .memit)
    var driver = Driver(width: width, height: height)
    driver.send([.ready(run.description)] + (0...3).map { report($0) })
    driver.send([.forked(Fork(number: 1, round: 3, edits: 300, setting: setting))])
    driver.press(.escape)
    driver.send((4...9).map { report($0, isRuined: $0 > 6) } + (4...5).map { report($0, on: "fork-1") })
    #expect(driver.text.contains("A collapsed at 700, B not by 500 so far"))
    driver.send((6...8).map { report($0, on: "fork-1") })
    #expect(driver.text.contains("A collapsed at 700, B not collapsed"))
    driver.send([report(9, on: "fork-1", isRuined: true)])
    #expect(driver.text.contains("A collapsed at 700, B collapsed at 900"))
  }

  /// Every width has words that fit, and none is cut.
  @Test(arguments: [(200, 50), (120, 36), (80, 24), (60, 20)])
  func whatCannotBeToldIsNotCut(width: Int, height: Int) {
    for rounds in [7, 8] {
      let row = guarded(rounds, width: width, height: height).text.split(separator: "\n")[height - 2]
      #expect(row.contains("too early to tell") && !row.contains("…"), "\(row)")
    }
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun(guardOn: 100).events(rounds: 4))
    driver.send([.change(GuardChange(edits: 100, setting: GuardSetting(isOn: true)))])
    driver.press(.escape)
    let row = driver.text.split(separator: "\n")[height - 2]
    #expect(row.contains("cannot be told") && !row.contains("…"), "\(row)")
  }

  /// A toggle after the fork is told by itself, and ends the comparison: from there on both would mix.
  @Test func aChangeSinceTheForkCountsForMore() throws {
    var driver = Scene.forked(width: 120, height: 36, trunk: 9, fork: 9)
    let on = GuardSetting(isOn: true, tau: 0.3)
    driver.send([.change(GuardChange(edits: 900, setting: on))])
    let shown = try #require(driver.state.shownEffect)
    #expect(!shown.isFork && shown.effect.change == 900 && shown.title == "REVIVE on")
    let fork = try #require(driver.state.branches.fork)
    #expect(driver.state.forkEffect(fork, to: 900).effect.end == 900)
  }

  @Test func withoutAChangeTheListSaysSo() {
    var driver = Scene.ready()
    #expect(driver.state.shownEffect == nil)
    _ = driver.obey("changes")
    #expect(driver.text.contains("no guard, editor, tau, clamp or anchor has been changed"))
  }

  @Test func screenReadersHearOfBoth() {
    var driver = Scene.forked(width: 120, height: 36, trunk: 9, fork: 8)
    let parts = driver.state.sentences
    #expect(parts.first { $0.title == "Branches" }?.sentences.count == 3)
    driver = guarded(12)
    let changes = driver.state.sentences.first { $0.title == "Changes" }?.sentences ?? []
    #expect(changes.first?.hasPrefix("REVIVE on at edit 600. Change in 100 edits, before and since: argmax ") == true)
  }
}
