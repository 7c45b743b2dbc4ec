import Cells
import Charts
import Foundation
import Monitor
import Terminal
import Testing

@testable import revive

/// The settings file, and what counts when the command line and the environment speak, too.
struct SettingsFileTests {
  private func read(_ text: String) -> SettingsFile { SettingsFile(text: text, name: "config") }

  /// Nobody writes to it: to wait would be for ever.
  @Test func aPipeInItsPlaceIsNotWaitedFor() throws {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let folder = home.appendingPathComponent("revive")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    #expect(mkfifo(folder.appendingPathComponent("config").path, 0o600) == 0)
    let file = SettingsFile(environment: ["XDG_CONFIG_HOME": home.path])
    #expect(file.warnings.count == 1 && file.warnings[0].contains("it is a pipe") && file.screen == ScreenOptions())
  }

  @Test func linesSetWhatOptionsSet() {
    let file = read(
      """
      # a comment
      theme = basalt
        color=256   # as on the other machine

      layout = collapse
      smooth = light
      no-motion = yes
      no-mouse = no
      sync = off
      glyphs = ascii
      theme = vellum
      """)
    #expect(file.warnings.isEmpty)
    var expected = ScreenOptions()
    (expected.theme, expected.color, expected.layout, expected.smoothing) = ("vellum", .indexed256, .collapse, .light)
    (expected.isStill, expected.sync, expected.glyphs) = (true, .off, .ascii)
    #expect(file.screen == expected)
  }

  @Test(arguments: [
    ("themee = x", "there is no setting \"themee\"; did you mean theme?"), ("zzzzzzzzzz = 1", "there is no setting"),
    ("--theme = x", "there is no setting \"--theme\""), ("theme basalt", "write key = value"),
    ("theme =", "theme \"\": give NAME"), ("color = pink", "color \"pink\": give auto, truecolor, 256, 16 or none"),
    ("no-motion = perhaps", "give yes or no"), ("layout = wide", "give overview or spectrum"),
    ("= 4", "there is no setting \"\""),
    ("themes-dir =  # none", "give DIR"),
  ])
  func whatIsWrongIsNamedByLine(line: String, expected: String) {
    let file = read("glyphs = ascii\n\n\(line)\nsync = on")
    #expect(file.warnings.count == 1 && file.warnings[0].hasPrefix("config line 3: "), "\(file.warnings)")
    #expect(file.warnings[0].contains(expected), "\(file.warnings)")
    // The rest counts.
    #expect(file.screen.glyphs == .ascii && file.screen.sync == .on)
  }

