import Foundation
import Testing

/// What a user does about the looks of the monitor. One suite with the others, so that they come one after the other.
extension MonitorJourneys {
  private func open(_ options: String = "", environment: [String: String] = [:]) async throws -> TmuxSession {
    let session = try TmuxSession(
      width: 120, height: 36, environment: ["TERM": "xterm-256color"].merging(environment) { $1 })
    try session.launch("\(revive) \(options)")
    try await session.wait(for: "PAUSED")
    return session
  }

  /// The cell that begins with `text`, from 1 on.
  private func place(of text: String, in session: TmuxSession) throws -> (column: Int, row: Int) {
    for (row, line) in try session.screen().components(separatedBy: "\n").enumerated() {
      if let range = line.range(of: text) {
        return (line.distance(from: line.startIndex, to: range.lowerBound) + 1, row + 1)
      }
    }
    throw TmuxSession.Failure(description: "no \(text) on the screen")
  }

  @Test func aThemeIsTriedTakenBackAndKept() async throws {
    let session = try await open()
    // vellum's ground is #eeeeee, entry 255.
    func isWorn() -> Bool { (try? session.screen(withStyle: true).contains("48;5;255")) == true }
    #expect(!isWorn())
    try session.press("t", "v")
    try await session.wait(for: "the list, in the theme") { $0.contains(/>\s+vellum/) && isWorn() }
    try session.press("Escape")
    try await session.wait(for: "the list and the theme to go") { !$0.contains("vellum") && !isWorn() }
    try session.press("t", "v", "Enter")
    try await session.wait(for: "the theme") { $0.contains("theme vellum") && isWorn() }
  }

  @Test func settingsAreReadAtTheStartAndWhenTheyChange() async throws {
    let session = try TmuxSession(width: 120, height: 36)
    let config = session.folder.appendingPathComponent("revive/config")
    try FileManager.default.createDirectory(at: config.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("layout = minimal\nglyphs = asci\n".utf8).write(to: config)
    try session.launch(revive)
    try await session.wait(for: "line 2: glyphs \"asci\": give auto or braille or blocks or ascii")
    try await session.wait(for: "the two panes") { $0.contains("quality") && !$0.contains("norms") }
    try Data("layout = overview\nglyphs = ascii\n".utf8).write(to: config, options: .atomic)
    try await session.wait(for: "settings and themes read again")
    try await session.wait(for: "more panes, in ASCII") {
      $0.contains("norms") && $0.unicodeScalars.allSatisfy(\.isASCII)
    }
  }

  @Test func theMousePointsAndIsGivenBack() async throws {
    let session = try await open("--round 5")
    #expect(try session.hearsMouse)
    try session.press("N")
    try await session.wait(for: "round 1")
    try await session.wait(for: "PAUSED")
    let title = try place(of: "1 spectrum", in: session)
    try session.mouse(0, column: title.column, row: title.row)
    try session.mouse(0, column: title.column, row: title.row, isRelease: true)
    try await session.wait(for: "[1 spectrum]")
    let quality = try place(of: "5 quality", in: session)
    try session.mouse(0, column: quality.column + 20, row: quality.row + 3)
    try await session.wait(for: "the crosshair") { $0.contains("[5 quality]") && $0.contains("edit 5  efficacy") }
    try session.mouse(64, column: quality.column + 10, row: quality.row + 3)
    try await session.wait(for: "HISTORY")
    try session.press("C-z")
    try await session.wait(for: "Stopped")
    #expect(try !session.hearsMouse)
    try session.type("fg")
    try await session.wait(for: "the mouse again") { $0.contains("HISTORY") && (try? session.hearsMouse) == true }
    kill(try session.process, SIGSEGV)
    try await session.wait(for: "Segmentation fault")
    #expect(try !session.hearsMouse)
  }

  @Test func theMouseMayBeLeftAlone() async throws {
    let session = try await open("--no-mouse")
    #expect(try !session.hearsMouse)
    try session.press("q")
    try await session.wait(for: "code=0")
  }

  @Test func screenshotsAreWrittenAndNeverOver() async throws {
    let session = try await open()
    // What is said of it goes after some seconds, which a busy machine may take between two looks: the file stays.
    func picture(_ name: String) async throws -> String {
      let file = session.folder.appendingPathComponent(name)
      try session.type(":screenshot \(file.path)")
      try await session.wait(for: name) { _ in FileManager.default.fileExists(atPath: file.path) }
      return try String(contentsOf: file, encoding: .utf8)
    }
    let text = try await picture("a.txt")
    #expect(text.contains("PAUSED") && text.contains("5 quality") && text.split(separator: "\n").count >= 34)
    try session.type(":screenshot \(session.folder.path)/a.txt")
    try await session.wait(for: "is there already")
    #expect(try await picture("a.ans").contains("\u{1B}[0;1;38;5;"))
    #expect(try await picture("a.svg").hasPrefix("<svg"))
  }

  @Test func theGreetingIsShownOnce() async throws {
    let session = try await open()
    try await session.wait(for: " welcome ")
    try session.press("Escape")
    try await session.wait(for: "the greeting to go") { !$0.contains(" welcome ") }
    try session.press("q")
    try await session.wait(for: "code=0")
    try session.launch(revive)
    try await session.wait(for: "PAUSED")
    #expect(try !session.screen().contains(" welcome "))
  }
}
