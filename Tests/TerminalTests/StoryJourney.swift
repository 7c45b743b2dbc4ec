import Foundation
import Testing

/// The story that the monitor is for, by keys alone: a model collapses, the screen says when and by what; a fork under REVIVE,
/// and the screen says what that changed.
@Suite(
  .serialized, .timeLimit(.minutes(10)),
  .enabled(if: TmuxSession.isAvailable, "tmux is not installed"),
  .enabled(if: ReviveBinary.isBuilt, "there is no revive with a screen beside the tests"))
struct StoryJourney {
  @Test func fromTheFirstStartToWhatReviveChanged() async throws {
    let session = try TmuxSession(width: 120, height: 36)
    // As `revive`, but that it wears the model out in half the edits.
    try session.launch("\(ReviveBinary.path) watch --lr 20 --round 50 --sample 40")
    try await session.wait(for: "the greeting") { $0.contains("welcome") && $0.contains("PAUSED") }
    #expect(try session.screen().contains("Watch pane 5 fall"))
    try session.press("y")
    try await session.wait(for: "Space pauses when a signal of collapse raises the alarm")
    try session.press("Space")
    let collapsed = try await session.wait(for: "the collapse", seconds: 240) {
      $0.contains(/COLLAPSED (at )?[0-9,]+ (by )?(argmax|tasks|perplexity)/) && $0.contains(" PAUSED ")
    }
    #expect(collapsed.contains("alarm"))
    try session.press("c")
    try await session.wait(for: "what it fell by") {
      $0.contains(/collapse at edit [0-9,]+: \w+ [0-9.]+, [0-9.]+ at first \(threshold [0-9.]+\)/)
    }
    try session.press("Escape")
    // Back to where it was well, and another way from there.
    for _ in 0..<6 { try session.press("[") }
    try await session.wait(for: "HISTORY")
    try session.press("F")
    try await session.wait(for: "fork after round")
    try session.press("Enter")
    try await session.wait(for: "the branches") { $0.contains(/A no guard.* B REVIVE/) }
    try session.press("f")
    try session.press("Space")
    let told = try await session.wait(for: "what it changed", seconds: 300) {
      $0.contains(/fork at [0-9,]+, A\|B \(per 100 edits\): .*(B better|B worse|no clear difference)/)
    }
    #expect(told.contains("[A no guard]") || told.contains("[B REVIVE]"))
    try session.press("q")
    try await session.wait(for: "code=0")
  }
}