  /// Taking the comment signs away changes nothing, and every setting is there.
  @Test func theStandardFileSaysWhatHoldsAnyway() {
    #expect(read(SettingsFile.standard).screen == ScreenOptions())
    let lines = SettingsFile.standard.split(separator: "\n").filter { $0.contains(" = ") }
    let keys = lines.filter { $0.hasPrefix("# key.") && $0.split(separator: " ").count > 3 }
    #expect(lines.count - keys.count == SettingsFile.options.count)
    #expect(keys.count == MonitorCommand.keyed.count { !$0.isRow })
    let file = read(lines.map { $0.dropFirst(2) }.joined(separator: "\n"))
    #expect(file.warnings.isEmpty)
    var expected = ScreenOptions()
    (expected.theme, expected.themesFolder, expected.glyphs) = ("Default", "~/themes", .auto)
    (expected.layout, expected.smoothing, expected.sync, expected.until) = (.overview, .off, .auto, .goal)
    #expect(file.screen == expected)
    for line in SettingsFile.standard.split(separator: "\n") { #expect(line.count <= 120) }
    for command in MonitorCommand.bindable { #expect(Set(file.bindings.keys(of: command)) == Set(command.keys)) }
  }

  @Test func keysAreBoundByTheNamesOfCommands() throws {
    let file = read(
      """
      key.step = n F5   # as in a debugger
      key.undo = F8
      key.search = # /
      key.zoom-reset = =
      key.until = Ctrl-G
      key.undo = F9
      """)
    #expect(file.warnings.isEmpty, "\(file.warnings)")
    func keys(_ name: String) throws -> [Key] {
      file.bindings.keys(of: try #require(MonitorCommand.bindable.first { $0.binding == name }))
    }
    #expect(try keys("step") == [.character("n"), .function(5)] && keys("undo") == [.function(9)])
    #expect(try keys("search") == [.character("#"), .character("/")] && keys("zoom-reset") == [.character("=")])
    #expect(try keys("until") == [.control("g")] && keys("run") == [.character(" ")])
    var world = ProcessContext.process
    world.environment = [:]
    let looks = try ScreenChoice(ScreenOptions(), in: world).appearance(terminal: .braille)
    var other = looks
    other.bindings = file.bindings
    #expect(other.changes(since: looks).bindings == file.bindings && looks.changes(since: looks).bindings == nil)
  }

  @Test(arguments: [
    ("key.stepp = F5", "there is no command \"stepp\"; did you mean key.step?"),
    ("key.step = F55", "there is no key \"F55\""), ("key.step =", "which key? such as key.step = F2"),
    ("key.step = q", "q always means quit"), ("key.run = Esc", "Esc always means step-out"),
    ("key.quit = 3", "3 always means pane"), ("key.pane = F3", "the panes keep their digits"),
    ("key.step = u", "u was a key of undo, which has no key now; key.undo settles it"),
    ("key.step = j", "j was a key of down, which keeps Down; key.down settles it"),
    ("key.step = Ctrl-I", "there is no key \"Ctrl-I\""),
  ])
  func whatIsWrongWithAKeyIsNamedByLine(line: String, expected: String) {
    let file = read("glyphs = ascii\n\n\(line)")
    #expect(file.warnings.count == 1 && file.warnings[0].hasPrefix("config line 3: \(expected)"), "\(file.warnings)")
  }

  @Test func aKeyCannotMeanTwoThings() throws {
    let file = read("key.step = F5\nkey.round = F5 F6")
    #expect(file.warnings == ["config line 2: F5 is bound to step already, by line 1"])
    let round = try #require(MonitorCommand.bindable.first { $0.binding == "round" })
    #expect(file.bindings.keys(of: round) == [.function(6)])
    // Two that change places are no conflict.
    #expect(read("key.step = N\nkey.round = n").warnings.isEmpty)
  }

  @Test func theCommandLineCountsMoreThanTheEnvironmentAndThatMoreThanTheFile() {
    var file = ScreenOptions()
    (file.theme, file.color, file.layout, file.leavesMouse) = ("vellum", .ansi16, .minimal, true)
    var line = ScreenOptions()
    line.theme = "basalt"
    line.isStill = true
    let both = line.filled(from: file, environment: [:])
    #expect((both.theme, both.color, both.layout) == ("basalt", .ansi16, .minimal))
    #expect(both.isStill && both.leavesMouse)
    #expect(line.filled(from: file, environment: ["NO_COLOR": "1"]).color == nil)
    #expect(line.filled(from: file, environment: ["NO_COLOR": ""]).color == .ansi16)
    line.color = .trueColor
    #expect(line.filled(from: file, environment: ["NO_COLOR": "1"]).color == .trueColor)
  }

  @Test func theFileIsFoundWhereSettingsAre() throws {
    #expect(SettingsFile.path(environment: ["XDG_CONFIG_HOME": "/c", "HOME": "/h"]) == "/c/revive/config")
    #expect(SettingsFile.path(environment: ["XDG_CONFIG_HOME": "c", "HOME": "/h"]) == "/h/.config/revive/config")
    #expect(SettingsFile.path(environment: [:]) == nil)
    let folder = try TemporaryFolder()
    let environment = ["XDG_CONFIG_HOME": folder.url.path]
    #expect(SettingsFile(environment: environment) == SettingsFile(text: "", name: ""))
    try FileManager.default.createDirectory(atPath: folder.path("revive"), withIntermediateDirectories: true)
    _ = try folder.file("revive/config", "glyphs = ascii")
    #expect(SettingsFile(environment: environment).screen.glyphs == .ascii)
    try Data().write(to: URL(fileURLWithPath: folder.path("revive/config")))
    #expect(SettingsFile(environment: environment).warnings.isEmpty)
    try Data(repeating: 35, count: 1_000_001).write(to: URL(fileURLWithPath: folder.path("revive/config")))
    #expect(SettingsFile(environment: environment).warnings.count == 1)
  }

  @Test func aThemeThatIsMissingIsWarnedOfWhenTheFileNamesIt() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("revive/themes"), withIntermediateDirectories: true)
    _ = try folder.file("revive/themes/mine.theme", "theme[main_bg]=\"#010203\"")
    _ = try folder.file("revive/config", "theme = minee\nlayout = edits")
    var world = ProcessContext.process
    world.environment = ["XDG_CONFIG_HOME": folder.url.path]
    let choice = try ScreenChoice(ScreenOptions(), in: world)
    #expect(choice.warnings.count == 1 && choice.warnings[0].contains("no theme called \"minee\""))
    #expect(
      choice.appearance(terminal: .braille).theme == nil && choice.appearance(terminal: .braille).preset == .edits)
    _ = try folder.file("revive/config", "theme = mine\nlayout = edits")
    let mended = try ScreenChoice(ScreenOptions(), in: world)
    #expect(mended.appearance(terminal: .braille).theme == "mine" && mended.warnings.isEmpty)
    // Only what the file changes is applied anew.
    let changes = mended.appearance(terminal: .braille).changes(since: choice.appearance(terminal: .braille))
    #expect(changes.theme == "mine" && changes.preset == nil && changes.themes == nil && changes.glyphs == nil)
    var line = ScreenOptions()
    line.theme = "nothing"
    #expect(throws: ThemeError.self) { try ScreenChoice(line, in: world) }
    // Where there is no UTF-8 there is nothing but ASCII, whatever is said.
    line.theme = nil
    line.glyphs = .braille
    #expect(try ScreenChoice(line, in: world).appearance(terminal: .ascii).glyphs == .ascii)
    #expect(try ScreenChoice(line, in: world).appearance(terminal: .blocks).glyphs == .braille)
    #expect(try ScreenChoice(ScreenOptions(), in: world).appearance(terminal: .blocks).glyphs == .ascii)
  }

