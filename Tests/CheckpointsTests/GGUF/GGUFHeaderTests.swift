import Foundation
import TestSupport
import Testing

@testable import Checkpoints

/// Files made byte by byte, most of them lies.
struct GGUFHeaderTests {
  /// The parts of a file: numbers, texts with their lengths, and bytes as they are.
  private enum Part {
    case u32(UInt32)
    case u64(UInt64)
    case text(String)
    case zeros(Int)

    var bytes: Data {
      switch self {
      case .u32(let value): withUnsafeBytes(of: value.littleEndian) { Data($0) }
      case .u64(let value): withUnsafeBytes(of: value.littleEndian) { Data($0) }
      case .text(let text): Part.u64(UInt64(text.utf8.count)).bytes + Data(text.utf8)
      case .zeros(let count): Data(count: count)
      }
    }
  }

  private func header(
    version: UInt32 = 3, tensors: UInt64 = 0, entries: UInt64 = 0, _ parts: [Part] = []
  ) throws -> GGUFHeader {
    let start = Data("GGUF".utf8) + Part.u32(version).bytes + Part.u64(tensors).bytes + Part.u64(entries).bytes
    return try GGUFHeader(parts.reduce(start) { $0 + $1.bytes }, path: "a.gguf")
  }

  /// One tensor of these extents, type and offset, and so many bytes behind the header.
  private func tensor(
    _ extents: [UInt64], type: UInt32 = 0, offset: UInt64 = 0, rank: UInt32? = nil, bytes: Int = 64
  ) throws -> GGUFHeader {
    try header(
      tensors: 1,
      [.text("w"), .u32(rank ?? UInt32(extents.count))] + extents.map { .u64($0) }
        + [.u32(type), .u64(offset), .zeros(32 + bytes)])
  }

  @Test(arguments: [UInt32(2), 3]) func readsValuesOfEveryType(version: UInt32) throws {
    let numbers: [Part] = [.text("n"), .u32(9), .u32(5), .u64(2), .u32(7), .u32(UInt32(bitPattern: -7))]
    let texts: [Part] = [.text("t"), .u32(9), .u32(8), .u64(2), .text("é"), .text("")]
    let nested: [Part] = [.text("l"), .u32(9), .u32(9), .u64(1), .u32(4), .u64(1), .u32(1)]
    let found = try header(
      version: version, entries: 7,
      numbers + texts + nested + [
        .text("f"), .u32(6), .u32(Float(1e-5).bitPattern), .text("u"), .u32(10), .u64(5), .text("s"), .u32(8),
        .text("x"),
        .text("d"), .u32(12), .u64(0.25.bitPattern),
      ])
    #expect(try found.numbers("n") == [7, -7])
    #expect(try found.strings("t") == ["é", ""])
    #expect(try found.real("f") == 1e-5)
    #expect(try found.real("d") == 0.25)
    #expect(try found.integer("u") == 5)
    #expect(try found.string("s") == "x")
    #expect(try found.integer("absent") == nil)
    for key in ["s", "l", "t", "f"] {
      #expect(throws: CheckpointError.self) { try found.integer(key) }
    }
    #expect(throws: CheckpointError.self) { try found.numbers("l") }
    #expect(throws: CheckpointError.self) { try found.numbers("t") }
  }

  @Test func placesTensorsAtTheAlignment() throws {
    // The header ends at byte 109; tensors begin at 128.
    let found = try header(
      tensors: 1, entries: 1,
      [.text("general.alignment"), .u32(4), .u32(64), .text("w"), .u32(2), .u64(3), .u64(2), .u32(0), .u64(64)]
        + [.zeros(200)])
    #expect(found.tensors["w"]?.range == 192..<216)
    #expect(found.tensors["w"]?.info == TensorInfo(type: .f32, shape: [2, 3]))
    #expect(try tensor([]).tensors["w"]?.info.elementCount == 1)
    #expect(try tensor([0, 5]).tensors["w"]?.info.elementCount == 0)
  }

