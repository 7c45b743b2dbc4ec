import Foundation

/// The checked header of a GGUF file, version 2 or 3: what it says about the model, and where its tensors are.
///
/// Layout: "GGUF", version, number of tensors, number of metadata entries; the entries (key, type, value); the tensors
/// (name, extents innermost first, type, offset); padding to a multiple of `general.alignment`; the tensors' bytes.
struct GGUFHeader {
  /// A tensor and the file bytes that hold it.
  struct Tensor {
    let info: TensorInfo
    let range: Range<Int>
  }

  /// The file, for messages.
  let path: String
  private(set) var metadata: [String: GGUFValue] = [:]
  private(set) var tensors: [String: Tensor] = [:]
  /// The first byte after the header and its padding.
  private(set) var dataStart = 0
  private let file: Data

  /// Parses and checks the header at the start of `file`.
  ///
  /// - Throws: `CheckpointError.truncated`, `.invalidGGUF`, `.unsupportedGGUF`, `.invalidTensor`.
  init(_ file: Data, path: String) throws {
    self.file = file
    self.path = path
    try file.withUnsafeBytes { bytes in
      var cursor = GGUFCursor(bytes, path: path)
      let tensorCount = try Self.start(&cursor)
      try readMetadata(&cursor)
      try readTensors(tensorCount, &cursor)
    }
  }

  /// Whether `file` begins as a GGUF file does.
  static func isMagic(_ start: some Collection<UInt8>) -> Bool { start.prefix(4).elementsEqual("GGUF".utf8) }

  /// - Returns: The number of tensors.
  private static func start(_ cursor: inout GGUFCursor) throws -> Int {
    let magic = try cursor.skip(4)
    guard isMagic(cursor.bytes[magic]) else {
      throw CheckpointError.invalidGGUF(path: cursor.path, problem: "it does not begin with GGUF")
    }
    let version = try cursor.number(UInt32.self)
    guard version == 2 || version == 3 else {
      let isSwapped = version.byteSwapped <= 3
      throw CheckpointError.unsupportedGGUF(
        path: cursor.path, feature: isSwapped ? "big-endian byte order" : "version \(version) of the format")
    }
    return try cursor.count(of: 8 + 4 + 8 + 4 + 8)
  }

  private mutating func readMetadata(_ cursor: inout GGUFCursor) throws {
    for _ in 0..<(try cursor.count(of: 8 + 4 + 1)) {
      let key = try cursor.string()
      let code = try cursor.number(UInt32.self)
      guard let kind = GGUFValue.Kind(rawValue: code) else { throw invalid("\(key) has the unknown type \(code)") }
      guard metadata.updateValue(try GGUFValue(kind, from: &cursor), forKey: key) == nil else {
        throw invalid("\(key) is there twice")
      }
    }
  }

  private mutating func readTensors(_ count: Int, _ cursor: inout GGUFCursor) throws {
    var offsets: [(name: String, info: TensorInfo, offset: UInt64)] = []
    for _ in 0..<count {
      let name = try cursor.string()
      let info = try tensorInfo(name, &cursor)
      offsets.append((name, info, try cursor.number(UInt64.self)))
    }
    let start = try aligned(cursor.position)
    dataStart = start
    for (name, info, offset) in offsets {
      guard let offset = Int(exactly: offset), case let (first, overflow) = start.addingReportingOverflow(offset),
        !overflow, case let (end, overflow) = first.addingReportingOverflow(info.byteCount), !overflow
      else { throw CheckpointError.invalidTensor(path: path, tensor: name, problem: "impossible offset \(offset)") }
      guard end <= file.count else {
        throw CheckpointError.truncated(path: path, needed: end, found: file.count)
      }
      guard tensors.updateValue(Tensor(info: info, range: first..<end), forKey: name) == nil else {
        throw CheckpointError.invalidTensor(path: path, tensor: name, problem: "it is there twice")
      }
    }
  }

