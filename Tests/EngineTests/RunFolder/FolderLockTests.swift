import Dispatch
import Foundation
import RunModel
import Synchronization
import Testing

@testable import Engine

/// A run folder is written by one at a time.
struct FolderLockTests {
  private let scratch: Scratch
  private let fingerprint: ModelFingerprint

  init() throws {
    scratch = try Scratch()
    fingerprint = try ModelFingerprint(weights: [Fixtures.model.appendingPathComponent("model.safetensors")])
  }

  private func create(_ name: String) throws -> RunFolder {
    try RunFolder(creating: scratch.file(name), configuration: Fixtures.configuration(), model: fingerprint)
  }

  private var lock: URL { scratch.file("run/writer.lock") }

  @Test func aFolderIsWrittenByOne() throws {
    let folder = try create("run")
    let writer = try #require(RunFolder.writer(of: folder.url))
    #expect(writer.hasPrefix("process \(getpid()) since 20"))
    let error = #expect(throws: RunFolderError.self) { try RunFolder(continuing: folder.url) }
    #expect(error == .inUse(path: folder.url.path, by: writer))
    #expect(error?.description.contains("in use by process \(getpid()) since") == true)
    #expect(throws: RunFolderError.exists(path: folder.url.path)) { try create("run") }
    // Who reads asks nobody.
    #expect(try RunFolder(existing: folder.url).entries().isEmpty)
    folder.release()
    #expect(RunFolder.writer(of: folder.url) == nil && !FileManager.default.fileExists(atPath: lock.path))
    let next = try RunFolder(continuing: folder.url)
    #expect(RunFolder.writer(of: folder.url) != nil)
    // Giving free twice takes nothing from the next one.
    folder.release()
    #expect(throws: RunFolderError.self) { try RunFolder(continuing: next.url) }
  }

  /// A child that has not come to its own program yet holds the open file too, as a second descriptor does here.
  @Test(arguments: [false, true]) func whatAChildHoldsIsFree(isAbandoned: Bool) throws {
    let (folder, moved, manager) = (scratch.file("run"), scratch.file("moved"), FileManager.default)
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    let lock = try FolderLock(folder)
    let path = self.lock.resolvingSymlinksInPath().path
    let descriptors = try manager.contentsOfDirectory(atPath: "/proc/self/fd").compactMap(Int32.init)
    let held = try #require(
      descriptors.first { (try? manager.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path })
    let copy = dup(held)
    defer { close(copy) }
    try manager.moveItem(at: folder, to: moved)
    if isAbandoned { lock.abandon() } else { lock.release() }
    // Its lock is not removed from a place where it no longer is.
    #expect(manager.fileExists(atPath: moved.appendingPathComponent("writer.lock").path))
    try FolderLock(moved).release()
  }

  /// The file of a process that is gone, as `kill -9` leaves it; on a disk that came from another machine, too.
  @Test(arguments: ["999999999 host\n", "1 elsewhere\n", "", "nonsense"])
  func staleLocksAreTakenOver(text: String) throws {
    _ = try create("run")
    _ = try scratch.write(text, to: "run/writer.lock")
    #expect(RunFolder.writer(of: scratch.file("run")) == nil)
    let folder = try RunFolder(continuing: scratch.file("run"))
    #expect(RunFolder.writer(of: folder.url)?.contains("process \(getpid()) ") == true)
  }

  @Test func ofManyThatBeginOneRunOneDoes() throws {
    let fingerprint = fingerprint
    for turn in 0..<20 {
      let url = scratch.file("run-\(turn)")
      let made = Mutex<[RunFolder]>([])
      let errors = Mutex<[RunFolderError]>([])
      DispatchQueue.concurrentPerform(iterations: 6) { index in
        var configuration = Fixtures.configuration()
        configuration.seed = UInt64(index)
        do throws(RunFolderError) {
          let folder = try RunFolder(creating: url, configuration: configuration, model: fingerprint)
          made.withLock { $0.append(folder) }
        } catch { errors.withLock { $0.append(error) } }
      }
      #expect(made.withLock(\.count) == 1 && errors.withLock(\.count) == 5)
      for error in errors.withLock(\.self) {
        switch error {
        case .exists, .inUse: break
        case .unwritable, .unreadable: Issue.record("\(error)")
        }
      }
    }
  }

