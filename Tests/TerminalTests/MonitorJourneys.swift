import Foundation
import Testing

/// The built `revive`, which lies beside the test bundle.
enum ReviveBinary {
  static var path: String {
    URL(fileURLWithPath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("revive").path
  }

  /// Whether it is there and knows how to open a screen.
  static var isBuilt: Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["--help"]
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    guard (try? process.run()) != nil else { return false }
    let help = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return help.contains("--theme")
  }
}

/// What a user does with the monitor, in a real terminal.
@Suite(
  .serialized, .timeLimit(.minutes(5)),
  .enabled(if: TmuxSession.isAvailable, "tmux is not installed"),
  .enabled(if: ReviveBinary.isBuilt, "there is no revive with a screen beside the tests"))
struct MonitorJourneys {
  let revive = ReviveBinary.path

  /// Opens the monitor and waits until it stands at edit 0.
  private func open(
    width: Int = 200, height: Int = 50, environment: [String: String] = [:]
  ) async throws -> TmuxSession {
    let session = try TmuxSession(width: width, height: height, environment: environment)
    try session.launch(revive)
    try await session.wait(for: "PAUSED")
    return session
  }

  @Test func startShowsThePanes() async throws {
    let session = try await open()
    for title in ["spectrum", "similarity", "norms", "quality", "edits", "probes"] {
      try await session.wait(for: title)
    }
  }

  @Test func spaceRunsRounds() async throws {
    let session = try await open()
    try session.press("Space")
    try await session.wait(for: "a finished round") { $0.contains(/round [1-9]/) }
    try session.press("Space")
    try await session.wait(for: "PAUSED")
  }

  /// Edits first, scores later: until then they say that they are of edit 0.
  @Test func stepsAreAnsweredBeforeAllIsMeasured() async throws {
    let session = try await open(width: 120, height: 36)
    for _ in 0..<3 { try session.press("n") }
    try await session.wait(for: "three edits whose scores are to come") {
      $0.contains("edits 3/") && $0.contains("catching up") && $0.contains(" PAUSED") && $0.contains("@0  Eff Argmax")
    }
    try await session.wait(for: "their scores") { !$0.contains("catching up") && !$0.contains("@0") }
    try session.press("n")
    try await session.wait(for: "another edit") { $0.contains("edits 4/") && $0.contains("@3") }
  }

  @Test func theGuardIsSwitchedAndTheHeaderSaysSo() async throws {
    let session = try await open()
    func guardState(_ screen: String) -> String? { screen.firstMatch(of: /\b(ON|OFF)\b/).map { String($0.1) } }
    let before = try #require(guardState(try session.screen()))
    try session.press("r")
    try await session.wait(for: "a guard other than \(before)") { guardState($0) ?? before != before }
  }

  /// A round, a fork with the guard switched, a round of both, the other branch, and one branch again.
  @Test func aRunForksAndItsBranchesAreSwapped() async throws {
    let session = try await open()
    try session.press("n")
    try await session.wait(for: "an edit") { $0.contains("edits 1/") && $0.contains(" PAUSED ") }
    try session.press("F")
    try await session.wait(for: "fork after round 1")
    try session.press("Enter")
    try await session.wait(for: "[A no guard] B REVIVE")
    try session.press("n")
    try await session.wait(for: "an edit of both") { $0.contains("edits 2/") && $0.contains(" PAUSED ") }
    try session.press("x")
    try await session.wait(for: "the other branch") { $0.contains("A no guard [B REVIVE]") && $0.contains("edits 2/") }
    try session.press("F")
    try await session.wait(for: "Keep branch B (2 edits) and drop branch A (a round of its own)?")
    try session.press("y")
    try await session.wait(for: "one branch") { !$0.contains("[B REVIVE]") && $0.contains("edits 2/") }
    try session.press("q")
    try await session.wait(for: "code=0")
  }

  @Test func helpOpensAndEscapeClosesIt() async throws {
    let session = try await open()
    try session.press("?")
    try await session.wait(for: "Edit round after round")
    try session.press("Escape")
    try await session.wait(for: "the help to go") { !$0.contains("Edit round after round") }
  }

