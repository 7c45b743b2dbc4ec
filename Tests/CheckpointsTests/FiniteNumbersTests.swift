import Foundation
import TestSupport
import Testing

@testable import Checkpoints

/// A number that is none, in every form in which files hold numbers, at the first place, at the last, and far inside.
struct FiniteNumbersTests {
  private func check(_ tensor: NamedTensor) throws -> CheckpointError? {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      try writeSafetensors([tensor], to: url)
      return failure(CheckpointError.self) { try TensorFile(url).requireFinite(tensor.name) }
    }
  }

  @Test(arguments: FloatFormat.allCases, [Float.nan, .infinity, -.infinity]) func theFirstPlaceIsNamed(
    format: FloatFormat, value: Float
  ) throws {
    let (rows, columns) = (3, 40_000)
    for index in [0, 1, 70_123, rows * columns - 1] {
      var values = (0..<rows * columns).map { Float($0 % 7) - 3 }
      #expect(try check(NamedTensor(name: "w", shape: [rows, columns], elements: .floats(values, as: format))) == nil)
      values[index] = value
      values[rows * columns - 1] = .nan
      let error = try check(NamedTensor(name: "w", shape: [rows, columns], elements: .floats(values, as: format)))
      guard case .notFinite(_, "w", let place, let shown) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(place == [index / columns, index % columns])
      #expect(shown == "\(values[index])")
    }
  }

  @Test func largestNumbersAreFinite() throws {
    for (format, value) in [(FloatFormat.f32, Float.greatestFiniteMagnitude), (.f16, 65_504), (.bf16, 0x1.FEp127)] {
      #expect(try check(NamedTensor(name: "w", shape: [2], elements: .floats([value, -value], as: format))) == nil)
    }
    // Beyond a float.
    #expect(try check(NamedTensor(name: "w", shape: [2], elements: .doubles([1, 1e300]))) != nil)
    #expect(try check(NamedTensor(name: "w", shape: [2], elements: .doubles([1, 1e30]))) == nil)
    // Numbers that are no floats, and none at all.
    #expect(try check(NamedTensor(name: "w", shape: [2], elements: .raw(.i16, Data([0, 0x7C, 0xFF, 0xFF])))) == nil)
    #expect(try check(NamedTensor(name: "w", shape: [0, 4], elements: .floats([]))) == nil)
  }

  /// The scales of quantised blocks.
  @Test(arguments: ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K", "F16", "BF16", "F32"])
  func quantisedBlocksToo(name: String) throws {
    let url = fixture("gguf/llama.gguf")
    let numbers = fixture("gguf/quants.gguf")
    let bytes = try Data(contentsOf: numbers)
    let tensor = try #require(try GGUFHeader(bytes, path: numbers.path).tensors[name])
    var held = bytes[tensor.range]
    let source = { (bytes: Data) in StoredTensor(url: url, name: "w", info: tensor.info, bytes: bytes) }
    #expect(throws: Never.self) { try source(held).requireFinite("w") }
    // The block's scale; the last one's lies at its end in Q6_K.
    let place = name == "Q6_K" ? held.endIndex - 2 : held.startIndex + (name == "F32" ? 2 : 0)
    let isBrain = name == "BF16" || name == "F32"
    held[place] = 0x80
    held[place + 1] = isBrain ? 0x7F : 0x7C
    let error = failure(CheckpointError.self) { try source(held).requireFinite("w") }
    guard case .notFinite(_, "w", _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}

/// One tensor, as bytes.
private struct StoredTensor: TensorSource {
  let url: URL
  let name: String
  let info: TensorInfo
  let bytes: Data

  var names: [String] { [name] }
  var files: [URL] { [url] }
  var checksum: UInt64 { 0 }
  func requireUnchanged() throws {}
  func contains(_ name: String) -> Bool { name == self.name }
  func info(_ name: String) throws -> TensorInfo { info }
  func stored(_ name: String) throws -> (info: TensorInfo, bytes: Data) { (info, bytes) }
  func elements(_ name: String) throws -> NamedTensor.Elements { .raw(info.type, bytes) }
  func storedMatrix(_ name: String) throws -> StoredMatrix? { StoredMatrix(info, bytes: bytes) }
  func writeCopy(replacing replacements: [String: [Float]], to folder: URL) throws {}

  func floats(_ name: String) throws -> [Float] {
    if let matrix = StoredMatrix(info, bytes: bytes) { return matrix.floats(rows: 0..<matrix.rows) }
    return bytes.withUnsafeBytes { bytes in
      (0..<info.elementCount).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }
}
