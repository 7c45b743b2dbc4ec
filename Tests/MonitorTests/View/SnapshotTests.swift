import Cells
import Charts
import Foundation
import Monitor
import RunModel
import Testing

/// Whole screens against text files. `SNAPSHOT=record` writes the files into the source tree: read the difference before
/// it is committed.
@Suite struct SnapshotTests {
  static let sizes = [(200, 50), (120, 36), (80, 24), (60, 20)]

  @Test(arguments: sizes) func loading(width: Int, height: Int) throws {
    try check("loading", Driver(width: width, height: height))
  }

  @Test(arguments: sizes) func editZero(width: Int, height: Int) throws {
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun().events(rounds: 0))
    try check("edit-0", driver)
  }

  @Test(arguments: sizes) func midRun(width: Int, height: Int) throws {
    try check("mid-run", Scene.midRun(width: width, height: height))
  }

  @Test(arguments: sizes) func collapsed(width: Int, height: Int) throws {
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun(brokenFrom: 1_600).events(rounds: 18))
    driver.send([.notice(Notice(.error, "the loss of edit 1,802 is not finite: the run is paused"))])
    try check("collapsed", driver)
  }

  @Test(arguments: sizes) func held(width: Int, height: Int) throws {
    try check("held", Scene.held(width: width, height: height))
  }

  /// Two single steps, the second of which is being measured further.
  @Test(arguments: sizes) func stepped(width: Int, height: Int) throws {
    var driver = Scene.stepped(2, width: width, height: height)
    driver.send([.activity(Activity(phase: .catchingUp, isRunning: false, step: 1, steps: 4, edits: 50))])
    try check("stepped", driver)
  }

  @Test(arguments: sizes) func replay(width: Int, height: Int) throws {
    try check("replay", Scene.replay(width: width, height: height))
  }

  /// The list of runs, for one to be chosen.
  @Test(arguments: sizes) func runs(width: Int, height: Int) throws {
    var driver = Driver(width: width, height: height)
    driver.state.openChooser()
    driver.send(.pastRuns(Scene.pastRuns, isComplete: true))
    driver.press(.character(" "), .down)
    try check("runs", driver)
  }

  /// A run of another process that has ended.
  @Test(arguments: sizes) func attached(width: Int, height: Int) throws {
    try check("attached", Scene.attached(width: width, height: height))
  }

  /// A replay on its way: nothing right of the moment is known.
  @Test(arguments: sizes) func playing(width: Int, height: Int) throws {
    var driver = Scene.replay(width: width, height: height)
    driver.type("[[[[")
    try check("playing", driver)
  }

  /// The curves of another run, faint.
  @Test(arguments: sizes) func behind(width: Int, height: Int) throws {
    var driver = Scene.ready(rounds: 8, width: width, height: height)
    driver.state.past.marked = ["/state/before"]
    driver.send(
      .behind(RunBehind(path: "/state/before", name: "before", events: SyntheticRun(guardOn: 200).replay(rounds: 9))))
    driver.press(.escape)
    try check("behind", driver)
  }

  /// Every number as far off as a ruined model brings it.
  @Test(arguments: sizes) func ruined(width: Int, height: Int) throws {
    try check("ruined", Scene.ruined(width: width, height: height))
  }

  @Test(arguments: sizes) func help(width: Int, height: Int) throws {
    var driver = Scene.midRun(width: width, height: height)
    driver.press(.character("?"))
    try check("help", driver)
  }

  @Test(arguments: sizes) func history(width: Int, height: Int) throws {
    var driver = Scene.midRun(width: width, height: height)
    driver.type("[[[[[")
    try check("history", driver)
  }

  @Test(arguments: sizes) func ascii(width: Int, height: Int) throws {
    var driver = Scene.midRun(width: width, height: height, glyphs: .ascii)
    driver.press(.tab)
    try check("ascii", driver)
    #expect(driver.text.unicodeScalars.allSatisfy { $0.value < 128 || SyntheticRun.isForeign($0) })
  }

  @Test(arguments: sizes) func picker(width: Int, height: Int) throws {
    var driver = Scene.midRun(width: width, height: height)
    driver.type("mn")
    driver.press(.enter)
    driver.type("ma")
    try check("picker", driver)
  }

  /// AlphaEdit came at 600, the scaled control at 1,000, and RECT is to come.
  @Test(arguments: sizes) func editors(width: Int, height: Int) throws {
    try check("editors", Scene.editors(width: width, height: height))
  }

  @Test(arguments: sizes) func commandLine(width: Int, height: Int) throws {
    var driver = Scene.midRun(width: width, height: height)
    driver.type(":editor m")
    try check("command", driver)
  }

  @Test func aboutEditors() throws {
    var driver = Scene.editors(width: 120, height: 36)
    driver.type("i")
    try check("about-editors", driver)
  }

  @Test func asciiEditors() throws {
    var driver = Scene.editors(width: 120, height: 36)
    driver.type("aam")
    try check("ascii-editors", driver)
    #expect(driver.text.unicodeScalars.allSatisfy { $0.value < 128 || SyntheticRun.isForeign($0) })
  }

  @Test func expanded() throws {
    var driver = Scene.midRun(width: 120, height: 36)
    driver.type("1e")
    try check("expanded-spectrum", driver)
    driver.type("5")
    try check("expanded-quality", driver)
    driver.type("6jj")
    try check("expanded-edits", driver)
  }

  /// On linear axes, too, no number is cut in half.
  @Test func ruinedLinear() throws {
    var driver = Scene.ruined(width: 120, height: 36)
    driver.type("4y5y3y1y")
    try check("ruined-linear", driver)
  }

  @Test func about() throws {
    var driver = Scene.midRun(width: 120, height: 36)
    driver.type("i")
    try check("about", driver)
  }

  @Test func withoutColour() throws {
    var driver = Driver(width: 80, height: 24, hasColor: false)
    driver.send(SyntheticRun(guardOn: 600).events(rounds: 9))
    try check("mono", driver)
  }

  @Test func layers() throws {
    var driver = Driver(width: 120, height: 36)
    driver.send(SyntheticRun(layers: [1, 2, 3], guardOn: 500).events(rounds: 9))
    driver.type("v")
    driver.press(.home, .enter)
    try check("layers-mean", driver)
  }

  // MARK: - Looking around

  @Test(arguments: sizes) func crosshair(width: Int, height: Int) throws {
    var driver = Scene.midRun(width: width, height: height)
    driver.type("hhhh")
    try check("crosshair", driver)
  }

  @Test(arguments: sizes) func zoomed(width: Int, height: Int) throws {
    var driver = Scene.midRun(width: width, height: height)
    driver.type("[[[++H")
    driver.press(.end)
    driver.type("H")
    try check("zoomed", driver)
  }

  @Test(arguments: Preset.allCases.dropFirst()) func layouts(preset: Preset) throws {
    for (width, height) in [(200, 50), (120, 36), (80, 24)] {
      var driver = Driver(width: width, height: height)
      driver.send(SyntheticRun(layers: [3, 4, 5, 6], guardOn: 600, guardOff: 1_000).events(rounds: 14))
      driver.type(":layout \(preset.rawValue)")
      driver.press(.enter, .escape)
      try check("layout-\(preset.rawValue.lowercased())", driver)
    }
  }

  @Test func smoothed() throws {
    var driver = Scene.midRun(width: 120, height: 36)
    driver.type("ww")
    try check("smoothed", driver)
  }

  @Test func ratios() throws {
    var driver = Scene.midRun(width: 120, height: 36)
    driver.type("1ed")
    driver.press(.escape)
    try check("ratios", driver)
  }

  @Test func markers() throws {
    for (width, height) in [(200, 50), (80, 24)] {
      var driver = Driver(width: width, height: height)
      driver.send(SyntheticRun(guardOn: 300, alphaEditFrom: 900).events(rounds: 14))
      driver.send([.undone(UndoReport(round: 14, edits: 1_300))])
      driver.type("[[[[:mark a new idea")
      driver.press(.enter)
      driver.type("{")
      try check("markers", driver)
    }
  }

  @Test func layersAreCompared() throws {
    for glyphs in [GlyphSet.braille, .blocks, .ascii] {
      var driver = Driver(width: 120, height: 36, glyphs: glyphs)
      driver.send(SyntheticRun(layers: Array(1...8), guardOn: 500).events(rounds: 12))
      driver.type("8e")
      try check("layers-\(glyphs.rawValue)", driver)
      driver.type("vjj")
      try check("layer-picker-\(glyphs.rawValue)", driver)
    }
  }

  /// The heat map in colours, in characters on colours, and in characters alone.
  @Test func waterfall() throws {
    for (name, glyphs, hasColor) in [
      ("colour", GlyphSet.braille, true), ("ascii", .ascii, true), ("mono", .braille, false),
    ] {
      var driver = Driver(width: 80, height: 24, glyphs: glyphs, hasColor: hasColor)
      driver.send(SyntheticRun(guardOn: 400, guardOff: 800).events(rounds: 11))
      driver.type("2e")
      try check("waterfall-\(name)", driver, backgrounds: hasColor)
    }
  }

  @Test func searching() throws {
    for (width, height) in [(120, 36), (60, 20)] {
      var driver = Scene.midRun(width: width, height: height)
      driver.type("ppp/kes")
      driver.press(.down)
      try check("searching", driver)
    }
  }

  @Test func lostEdits() throws {
    var driver = Driver(width: 120, height: 36)
    driver.send(SyntheticRun().events(rounds: 16))
    driver.type("oooejjj")
    try check("lost-edits", driver)
  }

  @Test func oneEdit() throws {
    for (width, height) in [(120, 36), (60, 20)] {
      var driver = Driver(width: width, height: height)
      driver.send(SyntheticRun(guardOn: 900).events(rounds: 16))
      driver.type(":edit 57")
      driver.press(.enter)
      try check("one-edit", driver)
    }
  }

  @Test func collapseSignals() throws {
    for (width, height) in [(120, 36), (60, 20)] {
      var driver = Scene.midRun(width: width, height: height)
      driver.type("c")
      try check("signals", driver)
    }
  }

  @Test func filteredHelp() throws {
    var driver = Scene.midRun(width: 120, height: 36)
    driver.type("?mark")
    driver.press(.down)
    try check("help-filtered", driver)
  }

  @Test func palette() throws {
    for (width, height) in [(120, 36), (60, 20)] {
      var driver = Scene.midRun(width: width, height: height)
      driver.type(":la")
      driver.press(.down)
      try check("palette", driver)
    }
  }

  // MARK: - Looks

  @Test func themeList() throws {
    for (width, height) in [(120, 36), (60, 20)] {
      var driver = Scene.midRun(width: width, height: height)
      driver.type("t")
      driver.press(.down)
      try check("themes", driver)
    }
  }

  @Test func description() throws {
    for (width, height) in [(200, 50), (80, 24)] {
      var driver = Scene.midRun(width: width, height: height)
      driver.type("hhD")
      try check("description", driver)
    }
  }

  @Test func welcome() throws {
    for (width, height) in [(120, 36), (80, 24), (60, 20)] {
      var driver = Driver(width: width, height: height)
      driver.send(SyntheticRun().events(rounds: 0))
      driver.state.environment.settingsFile = "~/.config/revive/config"
      driver.state.footer.showsWelcome = true
      try check("welcome", driver)
    }
  }

  /// The wheel over pane 5, then a drag through it.
  @Test func pointedAt() throws {
    var driver = Scene.midRun(width: 120, height: 36)
    for _ in 0..<3 { driver.mouse(.wheelUp, 30, 27) }
    driver.mouse(.press, 20, 27)
    driver.mouse(.drag, 34, 2)
    try check("pointed-at", driver)
  }

  @Test func greyLines() throws {
    var driver = Scene.midRun(width: 120, height: 36)
    var theme = Theme.standard
    theme.series = [255, 158, 218, 128, 188, 98].map { .rgb($0, $0, $0) }
    driver.state.environment.themes = [theme]
    try check("grey", driver)
  }

  /// B has a guard and is two rounds behind A; then B is looked at.
  @Test func forked() throws {
    for (width, height) in [(200, 50), (120, 36), (80, 24), (60, 20)] {
      var driver = Scene.forked(width: width, height: height, trunk: 12, fork: 10)
      try check("forked", driver)
      driver.type("x")
      driver.press(.escape)
      try check("forked-b", driver)
    }
  }

  @Test func forkedWithoutColour() throws {
    var driver = Driver(width: 80, height: 24, glyphs: .ascii, hasColor: false)
    driver.send(Scene.forkedEvents(trunk: 12, fork: 10))
    driver.type("e")
    try check("forked-mono", driver)
  }

  @Test func forkPicker() throws {
    for (width, height) in [(120, 36), (80, 24), (60, 20)] {
      var driver = Driver(width: width, height: height)
      driver.send(SyntheticRun(guardOn: 300).events(rounds: 9))
      driver.send([.change(GuardChange(edits: 300, setting: GuardSetting(isOn: true, tau: 0.5)))])
      driver.type("[F")
      driver.press(.down)
      try check("fork-picker", driver)
    }
  }

  @Test func tooSmall() throws {
    try check("too-small", Scene.midRun(width: 30, height: 5))
    try check("too-small", Scene.midRun(width: 16, height: 8))
  }

  /// - Parameter backgrounds: whether a second picture follows, with a letter for each ground, from the darkest to the
  ///   brightest.
  private func check(_ scene: String, _ driver: Driver, backgrounds: Bool = false) throws {
    let text = driver.text + (backgrounds ? "\n" + driver.grounds : "")
    let size = driver.state.environment.size
    let name = "\(scene)-\(size.width)x\(size.height).txt"
    if ProcessInfo.processInfo.environment["SNAPSHOT"] == "record" {
      let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Snapshots")
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
      return
    }
    let file = try #require(Bundle.module.url(forResource: "Snapshots", withExtension: nil)).appending(path: name)
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "\(name) differs; SNAPSHOT=record writes it anew")
  }
}
