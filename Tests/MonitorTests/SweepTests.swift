import Cells
import Monitor
import RunModel
import Testing

@Suite struct SweepTests {
  /// Every size draws in every scene, and panes lie inside the screen without overlapping.
  @Test(arguments: 0...18) func everySize(scene: Int) {
    var driver = Scene.midRun(width: 1, height: 1, glyphs: scene.isMultiple(of: 2) ? .braille : .ascii)
    switch scene {
    case 1: driver = Driver(width: 1, height: 1)
    case 2: driver.type("[[?")
    case 3: driver.type("u")
    case 4:
      driver = Driver(width: 1, height: 1, hasColor: false)
      driver.send(SyntheticRun(layers: [1, 2], brokenFrom: 300).events(rounds: 6))
      driver.type("vvi")
    case 5: driver.type("6e")
    case 6: driver.type("md")
    case 7: driver.type(":editor " + String(repeating: "東", count: 150))
    case 8:
      driver = Scene.editors(width: 1, height: 1)
      driver.type("i")
    case 9: driver.type("hhh++")
    case 10: driver.type("[[+HHdwb{")
    case 11: driver.type("ppp/a")
    case 12:
      driver = Driver(width: 1, height: 1, hasColor: false)
      driver.send(SyntheticRun(layers: Array(1...9), guardOn: 200).events(rounds: 6))
      driver.type("8hhv")
    case 13:
      driver.type("6")
      driver.press(.enter)
    case 14: driver.type(":z")
    case 15: driver.type("?a")
    case 16:
      driver = Scene.ruined(width: 1, height: 1)
      driver.type("d2wwh")
    case 17:
      driver = Scene.forked(width: 1, height: 1, trunk: 12, fork: 8)
      driver.type("xwwF")
    case 18:
      driver = Scene.forked(width: 1, height: 1, trunk: 7, fork: 9)
      driver.send([.forkEnded(ForkEnd(edits: 700))])
      driver.type("[F")
    default: break
    }
    for width in stride(from: 0, through: 220, by: 7).map({ $0 }) + Array(1...12) {
      for height in stride(from: 0, through: 70, by: 5).map({ $0 }) + Array(1...13) {
        _ = update(&driver.state, .resize(Size(width: width, height: height)))
        #expect(driver.picture.size == Size(width: width, height: height))
      }
    }
  }

