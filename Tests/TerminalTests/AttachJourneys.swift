import Foundation
import Testing

/// Runs that other processes write, and runs of before, in a real terminal.
@Suite(
  .serialized, .timeLimit(.minutes(5)),
  .enabled(if: TmuxSession.isAvailable, "tmux is not installed"),
  .enabled(if: ReviveBinary.isBuilt, "there is no revive with a screen beside the tests"))
struct AttachJourneys {
  let revive = ReviveBinary.path

  /// The edits of the whole lines that a log has by now.
  private func edits(_ log: URL) -> Int {
    let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    return text.matches(of: /"edits":(\d+),"event":"round"/).compactMap { Int($0.1) }.max() ?? 0
  }

  /// Starts the program without a screen.
  ///
  /// - Parameters:
  ///   - state: the folder in which it keeps runs that have no other.
  ///   - output: where its standard output goes.
  private func start(
    _ arguments: [String], state: URL, output: Any = FileHandle.nullDevice
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: revive)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "OPENBLAS_NUM_THREADS": "1", "XDG_STATE_HOME": state.path,
    ]) { $1 }
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// A run without a screen is watched, killed, taken up again, and ends.
  @Test func aRunIsFollowedOverACrash() async throws {
    let session = try TmuxSession(width: 120, height: 36)
    let run = session.folder.appendingPathComponent("far")
    try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
    try session.launch("\(revive) attach \(run.path)")
    try await session.wait(for: "waiting for the first line of ~/far")
    let writer = try start(["run", "--edits-limit", "40", "--round", "5", "--out", run.path], state: session.folder)
    try await session.wait(for: "a round") { $0.contains(/edits [1-9]\d*\/40/) && $0.contains("ATTACHED") }
    try session.press("n")
    try await session.wait(for: "attached: read-only")
    // The list knows that it is being written.
    let list = Pipe()
    _ = try start(["runs", run.path, "--json"], state: session.folder, output: list)
    let data = list.fileHandleForReading.readDataToEndOfFile()
    let rows = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    #expect(
      rows.count == 1 && rows[0]["activity"] as? String == "running" && rows[0]["opens_with"] as? String == "attach")
    kill(writer.processIdentifier, SIGKILL)
    writer.waitUntilExit()
    let log = run.appendingPathComponent("log.jsonl")
    let stood = edits(log)
    // A line that was torn is never shown.
    let file = try FileHandle(forUpdating: log)
    try file.seekToEnd()
    try file.write(contentsOf: Data(#"{"edits":7777,"editor":"MEMIT","event":"round""#.utf8))
    try file.close()
    try await session.wait(for: "what stands") { $0.contains("edits \(stood)/40") }
    let second = try start(["resume", run.path, "--headless"], state: session.folder)
    second.waitUntilExit()
    try await session.wait(for: "the end") { $0.contains("edits 40/40") && $0.contains("run ended") }
    #expect(try !session.screen().contains("7,777"))
    try session.press("q")
    try await session.wait(for: "code=0")
    try await session.expectSaneTerminal()
  }

  /// A run is made, found in the list, taken up, and looked at again as the newest.
  @Test func runsAreListedAndOpened() async throws {
    let session = try TmuxSession(width: 120, height: 36)
    for (name, edits) in [("first", 3), ("second", 6)] {
      let folder = session.folder.appendingPathComponent("revive/runs/\(name)").path
      try start(
        ["run", "--edits-limit", "6", "--round", "3", "--until", "\(edits)", "--out", folder], state: session.folder
      )
      .waitUntilExit()
    }
    try session.launch("\(revive) runs --list")
    try await session.wait(for: "the table") { $0.contains(#/first .* MEMIT .* 3 /#) && $0.contains(#/second .* 6 /#) }
    try session.launch("\(revive) runs")
    try await session.wait(for: "Enter replays")
    try session.press("Space", "j", "Space")
    try await session.wait(for: "Enter compares 2 runs")
    try session.press("Enter")
    try await session.wait(for: "comparing a second, b first")
    try session.press("Escape")
    try await session.wait(for: "Enter compares 2 runs")
    try session.press("Escape")
    try session.press("j")
    try await session.wait(for: "Enter resumes: edits are left")
    try session.press("Enter")
    try await session.wait(for: "the run") { $0.contains("edits 3/6") && $0.contains(" PAUSED ") }
    try session.press("q")
    try await session.wait(for: "code=0")
    try session.launch("\(revive) replay")
    try await session.wait(for: "replay of the newest run, ~/revive/runs/first")
    try session.press("q")
    try await session.wait(for: "code=0")
    try await session.expectSaneTerminal()
  }
}
