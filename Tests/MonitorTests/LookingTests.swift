import Cells
import Charts
import Monitor
import RunModel
import Testing

/// Looking around in a run: the window, the crosshair, markers, layouts, the list of edits.
@Suite struct LookingTests {
  private func run(_ rounds: Int = 20, layers: [Int] = [1], guardOn: Int? = nil) -> Driver {
    var driver = Driver(width: 200, height: 50)
    driver.send(SyntheticRun(layers: layers, guardOn: guardOn).events(rounds: rounds))
    // The alarm is told, and has tests of its own.
    driver.press(.escape)
    return driver
  }

  private func header(_ driver: Driver) -> Substring { driver.text.prefix { $0 != "\n" } }

  // MARK: - The window

  @Test func zoomingKeepsTheNewestEditWhereItIs() throws {
    var driver = run()
    let before = driver.state.editAxis
    let share = (2_000 - before.lower) / (before.upper - before.lower)
    driver.type("+")
    let after = driver.state.editAxis
    #expect(abs((2_000 - after.lower) / (after.upper - after.lower) - share) < 0.05)
    #expect(abs((after.upper - after.lower) - (before.upper - before.lower) / 2) < 1e-6)
    #expect(!driver.state.charts.window.follows && header(driver).contains("HISTORY"))
    driver.type("-")
    #expect(driver.state.editAxis == before && driver.state.charts.window == EditWindow())
    #expect(!header(driver).contains("HISTORY"))
    driver.type("-")
    #expect(driver.state.footer.message?.text == "the whole run is in sight")
  }

  @Test func aWindowStaysUntilItIsToldToFollow() {
    var driver = run()
    driver.type("++HH")
    let axis = driver.state.editAxis
    driver.send([.round(SyntheticRun().report(round: 21)), .round(SyntheticRun().report(round: 22))])
    #expect(driver.state.editAxis == axis)
    driver.type("f")
    let followed = driver.state.editAxis
    #expect(followed.lower <= 2_200 && followed.upper >= 2_200)
    #expect(abs((followed.upper - followed.lower) - (axis.upper - axis.lower)) < 1e-6)
    #expect(!header(driver).contains("HISTORY"))
    for round in 23...40 {
      driver.send([.round(SyntheticRun().report(round: round))])
      let now = driver.state.editAxis
      #expect(now.lower <= Double(round * 100) && now.upper >= Double(round * 100))
      #expect(abs((now.upper - now.lower) - (axis.upper - axis.lower)) < 1e-6)
    }
    driver.type("=")
    #expect(driver.state.charts.window == EditWindow())
  }

  @Test func panningEndsWhereTheRunDoes() {
    var driver = run()
    driver.type("H")
    #expect(driver.state.footer.message?.text == "the whole run is in sight: + zooms in")
    driver.type("++" + String(repeating: "H", count: 40))
    #expect(driver.state.editAxis.lower == 0)
    #expect(driver.state.footer.message?.text == "this is the start of the run")
    driver.type(String(repeating: "L", count: 60))
    #expect(driver.state.footer.message?.text == "this is the end of the run: f follows it")
    driver.type(String(repeating: "+", count: 60))
    #expect(driver.state.footer.message?.text == "no closer: few edits fill the screen")
    #expect(driver.state.editAxis.upper - driver.state.editAxis.lower == EditWindow.narrowest)
    driver.press(.escape)
    #expect(driver.state.charts.window.follows)
  }

  /// Rounds that are taken back take the window with them.
  @Test func aWindowWithoutEditsIsGivenUp() {
    var driver = run()
    driver.type(":window 1500 1900")
    driver.press(.enter)
    driver.send([.undone(UndoReport(round: 16, edits: 1_500))])
    #expect(driver.state.editAxis.lower == 1_500)
    driver.send([.undone(UndoReport(round: 3, edits: 200))])
    #expect(driver.state.charts.window == EditWindow())
  }

  @Test func windowsCanBeTyped() {
    var driver = run()
    driver.type(":window 300 900")
    driver.press(.enter)
    #expect((driver.state.editAxis.lower, driver.state.editAxis.upper) == (300, 900))
    #expect(header(driver).contains("HISTORY 300-900"))
    for wrong in ["window 9", "window 9 9", "window a b", "window -3 5", "window 99999999999999999999 5"] {
      driver.type(":" + wrong)
      driver.press(.enter)
      #expect(driver.state.footer.message?.text.hasPrefix("from which edit to which?") == true)
    }
    driver.type(":window all")
    driver.press(.enter)
    #expect(driver.state.charts.window == EditWindow())
  }