  /// Somebody takes the lock and dies with it, over and over: whoever gets it meanwhile has it.
  @Test func aLockOfTheDyingIsHadByOne() throws {
    let url = scratch.file("run")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    let isOver = Mutex(false)
    let had = Mutex<[Bool]>([])
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      if index == 0 {
        while !isOver.withLock(\.self) {
          let file = open(url.appendingPathComponent("writer.lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
          var wanted = flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
          // F_OFD_SETLK
          _ = fcntl(file, 37, &wanted)
          close(file)
        }
      } else {
        for _ in 0..<1_000 {
          guard let lock = try? FolderLock(url) else { continue }
          let isHeld = FolderLock.holder(of: url) != nil
          had.withLock { $0.append(isHeld) }
          lock.release()
        }
        isOver.withLock { $0 = true }
      }
    }
    #expect(had.withLock { !$0.isEmpty && $0.allSatisfy(\.self) })
  }

  @Test func aRunThatIsTakenUpTwiceIsSaidToBe() async throws {
    let run = await Recording.begun(Fixtures.configuration(), folder: scratch.file("run"))
    await run.send(.stepRound, thenIdleAt: 2)
    let reason = await Recording(.resume(scratch.file("run"))).end()
    #expect(reason.contains("in use by process \(getpid())"))
    await run.send(.stepRound, thenIdleAt: 4)
    await run.stop()
    let next = Recording(.resume(scratch.file("run")))
    await next.listen(until: { $0.isIdle(at: 4) })
    await next.stop()
  }

  // MARK: - What a killed process leaves

  @Test func aMissingLogIsAnEmptyOne() async throws {
    let url = scratch.file("run")
    _ = try create("run")
    try FileManager.default.removeItem(at: url.appendingPathComponent("log.jsonl"))
    #expect(try RunFolder(existing: url).entries().isEmpty)
    #expect(throws: RunFolderError.exists(path: url.path)) { try create("run") }
    let run = Recording(.resume(url))
    await run.send(.stepRound, thenIdleAt: 2)
    await run.stop()
    #expect(BranchedRun(try RunFolder(existing: url).entries()).branches[0].edits == 2)
  }

  @Test func halfWrittenFilesAreSwept() throws {
    let url = try create("run").url
    let end = ".8F1C5B1E-6E0B-4B0E-9B5C-0A1B2C3D4E5F.partial"
    let names =
      [
        ".config.json", ".log.jsonl", ".log-damaged-2.jsonl", "updates/.round_00001.safetensors",
        "updates/fork-1/.round_00002.safetensors",
      ].map { $0 + end } + ["cases.jsonl.part"]
    let others = [
      "updates/round_00001.safetensors", "notes.partial", "updates/fork-1/.keep", "cases.jsonl", ".important.partial",
      ".config.json.partial", ".notes.txt" + end, "updates/.round_00001.safetensors.A.partial",
    ]
    try FileManager.default.createDirectory(
      at: url.appendingPathComponent("updates/fork-1"), withIntermediateDirectories: true)
    for name in names + others { _ = try scratch.write("x", to: "run/\(name)") }
    func exists(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: url.appendingPathComponent(name).path)
    }
    _ = try RunFolder(existing: url)
    #expect((names + others).allSatisfy(exists))
    _ = try RunFolder(continuing: url)
    #expect(!names.contains(where: exists) && others.allSatisfy(exists))
  }

  /// A run may be made in a folder that holds other people's files.
  @Test func othersFilesStayWhereARunIsMade() throws {
    let names = [".important.partial", ".thesis.tex.8F1C5B1E-6E0B-4B0E-9B5C-0A1B2C3D4E5F.partial"]
    try FileManager.default.createDirectory(at: scratch.file("run"), withIntermediateDirectories: false)
    for name in names { _ = try scratch.write("x", to: "run/\(name)") }
    _ = try create("run")
    #expect(names.allSatisfy { FileManager.default.fileExists(atPath: scratch.file("run/\($0)").path) })
  }

  /// A log whose configuration is gone is not written over.
  @Test func aLogAloneIsNotWrittenOver() throws {
    _ = try create("run")
    try FileManager.default.removeItem(at: scratch.file("run/config.json"))
    _ = try create("run")
    try FileManager.default.removeItem(at: scratch.file("run/config.json"))
    _ = try scratch.write("{}\n", to: "run/log.jsonl")
    #expect(throws: RunFolderError.exists(path: scratch.file("run").path)) { try create("run") }
  }
}