  private func tensorInfo(_ name: String, _ cursor: inout GGUFCursor) throws -> TensorInfo {
    func problem(_ text: String) -> CheckpointError { .invalidTensor(path: path, tensor: name, problem: text) }
    let rank = try cursor.number(UInt32.self)
    guard rank <= 4 else { throw problem("it has \(rank) dimensions, at most 4 are possible") }
    let extents = try (0..<rank).map { _ in try cursor.number(UInt64.self) }
    let code = try cursor.number(UInt32.self)
    guard let type = Self.types[code] else {
      let name = Self.otherTypes[code] ?? "type \(code)"
      throw CheckpointError.unsupportedGGUF(path: path, feature: "quantisation as \(name)")
    }
    let shape = extents.reversed().map { Int(clamping: $0) }
    guard let info = TensorInfo(type: type, shape: shape) else { throw problem("impossible shape \(shape)") }
    guard (shape.last ?? 1) % type.blockLength == 0 else {
      throw problem("rows of \(shape.last ?? 1) are not whole blocks of \(type.rawValue)")
    }
    return info
  }

  private func aligned(_ position: Int) throws -> Int {
    let alignment = try integer("general.alignment") ?? 32
    guard alignment > 0, alignment <= 1 << 20, alignment & (alignment - 1) == 0 else {
      throw invalid("general.alignment is \(alignment)")
    }
    return (position + alignment - 1) / alignment * alignment
  }

  private func invalid(_ problem: String) -> CheckpointError { .invalidGGUF(path: path, problem: problem) }

  /// The types that can be read, by their numbers in the file.
  private static let types: [UInt32: TensorType] = [
    0: .f32, 1: .f16, 2: .q4b0, 3: .q4b1, 6: .q5b0, 7: .q5b1, 8: .q8b0, 12: .q4k, 13: .q5k, 14: .q6k, 24: .i8, 25: .i16,
    26: .i32, 27: .i64, 28: .f64, 30: .bf16,
  ]

  /// The names of those that cannot.
  private static let otherTypes: [UInt32: String] = [
    9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S",
    20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 29: "IQ1_M", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
  ]
}

extension GGUFHeader {
  /// An integer of the metadata; nil if there is none of this name. An array of equal integers counts as one: some files
  /// repeat a number for every block.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` for a value that is not an integer.
  func integer(_ key: String) throws -> Int? {
    switch metadata[key] {
    case nil: return nil
    case .integer(let value): return value
    case .array:
      let values = try numbers(key)
      guard let first = values.first, let value = Int(exactly: first), values.allSatisfy({ $0 == first }) else {
        throw wrongValue(key, "differs from block to block, which is not supported")
      }
      return value
    default: throw wrongValue(key, "is not an integer")
    }
  }

  /// A number of the metadata; nil if there is none of this name.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` for a value that is not a number.
  func real(_ key: String) throws -> Double? {
    switch metadata[key] {
    case nil: nil
    case .integer(let value): Double(value)
    case .real(let value) where value.isFinite: value
    default: throw wrongValue(key, "is not a finite number")
    }
  }

  /// A truth value of the metadata; nil if there is none of this name.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` for another value.
  func bool(_ key: String) throws -> Bool? {
    switch metadata[key] {
    case nil: nil
    case .bool(let value): value
    default: throw wrongValue(key, "is not true or false")
    }
  }

  /// A text of the metadata; nil if there is none of this name.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` for another value.
  func string(_ key: String) throws -> String? {
    switch metadata[key] {
    case nil: nil
    case .string(let value): value
    default: throw wrongValue(key, "is not a text")
    }
  }

  /// The texts of an array; none if there is none of this name.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` for another value.
  func strings(_ key: String) throws -> [String] {
    guard let value = metadata[key] else { return [] }
    guard case .array(.string, let count, let place) = value else { throw wrongValue(key, "is not an array of texts") }
    return try file.withUnsafeBytes { bytes in
      var cursor = GGUFCursor(UnsafeRawBufferPointer(rebasing: bytes[place]), path: path)
      return try (0..<count).map { _ in try cursor.string() }
    }
  }

  /// The numbers of an array; none if there is none of this name.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` for another value.
  func numbers(_ key: String) throws -> [Double] {
    guard let value = metadata[key] else { return [] }
    guard case .array(let kind, let count, let place) = value, kind != .string, kind != .array else {
      throw wrongValue(key, "is not an array of numbers")
    }
    return try file.withUnsafeBytes { bytes in
      var cursor = GGUFCursor(UnsafeRawBufferPointer(rebasing: bytes[place]), path: path)
      return try (0..<count).map { _ in
        switch try GGUFValue(kind, from: &cursor) {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: throw wrongValue(key, "is not an array of numbers")
        }
      }
    }
  }

  func wrongValue(_ key: String, _ problem: String) -> CheckpointError {
    .invalidConfiguration(path: path, field: key, problem: problem)
  }
}