  @Test func aStormOfSizesIsSurvived() async throws {
    let session = try await open()
    for (width, height) in [(1, 1), (20, 5), (2, 40), (300, 2), (200, 50), (3, 3), (200, 50)] {
      try session.resize(width: width, height: height)
    }
    try await session.wait(for: "the whole picture") { $0.contains("PAUSED") && $0.contains("similarity") }
    try session.press("q")
    try await session.wait(for: "code=0")
  }

  @Test func quittingGivesTheTerminalBack() async throws {
    let session = try await open()
    try session.press("q")
    try await session.wait(for: "code=0")
    try await session.expectSaneTerminal()
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
  func signalsGiveTheTerminalBack(signal: Int32) async throws {
    let session = try await open()
    kill(try session.process, signal)
    try await session.wait(for: "code=\(128 + signal)")
    try await session.expectSaneTerminal()
  }

  @Test func aCrashGivesTheTerminalBackAndReports() async throws {
    let session = try await open()
    kill(try session.process, SIGSEGV)
    try await session.wait(for: "code=139")
    try await session.expectSaneTerminal()
  }

  /// No handler of ours runs then: the keeper does it.
  @Test func beingKilledGivesTheTerminalBack() async throws {
    let session = try TmuxSession(width: 200, height: 50)
    try session.launch(revive, waiting: 1)
    try await session.wait(for: "PAUSED")
    kill(try session.process, SIGKILL)
    try await session.wait(for: "code=137")
    try await session.expectSaneTerminal()
  }

  @Test func suspendAndContinuePaintsAnew() async throws {
    let session = try await open()
    try session.press("C-z")
    try await session.wait(for: "Stopped")
    try await session.expectSaneTerminal()
    try session.resize(width: 160, height: 40)
    try session.type("fg")
    try await session.wait(for: "the picture") { $0.contains("PAUSED") && $0.contains("spectrum") }
    try session.press("q")
    try await session.wait(for: "ready>")
    try await session.expectSaneTerminal()
  }

  /// However often it was asked to stop, it goes on when it is told to.
  @Test func manyStopsAreOne() async throws {
    let session = try await open()
    let process = try session.process
    for _ in 0..<40 { kill(process, SIGTSTP) }
    try await session.wait(for: "Stopped")
    try session.type("fg")
    try await session.wait(for: "the picture") { $0.contains("PAUSED") && $0.contains("spectrum") }
    try session.press("q")
    try await session.wait(for: "ready>")
    try await session.expectSaneTerminal()
  }

  @Test func noColorMeansNoColour() async throws {
    let session = try await open(environment: ["NO_COLOR": "1"])
    let text = try session.screen(withStyle: true)
    for match in text.matches(of: /\u{1B}\[([0-9;:]*)m/) {
      let codes = match.1.split { ";:".contains($0) }.compactMap { Int($0) }
      // 39 and 49 are the terminal's own colours.
      #expect(codes.allSatisfy { $0 < 30 || [39, 49].contains($0) }, "a colour: \(match.1)")
    }
  }

  @Test func colourIsThereOtherwise() async throws {
    let session = try await open(environment: ["TERM": "xterm-256color"])
    #expect(try session.screen(withStyle: true).contains("\u{1B}[38;5;"))
  }

  @Test func theCLocaleShowsAsciiOnly() async throws {
    let session = try await open(environment: ["LANG": "C"])
    #expect(try session.screen().unicodeScalars.allSatisfy(\.isASCII))
  }

  @Test(arguments: ["dumb", "no-such-terminal"])
  func terminalsThatWillNotDoGetOneClearLine(term: String) async throws {
    let session = try TmuxSession(width: 200)
    try session.launch("env TERM=\(term) \(revive)")
    let text = try await session.wait(for: "the prompt") { $0.contains("code=1") && $0.contains("ready>") }
    #expect(text.contains("\"\(term)\"") && text.contains("revive run"))
    #expect(text.split(separator: "\n").count == 3, "one line, the code, the prompt: \(text)")
  }
}
