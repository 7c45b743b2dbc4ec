import Checkpoints
import Editing
import Foundation
import Numerics
import RunModel
import Testing

@testable import Engine

struct RunFolderTests {
  private let scratch: Scratch
  private let fingerprint: ModelFingerprint

  init() throws {
    scratch = try Scratch()
    fingerprint = try ModelFingerprint(weights: [Fixtures.model.appendingPathComponent("model.safetensors")])
  }

  private func create(_ url: URL) throws -> RunFolder {
    try RunFolder(creating: url, configuration: Fixtures.configuration(), model: fingerprint)
  }

  private func update(_ layer: Int, seed: UInt64 = 1) -> WeightUpdate {
    var generator = SeededGenerator(seed: seed)
    return WeightUpdate(
      layer: layer, left: .gaussian(4, 2, using: &generator), right: .gaussian(6, 2, using: &generator))
  }

  private let undo = Event.undone(UndoReport(round: 2, edits: 2))
  private let stop = Event.stopped(reason: "stopped")

  // MARK: - Configuration

  @Test func theConfigurationComesBack() throws {
    var configuration = Fixtures.configuration(guardSetting: GuardSetting(isOn: true, kind: .constrained, tau: 0.3))
    configuration.contexts = try ContextTemplates(["{}", "Zwölf \"x\". {}"])
    configuration.editLimit = 5
    configuration.heldOut = "atlas"
    configuration.order = .shuffled
    configuration.seed = .max
    let url = scratch.file("a/b/run")
    let folder = try RunFolder(creating: url, configuration: configuration, model: fingerprint)
    let record = try RunFolder(existing: url).record()
    #expect(record.configuration == configuration)
    #expect(record.model == fingerprint)
    #expect(record.library == .current)
    #expect(try folder.entries().isEmpty)
    let text = try String(contentsOf: url.appendingPathComponent("config.json"), encoding: .utf8)
    for key in ["round_size", "guard_setting", "header_checksum", "settings", "edit_limit"] {
      #expect(text.contains("\"\(key)\""))
    }
  }

  /// Runs of versions that had one editor.
  @Test func aConfigurationWithoutSettingsIsNamed() throws {
    let folder = try create(scratch.file("run"))
    let url = folder.url.appendingPathComponent("config.json")
    let text = try String(contentsOf: url, encoding: .utf8)
    for (key, word) in [("\"settings\"", "it lacks \"settings\""), ("\"ROME\"", "not a run configuration")] {
      try Data(text.replacingOccurrences(of: key, with: "\"formerly\"").utf8).write(to: url)
      let error = #expect(throws: RunFolderError.self) { try folder.record() }
      #expect(error?.description.contains(word) == true, "\(String(describing: error))")
    }
  }