  /// Axes fit what is in the window.
  @Test func valuesFitTheWindow() {
    var driver = run(20)
    let whole = driver.state.charts.axes[.perplexity]
    driver.type(":window 0 400")
    driver.press(.enter)
    let early = driver.state.charts.axes[.perplexity]
    #expect(early.upper < whole.upper / 100)
    driver.type("=")
    #expect(driver.state.charts.axes[.perplexity] == whole)
  }

  // MARK: - The crosshair

  @Test func theCrosshairReadsWhatWasMeasured() throws {
    var driver = run(guardOn: 600)
    driver.press(.left)
    #expect(driver.state.charts.crosshair == 20)
    driver.type("hh")
    let report = try #require(driver.state.crosshairRound)
    #expect(report.edits == 1_800 && driver.state.playback.scrub == nil)
    let text = driver.text
    for part in [
      "edit 1,800  round 18  MEMIT  REVIVE on", "argmax \(share(report.scores.efficacyArgmax))",
      "LS \(share(report.layers[0].ls))", "||W|| x\(compact(report.layers[0].frobeniusRatio))",
      "perplexity \(compact(report.scores.perplexity ?? 0))",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    // Panes go on showing the run.
    #expect(header(driver).contains("edits 2,000/4,800") && !header(driver).contains("HISTORY"))
    driver.press(.enter)
    #expect(driver.state.charts.crosshair == nil && driver.state.shownRound?.edits == 1_800)
    #expect(header(driver).contains("HISTORY 1,800"))
    driver.press(.right)
    #expect(driver.state.charts.crosshair == 18)
    driver.press(.escape)
    #expect(driver.state.charts.crosshair == nil && driver.state.isHistory)
    driver.press(.escape)
    #expect(!driver.state.isHistory)
  }

  private func share(_ value: Double?) -> String { value.map { fixed($0, digits: 2) } ?? "-" }

  /// It stands in the same column of all charts over edits, and stays in sight.
  @Test func theCrosshairIsInAllCharts() {
    var driver = run()
    driver.type("h")
    let plain = driver.picture
    driver.type(String(repeating: "h", count: 9))
    let picture = driver.picture
    let lines = (0..<200).filter { x in
      (0..<50).contains { picture[x, $0].scalar == "│" && picture[x, $0].style.foreground == Theme.standard.highlight }
    }
    #expect(lines.count == 2 && plain != picture)
    driver.type("++++HHHH")
    driver.type(String(repeating: "l", count: 40))
    let axis = driver.state.editAxis
    let place = Double(driver.state.crosshairRound?.edits ?? -1)
    #expect(place >= axis.lower && place <= axis.upper)
    #expect(driver.state.charts.crosshair == 20)
  }

  @Test func theCrosshairHasEnds() {
    var driver = run(2)
    driver.type("h")
    driver.type("l")
    #expect(driver.state.footer.message?.text == "this is the newest round")
    driver.type("hhhh")
    #expect(driver.state.charts.crosshair == 0 && driver.state.footer.message?.text == "this is edit 0")
    driver = Driver(width: 80, height: 24)
    driver.type("h")
    #expect(driver.state.charts.crosshair == nil && driver.state.footer.message?.text == "the model is still loading")
  }

  /// Steps that cannot be seen are taken together.
  @Test func stepsOfTheCrosshairAreSeen() {
    var driver = Driver(width: 120, height: 36)
    driver.send(SyntheticRun(roundSize: 1).events(rounds: 2_000))
    driver.type("hh")
    let far = 2_000 - (driver.state.charts.crosshair ?? 0)
    #expect(far > 8)
    driver.type("++++++++h")
    #expect(2_000 - far - (driver.state.charts.crosshair ?? 0) == 1)
  }

  // MARK: - Markers

  @Test func markersAreJumpedTo() {
    var driver = run(guardOn: 800)
    driver.send([.undone(UndoReport(round: 20, edits: 1_900))])
    #expect(driver.state.run?.collapsedAt == 400)
    driver.type("[[[b")
    #expect(driver.state.run?.notes.map(\.edits) == [1_600, 1_900])
    driver.press(.end)
    var seen: [Int] = []
    for _ in 0..<4 {
      driver.type("{")
      seen.append(driver.state.shownRound?.edits ?? -1)
    }
    #expect(seen == [1_600, 800, 400, 400])
    #expect(driver.state.footer.message?.text == "no marker before this moment")
    driver.type("}{")
    #expect(driver.state.footer.message?.text == "edit 400: collapse")
    driver.type("}")
    #expect(driver.state.footer.message?.text == "edit 800: REVIVE on")
    driver.type("}}")
    // The undo stands at the newest round, which is followed.
    #expect(driver.state.shownRound?.edits == 1_900 && !driver.state.isHistory)
    #expect(driver.text.contains("mark 1") && driver.text.contains("undo"))
  }

  @Test func markersHaveNamesAndCanBeTakenAway() {
    var driver = run(6)
    driver.type(":mark before the storm")
    driver.press(.enter)
    #expect(driver.state.run?.notes == [RunNote(edits: 600, kind: .own("before the storm"))])
    #expect(driver.text.contains("before the storm"))
    driver.type(":mark again")
    driver.press(.enter)
    #expect(driver.state.run?.notes == [RunNote(edits: 600, kind: .own("again"))])
    driver.type("b")
    #expect(driver.state.run?.notes.isEmpty == true)
    // Under the crosshair, where one looks.
    driver.type("hhb")
    #expect(driver.state.run?.notes.map(\.edits) == [500])
  }

  @Test func collapseIsOursAndSaidOnce() {
    var driver = Driver(width: 80, height: 24)
    let run = SyntheticRun(brokenFrom: 300)
    driver.send(run.events(rounds: 2))
    #expect(driver.text.contains("% (") && driver.state.footer.message == nil)
    driver.send([.activity(Activity(phase: .measuring, isRunning: true, edits: 200)), .round(run.report(round: 3))])
    #expect(driver.state.run?.collapsedAt == 300)
    #expect(driver.state.footer.message?.text.hasPrefix("collapse at edit 300: argmax nan") == true)
    driver.send([.round(run.report(round: 4))])
    #expect(driver.text.contains("collapsed at 300 (argmax)"))
    driver.type("C")
    #expect(driver.state.footer.message?.text == "the run has collapsed at edit 300 already")
    // Looking back, the alarm is still to come.
    driver.type("[[")
    #expect(!driver.text.contains("collapsed at 300") && driver.text.contains("% ("))
    driver.send([.undone(UndoReport(round: 3, edits: 200))])
    #expect(driver.state.run?.collapsedAt == nil)
    driver.type("C")
    #expect(driver.effects.last == .send(.run(until: .collapse(by: nil))))
  }

  // MARK: - Layouts

  @Test func layoutsAreSteppedThrough() {
    var driver = run()
    driver.type("p")
    #expect(driver.state.panes.preset == .spectrum && driver.state.panes.focus == .spectrum)
    #expect(driver.state.footer.message?.text == "layout Spectrum" && !driver.text.contains("6 edits"))
    driver.type("PP")
    #expect(driver.state.panes.preset == .minimal && driver.state.panes.shown == [.quality, .spectrum])
    driver.type("4")
    #expect(driver.state.panes.shown == [.quality, .spectrum, .norms] && driver.text.contains("4 norms"))
    driver.type(":layout ed")
    driver.press(.enter)
    #expect(driver.state.panes.preset == .edits)
    driver.type(":layout x")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text.hasPrefix("no layout \"x\"") == true)
    driver.type(":pane wat")
    driver.press(.enter)
    #expect(driver.state.panes.focus == .waterfall && driver.text.contains("[2 waterfall]"))
  }