  @Test func refusesCountsThatTheFileCannotHold() {
    for count in [UInt64(1), 1 << 20, 1 << 40, 1 << 62, 1 << 63, .max] {
      #expect(throws: CheckpointError.self) { try header(tensors: count) }
      #expect(throws: CheckpointError.self) { try header(entries: count) }
      #expect(throws: CheckpointError.self) { try header(entries: 1, [.u64(count)]) }  // a key's length
      for element: UInt32 in 0...12 {
        let parts: [Part] = [.text("a"), .u32(9), .u32(element), .u64(count)]
        #expect(throws: CheckpointError.self) { try header(entries: 1, parts) }
      }
    }
  }

  @Test func refusesShapesAndOffsetsBeyondTheFile() throws {
    #expect(throws: Never.self) { try tensor([16]) }
    for extents: [UInt64] in [
      [100], [1 << 40], [1 << 62], [.max], [1 << 32, 1 << 32], [1 << 31, 1 << 31, 1 << 31, 4],
    ] {
      #expect(throws: CheckpointError.self) { try tensor(extents) }
    }
    for offset: UInt64 in [96, 1 << 40, 1 << 62, 1 << 63, UInt64(Int.max), .max] {
      #expect(throws: CheckpointError.self) { try tensor([16], offset: offset) }
    }
    for rank: UInt32 in [5, 1 << 30, .max] {
      #expect(throws: CheckpointError.self) { try tensor([16], rank: rank) }
    }
    // 48 numbers are not whole blocks of 32.
    #expect(throws: CheckpointError.self) { try tensor([48], type: 8, bytes: 500) }
    #expect(throws: Never.self) { try tensor([64], type: 8, bytes: 500) }
  }

  @Test func saysWhichQuantisationItCannotRead() {
    let error = failure(CheckpointError.self) { _ = try tensor([256], type: 10, bytes: 500) }
    #expect(error == .unsupportedGGUF(path: "a.gguf", feature: "quantisation as Q2_K"))
    #expect(throws: CheckpointError.self) { try tensor([256], type: 77, bytes: 500) }
  }

  @Test func refusesWhatIsThereTwice() {
    let entry: [Part] = [.text("a"), .u32(4), .u32(1)]
    #expect(throws: CheckpointError.self) { try header(entries: 2, entry + entry) }
    let tensor: [Part] = [.text("w"), .u32(1), .u64(1), .u32(0), .u64(0)]
    #expect(throws: CheckpointError.self) { try header(tensors: 2, tensor + tensor + [.zeros(64)]) }
  }

  @Test func refusesOtherFilesAndVersions() {
    #expect(throws: CheckpointError.self) { try GGUFHeader(Data(), path: "a") }
    #expect(throws: CheckpointError.self) { try GGUFHeader(Data("GGML----------------".utf8), path: "a") }
    for version: UInt32 in [0, 1, 4, .max] {
      #expect(throws: CheckpointError.self) { try header(version: version) }
    }
    let swapped = failure(CheckpointError.self) { _ = try header(version: UInt32(3).byteSwapped) }
    #expect(swapped == .unsupportedGGUF(path: "a.gguf", feature: "big-endian byte order"))
  }

  @Test func refusesAlignmentsThatAreNone() {
    for alignment: UInt32 in [0, 3, 24, 1 << 31] {
      let entry: [Part] = [.text("general.alignment"), .u32(4), .u32(alignment)]
      #expect(throws: CheckpointError.self) { try header(entries: 1, entry) }
    }
  }

  @Test func refusesArraysNestedTooDeeply() {
    var parts: [Part] = [.text("a"), .u32(9)]
    for _ in 0..<100 { parts += [.u32(9), .u64(1)] }
    #expect(throws: CheckpointError.self) { try header(entries: 1, parts + [.zeros(2000)]) }
  }
}
