import Foundation
import Testing

/// What a user does with runs that are kept. One suite with the others, so that they come one after the other.
extension MonitorJourneys {
  @Test func aRunIsKeptReplayedAndTakenUp() async throws {
    let session = try TmuxSession(width: 200, height: 50)
    let run = session.folder.appendingPathComponent("run").path
    try session.launch("\(revive) --round 5 --out \(run)")
    try await session.wait(for: "PAUSED")
    try session.press("N")
    try await session.wait(for: "a round") { $0.contains("round 1") && $0.contains("PAUSED") }
    try session.press("q")
    try await session.wait(for: "revive resume \(run)")
    try await session.wait(for: "code=0")

    try session.launch("\(revive) replay \(run)")
    try await session.wait(for: "REPLAY")
    try await session.wait(for: "round 1")
    try session.press("N")
    try await session.wait(for: "this is a replay")
    try session.press("q")
    try await session.wait(for: "code=0")

    try session.launch("\(revive) resume \(run)")
    try await session.wait(for: "the round of before") { $0.contains("round 1") && $0.contains("PAUSED") }
    try session.press("N")
    try await session.wait(for: "a round more") { $0.contains("round 2") && $0.contains("PAUSED") }
    try session.press("u")
    try await session.wait(for: "y yes")
    try session.press("y")
    try await session.wait(for: "round 2 taken back")
    try session.press("q")
    try await session.wait(for: "code=0")
  }

  @Test func aReplayIsLookedThroughAndPlayed() async throws {
    let session = try TmuxSession(width: 200, height: 50)
    let run = session.folder.appendingPathComponent("run").path
    try session.launch("\(revive) run --round 5 --edits-limit 20 --revive 10 --out \(run)")
    try await session.wait(for: "code=0")
    try session.launch("\(revive) replay \(run)")
    try await session.wait(for: "REPLAY")
    // Back, to the marker of the guard, and to now.
    try session.press("[")
    try await session.wait(for: "HISTORY 15")
    try session.press("{")
    try await session.wait(for: "HISTORY 10")
    try session.press("End")
    try await session.wait(for: "no HISTORY") { !$0.contains("HISTORY") }
    // The palette.
    try session.press(":", "l", "a", "y")
    try await session.wait(for: ":layout NAME")
    try session.press("o", "u", "t", "Space", "e", "d", "i", "t", "s", "Enter")
    try await session.wait(for: "the layout without spectra") { !$0.contains("spectrum") && $0.contains("edits") }
    // The search: nobody is called so.
    try session.press("/", "q", "q", "q", "q", "Enter")
    try await session.wait(for: "0 of 20")
    try session.press("Escape", "c")
    try await session.wait(for: "The alarm: any of these")
    try session.press("Escape", "Space")
    try await session.wait(for: "PLAYING")
    try await session.wait(for: "its end") { $0.contains("REPLAY") && !$0.contains("HISTORY") }
    try session.press("q")
    try await session.wait(for: "code=0")
  }

  @Test func whatCannotBeLoadedIsSaidInTheShell() async throws {
    let session = try TmuxSession(width: 200)
    try session.launch("\(revive) --edits /nowhere")
    let text = try await session.wait(for: "the prompt") { $0.contains("code=1") && $0.contains("ready>") }
    #expect(text.contains("revive: /nowhere"))
    #expect(text.split(separator: "\n").count == 3, "one line, the code, the prompt: \(text)")
    try await session.expectSaneTerminal()
  }

  @Test func aRunThatCannotBeKeptIsShownAllTheSame() async throws {
    let session = try TmuxSession(width: 200, environment: ["XDG_STATE_HOME": "/proc/nowhere"])
    try session.launch(revive)
    try await session.wait(for: "the run is not kept")
    try await session.wait(for: "PAUSED")
  }

  @Test func progressOnATerminalLeavesATableBehind() async throws {
    let session = try TmuxSession(width: 160)
    try session.launch("\(revive) run --round 5 --edits-limit 10")
    let text = try await session.wait(for: "code=0")
    let rows = text.split(separator: "\n").drop { !$0.contains("perplex") }
    #expect(rows.dropFirst().first?.split(separator: " ").first == "0", "\(text)")
    #expect(!text.contains("targets"), "the rewritten line is gone: \(text)")
  }
}