  @Test func changesInAFolderAreTold() async throws {
    let folder = try TemporaryFolder()
    let (told, teller) = AsyncStream.makeStream(of: Void.self)
    let watch = FolderWatch(["/no/such/folder", folder.url.path]) { teller.yield() }
    #expect(watch != nil && FolderWatch(["/no/such/folder"]) {} == nil)
    _ = try folder.file("config", "theme = basalt")
    var changes = told.makeAsyncIterator()
    #expect(await changes.next() != nil)
    withExtendedLifetime(watch) {}
  }

  @Test func theFirstStartIsOnlyOnce() throws {
    let folder = try TemporaryFolder()
    let environment = ["XDG_STATE_HOME": folder.path("state")]
    #expect(FirstStart.isFirst(environment: environment))
    #expect(!FirstStart.isFirst(environment: environment))
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: folder.path("state")).sorted() == [
        "revive", "revive/welcomed",
      ])
    // Where nothing can be noted nothing is complained of.
    #expect(FirstStart.isFirst(environment: ["XDG_STATE_HOME": "/proc/nowhere"]))
  }

  @Test func aNewFileTakesNobodysPlace() throws {
    let folder = try TemporaryFolder()
    try writeNew("one", to: folder.path("a.txt"))
    #expect(throws: InputError.invalid(path: folder.path("a.txt"), problem: "is there already; give another name")) {
      try writeNew("two", to: folder.path("a.txt"))
    }
    #expect(try String(contentsOfFile: folder.path("a.txt"), encoding: .utf8) == "one")
    #expect(throws: InputError.self) { try writeNew("x", to: folder.path("no/such/a.txt")) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["a.txt"])
  }

  @Test func aNameThatIsTakenGetsANumber() throws {
    let folder = try TemporaryFolder()
    let url = URL(fileURLWithPath: folder.path("revive-1200.svg"))
    #expect(freeName(like: url) == url)
    _ = try folder.file("revive-1200.svg", "")
    #expect(freeName(like: url).lastPathComponent == "revive-1200-2.svg")
    _ = try folder.file("revive-1200-2.svg", "")
    #expect(freeName(like: url).lastPathComponent == "revive-1200-3.svg")
  }

  @Test func whatTheProgramTakesIsRead() throws {
    #expect(UsageMeter.bytes("VmRSS", in: "Name:\tx\nVmHWM:\t   20 kB\nVmRSS:\t    12 kB\n") == 12 * 1_024)
    #expect(UsageMeter.bytes("VmSwap", in: "VmRSS:\t 12 kB").isNaN)
    var meter = UsageMeter()
    let read = meter.read()
    let usage = try #require(read)
    #expect(usage.resident > 1e6 && usage.peak >= usage.resident * 0.9 && usage.userSeconds > 0)
    // There is nothing before the first look to hold it against.
    #expect(usage.busyProcessors == nil && usage.processors > 0)
  }

  @Test func homeFoldersAreWrittenShort() {
    let environment = ["HOME": "/home/me"]
    #expect(abbreviated("/home/me/.config/x", environment: environment) == "~/.config/x")
    #expect(abbreviated("/home/mean/x", environment: environment) == "/home/mean/x")
    #expect(
      expanded("~/x", environment: environment) == "/home/me/x" && expanded("~x/y", environment: environment) == "~x/y")
  }
}

/// `revive replay RUN --describe`.
@Test func sentencesArePrintedUnderTheirHeadings() {
  #expect(description(of: []) == "Run\n  The model is still loading.\n")
  let stopped = description(of: [.stopped(reason: "this is a replay")])
  #expect(stopped == "Run\n  This is a replay.\n")
}