  @Test(arguments: Preset.allCases) func panesAreInsideAndDisjoint(preset: Preset) {
    let sets: [Set<Pane>] = [
      Set(Pane.allCases), preset.panes, [.edits, .probes], [.spectrum, .similarity, .norms],
      [.waterfall, .quality, .layers],
    ]
    for width in Array(0...12) + stride(from: 13, through: 220, by: 6) {
      for height in Array(0...12) + stride(from: 13, through: 70, by: 3) {
        let size = Size(width: width, height: height)
        for shown in sets {
          for focus in [Pane.quality, .probes] {
            for expanded in [nil, focus] {
              let panes = layout(
                size: size, preset: preset, expanded: expanded, shown: shown, focus: focus)
              let screen = Rect(x: 0, y: 0, width: width, height: height)
              #expect(panes.values.allSatisfy { $0.intersection(screen) == $0 && !$0.isEmpty })
              let area = panes.values.reduce(0) { $0 + $1.width * $1.height }
              var covered = Set<Int>()
              for rect in panes.values where height < 40 {
                for y in rect.y..<rect.maxY { for x in rect.x..<rect.maxX { covered.insert(y * 1_000 + x) } }
              }
              #expect(covered.isEmpty || covered.count == area)
              if width > 0, height > 4, shown.contains(focus) { #expect(panes[focus] != nil) }
            }
          }
        }
      }
    }
  }

  @Test func smallScreensKeepWhatMatters() {
    let shown = Set(Pane.allCases)
    let small = layout(size: Size(width: 60, height: 20), expanded: nil, shown: shown, focus: .quality)
    #expect(Set(small.keys) == [.quality, .spectrum])
    let standard = layout(size: Size(width: 80, height: 24), expanded: nil, shown: shown, focus: .quality)
    #expect(Set(standard.keys) == [.quality, .spectrum, .similarity, .edits])
    let large = layout(size: Size(width: 120, height: 36), expanded: nil, shown: shown, focus: .quality)
    #expect(Set(large.keys) == shown.subtracting([.probes, .layers]))
    let huge = layout(size: Size(width: 200, height: 50), expanded: nil, shown: shown, focus: .quality)
    #expect(Set(huge.keys) == shown)
  }

  /// Any stream of events leaves a state that can be drawn and whose parts agree.
  @Test(arguments: 0..<8) func randomEvents(seed: UInt64) {
    var random = seed &* 7_919 &+ 1
    func pick(_ count: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % max(1, count)
    }
    let run = SyntheticRun(layers: seed.isMultiple(of: 2) ? [1] : [3, 4, 5], roundSize: 10, brokenFrom: 120)
    let keys =
      MonitorCommand.keyed.flatMap(\.keys).filter { $0 != .control("c") }
      + [.character("y"), .character("ü"), .escape, .escape, .escape, .function(9), .backspace, .tab, .enter]
    let phases: [Activity.Phase] = [
      .loading, .idle, .targets, .solve, .measuring, .catchingUp, .evaluation, .saving, .finished,
    ]
    var state = MonitorState(environment: MonitorEnvironment(size: Size(width: 90, height: 30)))
    for step in 0..<12_500 {
      var event: MonitorEvent
      switch pick(12) {
      case 0: event = .resize(Size(width: pick(230) - 5, height: pick(80) - 5))
      case 1: event = .tick(now: [Double(step), .nan, -1, .infinity][pick(4)])
      case 2:
        let round = pick(20)
        event = .engine(
          [
            [.round(run.report(round: round))], [.round(run.partialReport(round: round))],
            [.round(run.partialReport(round: round)), .measured(run.late(round: round))],
            [.measured(run.late(round: round))],
          ][pick(4)])
      case 3: event = .engine([.undone(UndoReport(round: pick(20), edits: (pick(22) - 1) * 10))])
      case 4:
        let setting = GuardSetting(
          isOn: pick(2) == 0, kind: GuardSetting.Kind.allCases[pick(GuardSetting.Kind.allCases.count)],
          tau: Double(pick(20)) / 20,
          controlOf: GuardSetting.Kind.allCases[pick(GuardSetting.Kind.allCases.count)],
          factor: [nil, 0.5, .nan][pick(3)])
        event = .engine([.change(GuardChange(edits: pick(300) - 50, setting: setting))])
      case 5:
        let activity = Activity(
          phase: phases[pick(phases.count)], isRunning: pick(2) == 0, step: pick(40) - 5, steps: pick(30) - 2,
          edits: pick(200))
        event = .engine([.activity(activity)])
      case 6: event = .engine([.notice(Notice([.info, .warning, .error][pick(3)], "notice \(step)"))])
      case 7 where step % 40 == 0: event = .engine([.ready(run.description)])
      case 8 where step % 10 == 0:
        let name = SyntheticRun.editors[pick(SyntheticRun.editors.count)]
        let change = EditorChange(
          edits: pick(300) - 50, editor: name, layers: [pick(5) - 1], nullSpaceRanks: [pick(9) - 1])
        event = .engine([.editor(change), .clamp(ClampChange(edits: pick(300), anchor: .anchored))])
      case 8 where step == 11_401: event = .engine([.stopped(reason: "done")])
      case 9 where step % 7 == 0:
        let setting = BranchSetting(
          guardSetting: GuardSetting(isOn: pick(2) == 0), editor: SyntheticRun.editors[pick(SyntheticRun.editors.count)]
        )
        // Every other one from a round that may be there.
        let round = pick(12)
        event = .engine([
          .forked(Fork(number: 1, round: round, edits: pick(2) == 0 ? round * 10 : pick(200), setting: setting))
        ])
      case 9 where step % 60 == 1: event = .engine([.forkEnded(ForkEnd(edits: pick(200)))])
      case 9 where step % 2 == 0:
        let actions: [Mouse.Action] = [.press, .drag, .release, .wheelUp, .wheelDown]
        event = .mouse(Mouse(actions[pick(5)], x: pick(240) - 5, y: pick(90) - 5))
      default: event = .key(keys[pick(keys.count)])
      }
      // Some of it is about the other branch.
      if case .engine(let events) = event, pick(3) == 0 { event = .engine(events.map { .on("fork-1", $0) }) }
      _ = update(&state, event)
      let count = state.run?.rounds.count ?? 0
      #expect(state.panes.shown.contains(state.panes.focus))
      #expect(state.playback.scrub.map { $0 >= 0 && $0 < count - 1 } ?? true)
      #expect(state.shownIndex.map { $0 >= 0 && $0 < count } ?? (count == 0))
      #expect(state.list.place >= 0 && (0.05...0.95).contains(min(0.95, max(0.05, state.coming.tau))))
      let edits = state.run?.rounds.map(\.edits) ?? []
      #expect(zip(edits, edits.dropFirst()).allSatisfy { $0 < $1 })
      let axis = state.editAxis
      #expect(axis.lower >= 0 && axis.lower < axis.upper && axis.upper <= 1e10)
      #expect(state.charts.crosshair.map { $0 >= 0 && $0 < count } ?? true)
      #expect(state.list.place == 0 || state.list.place < state.list.lines.count)
      #expect(state.run?.notes.allSatisfy { $0.edits <= (state.run?.edits ?? 0) } ?? true)
      if step % 60 == 0 {
        var buffer = CellBuffer(size: state.environment.size)
        view(state, into: &buffer)
      }
    }
  }

  /// Reports without rounds, layers, spectra or tasks, with names that do not match the description.
  @Test func poorData() {
    var description = SyntheticRun().description
    description.layers = []
    description.roundSize = 0
    description.editLimit = -5
    var driver = Driver(width: 120, height: 36)
    driver.send([.ready(description), .round(SyntheticRun().report(round: 1))])
    #expect(driver.header.contains("edits") && driver.text.count { $0 == "\n" } == 36)
    description.layers = [.init(layer: 9, d: 0, m: 0, spectrum: [], frobenius: .nan)]
    description.roundSize = .max
    driver.send([.ready(description), .round(SyntheticRun().report(round: 1))])
    driver.type("<>vyi")
    #expect(driver.header.contains("edits") && driver.text.count { $0 == "\n" } == 36)
    description.editors = [.ftL, .ftL, .memit]
    driver.send([.ready(description)])
    driver.type("mx")
    #expect(driver.header.contains("edits") && driver.text.count { $0 == "\n" } == 36)
    driver.press(.end, .up, .enter)
    description.layers = [.init(layer: 1, d: 1, m: 1, spectrum: [.nan, -1, .infinity, 0], frobenius: 0)]
    driver.send([.ready(description), .round(SyntheticRun().report(round: 0))])
    driver.type("<>vyi1y")
    #expect(driver.header.contains("edits") && driver.text.count { $0 == "\n" } == 36)
  }
}
