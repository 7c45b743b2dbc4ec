import Foundation
import RunModel
import Testing

@testable import Engine

/// Runs whose folder takes nothing, or nothing any more: that is said, and what is kept stays whole.
extension WorkingEngines.KeptRunTests {
  @Test func anUnwritableFolderEndsTheRunBeforeItBegins() async throws {
    let file = try scratch.write("in the way", to: "file")
    let run = Recording(.new(configuration, folder: URL(fileURLWithPath: file).appendingPathComponent("run")))
    let reason = await run.end()
    #expect(reason.hasPrefix("cannot write \(file)/run: "))
    #expect(run.rounds.isEmpty)
  }

  /// A log that takes nothing for a while: the run pauses, and what it lacks is written later, in order.
  @Test func aLogThatCannotBeWrittenIsCaughtUpLater() async throws {
    let aside = scratch.file("aside")
    let run = await Recording.begun(configuration, folder: folder, saveTo: saved)
    await run.send(.stepRound, thenIdleAt: 2)
    try FileManager.default.moveItem(at: log, to: aside)
    try FileManager.default.createSymbolicLink(at: log, withDestinationURL: URL(fileURLWithPath: "/dev/full"))

    await run.send(.run(until: .allEdits), thenIdleAt: 4)
    #expect(run.rounds.map(\.edits) == [0, 2, 4])
    #expect(run.notices.count == 1)
    #expect(run.notices.last?.level == .error)
    #expect(run.notices.last?.text.contains(log.path) == true)
    // Undone, and not overwritten by another round 2 as long as the log still counts the first.
    await run.send(.undoRound(2), thenIdleAt: 2)
    await run.send(.setGuard(on), thenIdleAt: 2)
    await run.send(.stepRound, thenIdleAt: 2)
    #expect(run.rounds.count == 3)

    try FileManager.default.removeItem(at: log)
    try FileManager.default.moveItem(at: aside, to: log)
    await run.send(.stepRound, thenIdleAt: 4)
    await run.stop()
    let entries = try RunFolder(existing: folder).entries()
    let names = entries.map { entry -> String in
      switch entry {
      case .ready: "start"
      case .round(let report): "round \(report.round) at \(report.edits)"
      case .change: "change"
      case .editor(let change): "editor \(change.editor)"
      case .clamp(let change): "clamp \(change.anchor)"
      case .probes: "probes"
      case .undone(let report): "undo \(report.round)"
      case .evaluated: "evaluation"
      case .stopped: "stop"
      default: "other"
      }
    }
    #expect(
      names == ["start", "round 0 at 0", "round 1 at 2", "round 2 at 4", "undo 2", "change", "round 2 at 4", "stop"])
    let weights = try savedWeights(saved)
    let again = Recording(.resume(folder), saveTo: saved)
    await again.listen(until: { $0.isIdle(at: 4) })
    await again.stop()
    #expect(try savedWeights(saved) == weights)
  }

  /// Updates go to disk before weights change: where they cannot, the round has not been.
  @Test func updatesThatCannotBeWrittenLeaveTheRunAsItWas() async throws {
    let updates = folder.appendingPathComponent("updates")
    let run = await Recording.begun(configuration, folder: folder, saveTo: saved)
    await run.send(.stepRound, thenIdleAt: 2)
    try FileManager.default.removeItem(at: updates)
    await run.send(.run(until: .allEdits), thenIdleAt: 2)
    #expect(run.rounds.map(\.edits) == [0, 2])
    #expect(run.notices.last?.text.hasPrefix("cannot write ") == true)
    try FileManager.default.createDirectory(at: updates, withIntermediateDirectories: false)
    await run.send(.run(until: .edits(4)), thenIdleAt: 4)
    await run.stop()
    var session = try EditingSession(configuration)
    try session.edit()
    try session.edit()
    #expect(try savedWeights(saved) == session.weights)
  }
}