  /// The checksum of headers by FNV-1a over 8-byte words, high bits folded back, then the rest byte by byte, then the length.
  private func checksum(_ headers: [Data]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ word: UInt64) {
      hash = (hash ^ word) &* 0x100_0000_01B3
      hash ^= hash >> 32
    }
    for header in headers {
      let bytes = [UInt8](header)
      for start in stride(from: 0, to: bytes.count / 8 * 8, by: 8) {
        add(bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
      }
      for byte in bytes.suffix(bytes.count % 8) { add(UInt64(byte)) }
      add(UInt64(bytes.count))
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  @Test func theFingerprintIsSizeAndHeaderChecksum() throws {
    let data = try Data(contentsOf: Fixtures.model.appendingPathComponent("model.safetensors"))
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(fingerprint.bytes == 1_886_496)
    #expect(fingerprint.headerChecksum == checksum([data[8..<8 + length]]))
    let short = try scratch.write("abc", to: "short")
    #expect(try ModelFingerprint(weights: [URL(fileURLWithPath: short)]).bytes == 3)
    let lying = scratch.file("lying")
    try Data(repeating: 0xFF, count: 20).write(to: lying)
    #expect(try ModelFingerprint(weights: [lying]).bytes == 20)
    #expect(throws: RunFolderError.self) { try ModelFingerprint(weights: [scratch.file("none")]) }
  }

  private static let gguf = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../CheckpointsTests/Fixtures/gguf/llama.gguf")

  /// Over the file's first 1,248 bytes, where its tensors begin.
  @Test func theFingerprintOfAGGUFFileIsThatOfItsHeader() throws {
    let fingerprint = try ModelFingerprint(weights: [Self.gguf])
    #expect(fingerprint.bytes == 22_336)
    #expect(fingerprint.headerChecksum == checksum([try Data(contentsOf: Self.gguf).prefix(1_248)]))
    // Tensors are not looked at.
    var bytes = try Data(contentsOf: Self.gguf)
    bytes[20_000] ^= 1
    try bytes.write(to: scratch.file("other.gguf"))
    #expect(try ModelFingerprint(weights: [scratch.file("other.gguf")]) == fingerprint)
    bytes[100] ^= 1
    try bytes.prefix(600).write(to: scratch.file("short.gguf"))
    let error = #expect(throws: RunFolderError.self) { try ModelFingerprint(weights: [scratch.file("short.gguf")]) }
    #expect(error?.description.contains("short.gguf") == true)
  }

  @Test func anotherHeaderIsAnotherModel() throws {
    let tensors = try CheckpointFolder(Self.gguf).tensors
    var fingerprint = try ModelFingerprint(weights: [Self.gguf])
    #expect(try fingerprint.isOf(tensors))
    fingerprint.headerChecksum = "0123456789abcdef"
    #expect(try !fingerprint.isOf(tensors))
  }

  /// Earlier versions kept a SHA-256 digest, which nothing is held against any more; the size still is.
  @Test func fingerprintsOfEarlierVersionsGoByTheSize() throws {
    let tensors = try CheckpointFolder(Self.gguf).tensors
    func stored(bytes: Int) throws -> ModelFingerprint {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let digest = "fe9c20a86217458465b6457ca86525c392f219e10da55fb01a2a30d768912f20"
      return try decoder.decode(
        ModelFingerprint.self, from: Data("{\"bytes\": \(bytes), \"header_sha256\": \"\(digest)\"}".utf8))
    }
    #expect(try stored(bytes: 22_336).isOf(tensors))
    #expect(try !stored(bytes: 22_337).isOf(tensors))
  }

  @Test func aRunIsNotWrittenOver() throws {
    _ = try create(scratch.file("run"))
    let error = #expect(throws: RunFolderError.self) { try create(scratch.file("run")) }
    #expect(error == .exists(path: scratch.file("run").path))
    #expect(error?.description.contains("revive resume") == true)
  }

  @Test func unwritablePlacesAreNamed() throws {
    let file = try scratch.write("in the way", to: "file")
    for path in ["\(file)/run", "/proc/revive-run", "\(file)"] {
      let error = #expect(throws: RunFolderError.self) { try create(URL(fileURLWithPath: path)) }
      #expect(error?.description.hasPrefix("cannot write \(path): ") == true, "\(String(describing: error))")
      #expect(error?.description.contains("Cocoa") == false)
    }
  }

  @Test func otherFoldersAreNoRuns() throws {
    for url in [scratch.url, scratch.file("none")] {
      let error = #expect(throws: RunFolderError.self) { try RunFolder(existing: url) }
      #expect(error?.description.contains("not a run folder") == true)
    }
  }

  @Test(arguments: ["", "{", "[]", "{}", "null", "\u{0}", "{\"configuration\": {\"model\": 3}}"])
  func aCorruptConfigurationIsNamed(text: String) throws {
    let folder = try create(scratch.file("run"))
    let path = try scratch.write(text, to: "run/config.json")
    let error = #expect(throws: RunFolderError.self) { try folder.record() }
    #expect(error?.description.contains(path) == true)
  }

  // MARK: - Log

  @Test func entriesAreAppended() throws {
    let folder = try create(scratch.file("run"))
    try folder.append(undo, time: 1)
    try RunFolder(existing: scratch.file("run")).append(stop, time: 2)
    #expect(try folder.entries() == [undo, stop])
    let text = try String(contentsOf: scratch.file("run/log.jsonl"), encoding: .utf8)
    #expect(text.filter { $0 == "\n" }.count == 2)
    #expect(text.hasSuffix("\n"))
  }

  @Test func aTornLastLineIsRepaired() throws {
    let folder = try create(scratch.file("run"))
    let log = scratch.file("run/log.jsonl")
    try folder.append(undo, time: 1)
    let whole = try Data(contentsOf: log)
    for count in [1, 5, whole.count - 1] {
      try (whole + whole.prefix(count)).write(to: log)
      try folder.repairLog()
      #expect(try Data(contentsOf: log) == whole)
      try folder.append(stop, time: 2)
      #expect(try folder.entries() == [undo, stop])
      // A writer that could not take back what did not fit goes on by itself.
      let now = try Data(contentsOf: log)
      try (now + whole.prefix(count)).write(to: log)
      try folder.append(stop, time: 2)
      #expect(try folder.entries() == [undo, stop, stop])
    }
    try Data("no line at all".utf8).write(to: log)
    try folder.repairLog()
    #expect(try Data(contentsOf: log).isEmpty)
    try folder.repairLog()
    try folder.append(stop, time: 2)
    #expect(try folder.entries() == [stop])
  }

  @Test func garbageInTheLogIsNamedByItsLine() throws {
    let folder = try create(scratch.file("run"))
    try folder.append(undo, time: 1)
    let log = scratch.file("run/log.jsonl")
    try (Data(contentsOf: log) + Data("garbage\n".utf8) + Data(contentsOf: log)).write(to: log)
    let error = #expect(throws: RunFolderError.self) { try folder.entries() }
    #expect(error?.description.contains("line 2") == true)
    #expect(error?.description.contains(log.path) == true)
  }

  /// `/dev/full` takes no byte, as a full disk.
  @Test func aFullDiskIsAnErrorAndLeavesTheLog() throws {
    let folder = try create(scratch.file("run"))
    try folder.append(undo, time: 1)
    let log = scratch.file("run/log.jsonl")
    let aside = scratch.file("aside")
    try FileManager.default.moveItem(at: log, to: aside)
    try FileManager.default.createSymbolicLink(at: log, withDestinationURL: URL(fileURLWithPath: "/dev/full"))
    let error = #expect(throws: RunFolderError.self) { try folder.append(stop, time: 2) }
    #expect(error?.description.hasPrefix("cannot write \(log.path): ") == true)
    try FileManager.default.removeItem(at: log)
    #expect(throws: RunFolderError.self) { try folder.append(stop, time: 2) }
    try FileManager.default.moveItem(at: aside, to: log)
    try folder.append(stop, time: 2)
    #expect(try folder.entries() == [undo, stop])
  }

  // MARK: - Updates

  @Test func updatesComeBackBitForBit() throws {
    let folder = try create(scratch.file("run"))
    let updates = [update(2, seed: 1), update(11, seed: 2)]
    try folder.write(AppliedRound(updates: updates), round: 7)
    #expect(try folder.applied(round: 7).updates == updates)
    try folder.write(AppliedRound(updates: []), round: 8)
    #expect(try folder.applied(round: 8) == AppliedRound(updates: []))
    try folder.write(AppliedRound(updates: [updates[0]]), round: 7)
    #expect(try folder.applied(round: 7).updates == [updates[0]])
  }

  @Test func damagedUpdatesAreNamed() throws {
    let folder = try create(scratch.file("run"))
    #expect(throws: RunFolderError.self) { try folder.applied(round: 1) }
    try folder.write(AppliedRound(updates: [update(1)]), round: 1)
    let file = scratch.file("run/updates/round_00001.safetensors")
    let whole = try Data(contentsOf: file)
    for count in [0, 4, 20, whole.count / 2, whole.count - 1] {
      try whole.prefix(count).write(to: file)
      let error = #expect(throws: RunFolderError.self) { try folder.applied(round: 1) }
      #expect(error?.description.hasPrefix("cannot read \(file.path): ") == true)
      #expect(error?.description.contains("before round 1") == true)
      #expect(error?.description.contains("ownload") == false, "\(String(describing: error))")
    }
    func tensor(_ name: String, _ shape: [Int]) -> NamedTensor {
      NamedTensor(name: name, shape: shape, elements: .floats([Float](repeating: 1, count: shape.reduce(1, *))))
    }
    for tensors in [
      [tensor("left.1", [4, 2])], [tensor("left.1", [4, 2]), tensor("right.1", [6, 3])],
      [tensor("left.1", [8]), tensor("right.1", [6, 2])], [tensor("left.1", [2, 2, 2]), tensor("right.1", [6, 2])],
    ] {
      try writeSafetensors(tensors, to: file)
      #expect(throws: RunFolderError.self) { try folder.applied(round: 1) }
    }
  }

  @Test func updatesThatCannotBeWrittenAreAnError() throws {
    let folder = try create(scratch.file("run"))
    try FileManager.default.removeItem(at: scratch.file("run/updates"))
    let error = #expect(throws: RunFolderError.self) { try folder.write(AppliedRound(updates: [update(1)]), round: 1) }
    #expect(error?.description.hasPrefix("cannot write ") == true)
  }
}