  /// With one layer there is nothing to compare, unless one asks.
  @Test func layersAreShownWhereThereAreSeveral() {
    var driver = run()
    #expect(!driver.text.contains("8 layers"))
    driver.type("8")
    #expect(driver.text.contains("[8 layers]"))
    #expect(run(layers: [3, 4]).text.contains("8 layers"))
  }

  // MARK: - What lines show

  @Test func smoothedLinesKeepTheirNumbers() {
    var driver = run()
    let before = driver.text
    driver.type("w")
    driver.press(.escape)
    #expect(driver.state.series.smoothing == .light)
    let line = MeasureSeries.Line(.efficacy)
    let raw = driver.state.series.track(line).points.map(\.y)
    // Bias-corrected: the first value is itself, the second leans to it by the decay.
    let smooth = driver.state.series.smoothed(line).points.map(\.y)
    #expect(smooth.count == raw.count && abs(smooth[0] - raw[0]) < 1e-12)
    #expect(abs(smooth[1] - (0.8 * raw[0] + raw[1]) / 1.8) < 1e-12)
    #expect(driver.text.contains("E efficacy        \(share(raw.last))") && before != driver.text)
    driver.type("ww")
    #expect(driver.state.series.smoothing == .off)
    driver.press(.escape)
    #expect(driver.text == before)
  }

