import Foundation
import RunModel
import Testing

@testable import Engine

extension WorkingEngines {
  /// What becomes of a folder under a run that writes it.
  struct MovedFolderTests {
    private let scratch: Scratch
    private let folder: URL
    private let other: URL

    init() throws {
      scratch = try Scratch()
      folder = scratch.file("run")
      other = scratch.file("elsewhere")
    }

    private func begun() async -> Recording {
      let run = await Recording.begun(Fixtures.configuration(), folder: folder)
      await run.send(.stepRound, thenIdleAt: 2)
      return run
    }

    private func names(_ url: URL) throws -> Set<String> {
      Set(try FileManager.default.subpathsOfDirectory(atPath: url.path))
    }

    /// Nothing is written in its new place or its old one, and it can be taken up where it is.
    @Test(arguments: [false, true]) func aFolderThatIsMovedIsNoticed(isReplaced: Bool) async throws {
      let run = await begun()
      try FileManager.default.moveItem(at: folder, to: other)
      let before = try names(other)
      if isReplaced { try FileManager.default.copyItem(at: other, to: folder) }
      await run.send(.stepRound, thenIdleAt: 2)
      let words = try #require(run.notices.last?.text)
      #expect(words.contains("moved or replaced while it ran") && words.contains("revive resume \(other.path)"))
      await run.stop()
      #expect(try names(other) == before)
      #expect(isReplaced ? try names(folder) == before : !FileManager.default.fileExists(atPath: folder.path))
      let again = Recording(.resume(other))
      await again.send(.stepRound, thenIdleAt: 4)
      await again.stop()
    }

    @Test func aFolderThatIsPutBackGoesOn() async throws {
      let run = await begun()
      try FileManager.default.moveItem(at: folder, to: other)
      await run.send(.stepRound, thenIdleAt: 2)
      try FileManager.default.moveItem(at: other, to: folder)
      await run.send(.stepRound, thenIdleAt: 4)
      await run.stop()
      #expect(BranchedRun(try RunFolder(existing: folder).entries()).branches[0].edits == 4)
    }

    @Test func aFolderThatIsRemovedIsNoticed() async throws {
      let run = await begun()
      try FileManager.default.removeItem(at: folder)
      await run.send(.stepRound, thenIdleAt: 2)
      #expect(run.notices.last?.text.contains("it is gone") == true)
      await run.stop()
      #expect(!FileManager.default.fileExists(atPath: folder.path))
    }

    /// The log alone: another file in its place, one that was cut, changed or written to by somebody else.
    @Test(arguments: [
      ("another file", 0), ("cut short", 1), ("cut short or changed", 2), ("somebody else", 3),
    ])
    func aLogThatIsChangedIsNoticed(words: String, kind: Int) async throws {
      let run = await begun()
      let log = folder.appendingPathComponent("log.jsonl")
      let whole = try Data(contentsOf: log)
      let changed: Data
      switch kind {
      case 0:
        changed = whole
        try whole.write(to: log, options: .atomic)
      case 1:
        changed = whole.prefix(whole.count / 2)
        try changed.write(to: log)
      case 2:
        changed = whole.dropLast(8) + Data("12345\"}\n".utf8)
        try changed.write(to: log)
      default:
        changed = whole + Data("{}\n".utf8)
        try changed.write(to: log)
      }
      await run.send(.stepRound, thenIdleAt: 4)
      let said = try #require(run.notices.last?.text)
      #expect(said.contains("moved or replaced while the run wrote it: ") && said.contains(words), "\(said)")
      await run.send(.stepRound, thenIdleAt: 4)
      await run.stop()
      #expect(try Data(contentsOf: log) == changed && run.rounds.count == 3)
    }

    /// A pipe would be waited for, or never end.
    @Test func aLogThatIsNoFileIsRefusedByWhatItIs() async throws {
      let run = await begun()
      await run.stop()
      let log = folder.appendingPathComponent("log.jsonl")
      try FileManager.default.removeItem(at: log)
      #expect(mkfifo(log.path, 0o644) == 0)
      let reason = await Recording(.resume(folder)).end()
      #expect(reason.hasPrefix("cannot read \(log.path): it is a pipe"))
    }
  }
}
