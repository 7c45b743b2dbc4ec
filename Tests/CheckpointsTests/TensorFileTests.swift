import Files
import Foundation
import TestSupport
import Testing

@testable import Checkpoints

struct TensorFileTests {
  @Test func aPointerToTheWeightsIsNamed() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      try Data("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 548105171\n".utf8).write(to: url)
      #expect(failure(CheckpointError.self) { _ = try TensorFile(url) }?.description.contains("git lfs pull") == true)
    }
  }

  /// A file with this header text and so many bytes of elements.
  private func open(header: String, bytes: [UInt8], length: UInt64? = nil) throws -> TensorFile {
    let size = length ?? UInt64(header.utf8.count)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * UInt64($0))) }
    return try open(Data(prefix) + Data(header.utf8) + Data(bytes))
  }

  private func open(_ contents: Data) throws -> TensorFile {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      try contents.write(to: url)
      return try TensorFile(url)
    }
  }

  private func entry(_ type: String, _ shape: String, _ start: Int, _ end: Int) -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(start),\#(end)]}"#
  }

  @Test func readsEveryNumberType() throws {
    // 1.5, -2 in each floating type; -3, 70000 in each integer type. One odd byte in front misaligns them all.
    let bytes: [UInt8] =
      [7] + [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0] + [0, 0x3E, 0, 0xC0] + [0xC0, 0x3F, 0, 0xC0]
      + [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0] + [0xFD, 0xFF, 0xFF, 0xFF, 0x70, 0x11, 1, 0]
      + [0xFD, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x70, 0x11, 1, 0, 0, 0, 0, 0]
    let header = """
      {"__metadata__":{"format":"pt"},"odd":\(entry("U8", "[1]", 0, 1)),"f32":\(entry("F32", "[2]", 1, 9)),\
      "f16":\(entry("F16", "[1,2]", 9, 13)),"bf16":\(entry("BF16", "[2,1]", 13, 17)),\
      "f64":\(entry("F64", "[2]", 17, 33)),"i32":\(entry("I32", "[2]", 33, 41)),"i64":\(entry("I64", "[2]", 41, 57)),\
      "none":\(entry("F32", "[0,5]", 57, 57)),"none16":\(entry("F16", "[0]", 57, 57))}
      """
    let file = try open(header: header, bytes: bytes)
    #expect(file.names == ["bf16", "f16", "f32", "f64", "i32", "i64", "none", "none16", "odd"])
    for name in ["f32", "f16", "bf16", "f64"] {
      #expect(try file.floats(name) == [1.5, -2])
    }
    #expect(try file.ints("i32") == [-3, 70000])
    #expect(try file.ints("i64") == [-3, 70000])
    #expect(try file.floats("none").isEmpty)
    #expect(try file.floats("none16").isEmpty)
    #expect(try file.info("f16") == TensorInfo(type: .f16, shape: [1, 2]))
    #expect(file.contains("f16"))
    #expect(!file.contains("f17"))
    let path = file.url.path
    #expect(failure(CheckpointError.self) { _ = try file.floats("x") } == .missingTensor(path: path, tensor: "x"))
    #expect(
      failure(CheckpointError.self) { _ = try file.floats("i32") }
        == .wrongType(path: path, tensor: "i32", expected: "floating-point numbers", found: "I32"))
    #expect(
      failure(CheckpointError.self) { _ = try file.ints("f32") }
        == .wrongType(path: path, tensor: "f32", expected: "I64 or I32", found: "F32"))
  }

  @Test func refusesTruncatedFiles() throws {
    let header = "{\"a\":\(entry("F32", "[2]", 0, 8))}"
    let needed = 8 + header.utf8.count + 8
    for (data, found) in [(Data(), 0), (Data([1, 0, 0]), 3)] {
      guard case .truncated(_, 8, found) = failure(CheckpointError.self, of: { _ = try open(data) }) else {
        Issue.record("\(found) bytes accepted")
        continue
      }
    }
    let error = failure(CheckpointError.self) { _ = try open(header: header, bytes: [1, 2, 3]) }
    guard case .truncated(_, needed, needed - 5) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains("Fetch it again") == true)
  }

  @Test(arguments: [UInt64(0), 1, 1_000_000_000, .max, UInt64(Int.max), 1 << 63])
  func refusesHeaderLengthsOutOfBounds(length: UInt64) {
    let error = failure(CheckpointError.self) { _ = try open(header: "{}", bytes: [], length: length) }
    guard case .invalidHeader = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func refusesAHeaderLongerThanTheFile() {
    let error = failure(CheckpointError.self) { _ = try open(header: "{}", bytes: [], length: 3) }
    guard case .truncated(_, 11, 10) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    "[]", "nonsense", "{\"a\":", "{\"a\":1}", "{\"a\":{}}", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", "\"text\"",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,1e30]}}",
    "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}", "{} x",
    String(repeating: "[", count: 100_000),
    "{\"a\":" + String(repeating: "[", count: 100_000),
  ])
  func refusesHeadersThatAreNotTheRightJSON(header: String) {
    let error = failure(CheckpointError.self) { _ = try open(header: header, bytes: [0, 0, 0, 0]) }
    guard case .invalidHeader = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func refusesAHeaderThatIsNotUTF8() {
    let error = failure(CheckpointError.self) {
      _ = try open(Data([8, 0, 0, 0, 0, 0, 0, 0]) + Data([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]))
    }
    guard case .invalidHeader = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    ("F32", "[1]", 4, 0), ("F32", "[1]", -4, 0), ("F32", "[2]", 0, 4), ("F32", "[-1]", 0, 4), ("F33", "[1]", 0, 4),
    ("F32", "[4611686018427387904,4]", 0, 4), ("F32", "[4294967296,4294967296]", 0, 0),
    ("F64", "[2305843009213693951]", 0, 4), ("F32", "[0,-1]", 0, 0), ("F32", "[1]", 4, 8), ("f32", "[1]", 0, 4),
    ("F32", "[1]", Int.min, Int.max), ("F32", "[1]", Int.max - 4, Int.max),
  ])
  func refusesEntriesThatContradictThemselves(type: String, shape: String, start: Int, end: Int) {
    let error = failure(CheckpointError.self) {
      _ = try open(header: "{\"weight\":\(entry(type, shape, start, end))}", bytes: [0, 0, 0, 0])
    }
    guard case .invalidTensor(_, "weight", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func refusesOverlapsGapsAndBytesLeftOver() {
    for (first, second) in [((0, 4), (2, 6)), ((0, 4), (5, 9)), ((0, 4), (0, 4))] {
      let header = """
        {"a":\(entry("F32", "[1]", first.0, first.1)),"b":\(entry("F32", "[1]", second.0, second.1))}
        """
      let error = failure(CheckpointError.self) {
        _ = try open(header: header, bytes: Array(repeating: 0, count: 9))
      }
      guard case .invalidTensor = error else {
        Issue.record("\(first) \(second): \(String(describing: error))")
        continue
      }
    }
    let error = failure(CheckpointError.self) {
      _ = try open(header: "{\"a\":\(entry("U8", "[1]", 0, 1))}", bytes: [0, 0])
    }
    guard case .invalidHeader = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func refusesAMissingFileAndAFolder() throws {
    try withTemporaryFolder { folder in
      for url in [folder, folder.appendingPathComponent("absent.safetensors")] {
        guard case .unreadable(url.path, _) = failure(FileError.self, of: { _ = try TensorFile(url) }) else {
          Issue.record("\(url.path) accepted")
          continue
        }
      }
    }
  }

  /// Without elements, a tensor still has rows and columns that are counted with.
  @Test(arguments: [[0, Int.max], [Int.max / 4, 0, 8], [Int.max, 2], [0, -1]])
  func extentsBeyondAllMemoryAreNoShape(shape: [Int]) { #expect(TensorInfo(type: .q5b0, shape: shape) == nil) }

  @Test func aTensorMayBeEmpty() throws {
    let info = try #require(TensorInfo(type: .f16, shape: [0, 1_024]))
    #expect((info.elementCount, info.byteCount) == (0, 0))
  }
}
