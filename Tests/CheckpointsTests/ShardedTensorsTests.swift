import Files
import Foundation
import TestSupport
import Testing

@testable import Checkpoints

struct ShardedTensorsTests {
  /// A folder with two files of weights and an index that says so; `places` may say otherwise.
  private func withShards(
    _ places: [String: String] = ["a": "1.safetensors", "b": "2.safetensors", "c": "1.safetensors"],
    _ body: (_ folder: URL, _ index: URL) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      try writeSafetensors(
        [
          NamedTensor(name: "a", shape: [2], elements: .floats([1, 2])),
          NamedTensor(name: "c", shape: [1, 2], elements: .floats([0.5, -3], as: .f16)),
        ], to: folder.appendingPathComponent("1.safetensors"))
      try writeSafetensors(
        [NamedTensor(name: "b", shape: [2], elements: .floats([4, 5], as: .bf16))],
        to: folder.appendingPathComponent("2.safetensors"))
      let index = folder.appendingPathComponent("model.safetensors.index.json")
      try JSONSerialization.data(withJSONObject: ["weight_map": places]).write(to: index)
      try body(folder, index)
    }
  }

  /// Pages that were given back are read from the file again; bytes that are no file's stay.
  @Test func whatWasLetGoIsReadAgain() throws {
    let numbers = (0..<64 * 1_024).map { Float($0 % 251) }
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("w.safetensors")
      try writeSafetensors([NamedTensor(name: "w", shape: [64, 1_024], elements: .floats(numbers, as: .f16))], to: url)
      let mapped = try #require(try TensorFile(url).storedMatrix("w"))
      mapped.letGo()
      #expect(mapped.floats(rows: 0..<64) == numbers)
      let held = try Data(contentsOf: url).suffix(2 * numbers.count)
      let info = try #require(TensorInfo(type: .f16, shape: [64, 1_024]))
      let copy = try #require(StoredMatrix(info, bytes: Data(Array(held))))
      copy.letGo()
      #expect(copy.floats(rows: 0..<64) == numbers)
    }
  }

  @Test func readsTensorsFromWhereTheyAre() throws {
    try withShards { folder, index in
      let tensors = try ShardedTensors(index: index)
      #expect(tensors.url == index)
      #expect(tensors.names == ["a", "b", "c"])
      #expect(try tensors.floats("a") == [1, 2])
      #expect(try tensors.floats("b") == [4, 5])
      #expect(try tensors.floats("c") == [0.5, -3])
      #expect(try tensors.info("c") == TensorInfo(type: .f16, shape: [1, 2]))
      #expect(tensors.contains("b"))
      #expect(!tensors.contains("d"))
      #expect(
        failure(CheckpointError.self) { _ = try tensors.floats("d") } == .missingTensor(path: index.path, tensor: "d"))
      let copy = folder.appendingPathComponent("copy")
      try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
      try tensors.writeCopy(replacing: ["c": [0.25, 1 / 3]], to: copy)
      let copied = try ShardedTensors(index: copy.appendingPathComponent(index.lastPathComponent))
      #expect(copied.files.map(\.lastPathComponent) == tensors.files.map(\.lastPathComponent))
      #expect(try copied.info("c").type == .f16 && copied.floats("c") == [0.25, Float(Float16(1.0 / 3))])
      #expect(try copied.floats("a") == [1, 2] && copied.floats("b") == [4, 5])
    }
  }

  /// New values that do not fit are refused before anything is written.
  @Test func copiesAreWholeOrNone() throws {
    try withShards { folder, index in
      let tensors = try ShardedTensors(index: index)
      let copy = folder.appendingPathComponent("copy")
      try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
      #expect(
        failure(CheckpointError.self) { try tensors.writeCopy(replacing: ["a": [7, 7], "b": [1]], to: copy) }
          == .wrongShape(path: index.path, tensor: "b", expected: [2], found: [1]))
      #expect(try FileManager.default.contentsOfDirectory(atPath: copy.path) == [])
    }
  }

  /// A file that is written to is noticed, one that another takes the place of is not: the mapping still holds the old.
  @Test func writingToAFileInUseIsNoticed() throws {
    try withShards { folder, index in
      let tensors = try ShardedTensors(index: index)
      let shard = folder.appendingPathComponent("2.safetensors")
      let other = try Data(contentsOf: shard)
      try tensors.requireUnchanged()
      try other.write(to: shard, options: .atomic)
      try tensors.requireUnchanged()
      #expect(try tensors.floats("b") == [4, 5])

      let again = try ShardedTensors(index: index)
      let file = try FileHandle(forWritingTo: shard)
      try file.seekToEnd()
      try file.write(contentsOf: Data([0]))
      try file.close()
      #expect(failure(FileError.self) { try again.requireUnchanged() } == .changed(path: shard.path))
      try tensors.requireUnchanged()
    }
  }

  @Test func namesAFileThatIsMissing() throws {
    try withShards { folder, index in
      try FileManager.default.removeItem(at: folder.appendingPathComponent("2.safetensors"))
      #expect(
        failure(CheckpointError.self) { _ = try ShardedTensors(index: index) }
          == .missingShard(index: index.path, shard: "2.safetensors"))
    }
  }

  @Test func namesATensorThatIsNotWhereTheIndexSays() throws {
    try withShards(["a": "2.safetensors"]) { folder, index in
      #expect(
        failure(CheckpointError.self) { _ = try ShardedTensors(index: index) }
          == .missingTensor(path: folder.appendingPathComponent("2.safetensors").path, tensor: "a"))
    }
  }

  @Test(arguments: [
    "/etc/passwd", "../1.safetensors", "x/../1.safetensors", "./1.safetensors", "..", ".", "", "a\u{0}b",
  ])
  func refusesFilesThatAreNotInTheFolder(name: String) throws {
    try withShards(["a": name]) { _, index in
      guard
        case .invalidIndex(index.path, _) = failure(CheckpointError.self, of: { _ = try ShardedTensors(index: index) })
      else {
        Issue.record("\(name) accepted")
        return
      }
    }
  }

  @Test(arguments: ["", "[]", "{}", #"{"weight_map": 3}"#, #"{"weight_map": {"a": 3}}"#])
  func refusesDamagedIndices(json: String) throws {
    try withTemporaryFolder { folder in
      let index = folder.appendingPathComponent("model.safetensors.index.json")
      try Data(json.utf8).write(to: index)
      guard
        case .invalidIndex(index.path, _) = failure(CheckpointError.self, of: { _ = try ShardedTensors(index: index) })
      else {
        Issue.record("\(json) accepted")
        return
      }
    }
  }
}
