import Files
import Foundation
import TestSupport
import Testing

@testable import Checkpoints

struct TensorWriterTests {
  @Test func writesTheDocumentedLayout() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.safetensors")
      try writeSafetensors(
        [
          NamedTensor(name: "x", shape: [2], elements: .floats([1, -2])),
          NamedTensor(name: "y", shape: [], elements: .doubles([0.5])),
          NamedTensor(name: "b", shape: [3], elements: .raw(.u8, Data([1, 2, 3]))),
        ], to: url)
      let data = try Data(contentsOf: url)
      let length = Int(data[0]) + Int(data[1]) << 8
      #expect(data[2..<8].allSatisfy { $0 == 0 })
      #expect(length % 8 == 0, "elements start at a multiple of 8")
      let header = try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: [String: Any]]
      #expect(header?["__metadata__"] as? [String: String] == ["format": "pt"])
      #expect(header?["y"]?["data_offsets"] as? [Int] == [0, 8])
      #expect(header?["x"]?["data_offsets"] as? [Int] == [8, 16])
      #expect(header?["b"]?["data_offsets"] as? [Int] == [16, 19])
      #expect(Array(data[(8 + length)...]) == [0, 0, 0, 0, 0, 0, 0xE0, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 1, 2, 3])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.safetensors"])
    }
  }

  /// 70,000 is beyond half precision, and within bfloat16.
  @Test func valuesTooLargeForTheirTypeAreKept() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      try writeSafetensors(
        [
          NamedTensor(name: "h", shape: [2], elements: .floats([1, 2], as: .f16)),
          NamedTensor(name: "b", shape: [2], elements: .floats([1, 2], as: .bf16)),
          NamedTensor(name: "d", shape: [2], elements: .doubles([1, 2])),
        ], to: url)
      try TensorFile(url).writeCopy(replacing: ["h": [70_000, 1], "b": [70_000, 1], "d": [3, 4]], to: folder)
      let copy = try TensorFile(url)
      #expect(try copy.info("h").type == .f32 && copy.floats("h") == [70_000, 1])
      #expect(try copy.info("b").type == .bf16 && copy.floats("b") == [70_144, 1])
      #expect(try copy.doubles("d") == [3, 4])
    }
  }

  @Test func copiesWithSomeTensorsReplaced() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      let nan = Data([0x01, 0x7E, 0x00, 0x3C])  // a NaN with a payload, and 1, in half precision
      try writeSafetensors(
        [
          NamedTensor(name: "h", shape: [2], elements: .raw(.f16, nan)),
          NamedTensor(name: "w", shape: [1, 2], elements: .raw(.f16, Data([0, 0x3C, 0, 0x3C]))),
          NamedTensor(name: "mask", shape: [1], elements: .raw(.bool, Data([1]))),
        ], to: url)
      let file = try TensorFile(url)
      try file.writeCopy(replacing: ["w": [3, 1 / 3]], to: folder)  // onto itself
      let copy = try TensorFile(url)
      #expect(copy.names == ["h", "mask", "w"])
      #expect(try copy.rawBytes("h") == nan)
      #expect(try copy.rawBytes("mask") == Data([1]))
      #expect(try copy.info("w") == TensorInfo(type: .f16, shape: [1, 2]))
      #expect(try copy.floats("w") == [3, Float(Float16(1.0 / 3))])
      #expect(try file.floats("w") == [1, 1], "the old mapping is still readable")

      let path = url.path
      #expect(
        failure(CheckpointError.self) { try file.writeCopy(replacing: ["v": [1]], to: folder) }
          == .missingTensor(path: path, tensor: "v"))
      #expect(
        failure(CheckpointError.self) { try file.writeCopy(replacing: ["w": [1]], to: folder) }
          == .wrongShape(path: path, tensor: "w", expected: [1, 2], found: [1]))
    }
  }

  @Test func refusesNamesUsedTwiceAndPlacesThatCannotBeWritten() throws {
    try withTemporaryFolder { folder in
      let tensor = NamedTensor(name: "x", shape: [1], elements: .floats([1]))
      let twice = failure(CheckpointError.self) {
        try writeSafetensors([tensor, tensor], to: folder.appendingPathComponent("a"))
      }
      guard case .invalidTensor(_, "x", _) = twice else {
        Issue.record("\(String(describing: twice))")
        return
      }
      let nowhere = folder.appendingPathComponent("absent/a.safetensors")
      guard
        case .unwritable(nowhere.path, _) = failure(
          FileError.self, of: { try writeSafetensors([tensor], to: nowhere) })
      else {
        Issue.record("wrote into a folder that does not exist")
        return
      }
      let leftBehind = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(leftBehind.isEmpty)
    }
  }
}