  @Test func singularValuesAsRatios() {
    var driver = run(guardOn: 600)
    #expect(driver.text.contains("g at 600"))
    driver.type("d")
    #expect(driver.text.contains("spectrum layer 1, ratio to edit 0"))
    let axis = driver.state.charts.axes[.growth]
    #expect(axis.lower <= 0.5 && axis.upper >= 2)
  }

  // MARK: - The list of edits

  @Test func theListIsSearchedAsOneTypes() throws {
    var driver = run(5)
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
    var driver = run(5)
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
    var driver = run(8)
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

  // MARK: - One table

  @Test func helpFiltersAndDoes() {
    var driver = run(6)
    driver.type("?undo")
    #expect(driver.text.contains("help: undo_") && driver.text.contains("Take the last round back"))
    driver.press(.enter)
    #expect(driver.state.overlay == nil && driver.state.footer.question == .undo(round: 6, edits: 600))
    driver.type("n?half as many")
    driver.press(.enter)
    #expect(!driver.state.charts.window.follows)
    driver.type("?no such thing at all")
    #expect(driver.text.contains("nothing contains"))
    driver.press(.enter)
    driver.press(.escape)
    #expect(driver.state.overlay == Overlay(.help(filter: ""), place: 0))
    driver.press(.escape)
    #expect(driver.state.overlay == nil)
    // What cannot be done says why.
    driver.type("?only one")
    driver.press(.control("u"))
    driver.type("or the mean of all")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text == "only one layer is edited")
    // A command with an argument goes on being typed.
    driver.type("?:until")
    driver.press(.enter)
    #expect(driver.state.prompt.text == "until ")
  }

  @Test func thePaletteOffersEverything() {
    var driver = run(6)
    driver.type(":zoom")
    #expect(driver.text.contains(":zoom-in") && driver.text.contains(":zoom-reset"))
    driver.press(.down, .enter)
    #expect(driver.state.prompt.text == nil && !driver.state.charts.window.follows)
    driver.type(":zoom-res")
    driver.press(.enter)
    #expect(driver.state.charts.window == EditWindow())
    driver.type(":back 5")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text == "nothing follows back")
    driver.type(":goto 250")
    driver.press(.enter)
    #expect(driver.state.shownRound?.edits == 300)
    driver.type(":smooth ")
    driver.press(.down, .down, .enter)
    #expect(driver.state.series.smoothing == .light)
    driver.type("G")
    #expect(driver.state.prompt.text == "until ")
  }

  @Test func namesInThePaletteAreDifferent() {
    let names = MonitorCommand.all.map(\.name).filter { !$0.isEmpty }
    #expect(Set(names).count == names.count)
  }

  @Test func hintsFollowWhereOneIs() {
    func hints(_ driver: Driver) -> Substring { driver.text.split(separator: "\n").last ?? "" }
    var driver = run(6)
    #expect(hints(driver).hasPrefix(" Space run/pause"))
    driver.type("h")
    #expect(hints(driver).hasPrefix(" h l crosshair  Enter look"))
    driver.press(.escape)
    driver.type("[")
    #expect(hints(driver).hasPrefix(" [ ] back"))
    driver.press(.end)
    driver.type("6")
    #expect(hints(driver).contains("/ search  o outcome"))
    driver.type("+")
    #expect(hints(driver).hasPrefix(" + - zoom  H L pan  f live"))
  }
}
