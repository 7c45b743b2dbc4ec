import Files
import Foundation

/// The checked header of a safetensors file.
struct SafetensorsHeader {
  /// A tensor and the half-open byte range that holds it, counted from `dataStart`.
  struct Tensor {
    let name: String
    let info: TensorInfo
    let offsets: Range<Int>
  }

  /// In the order in which the file holds them.
  let tensors: [Tensor]
  /// The free-form entry, as far as it is a table of texts.
  let metadata: [String: String]
  /// The first byte after the header.
  let dataStart: Int

  /// The longest header accepted, in bytes, as in the reference implementation: a larger one is a lie.
  static let longest = 100_000_000

  /// Parses and checks the header at the start of `file`; `path` is for messages.
  ///
  /// - Throws: `CheckpointError.truncated`, `.invalidHeader`, `.invalidTensor`.
  init(_ file: Data, path: String) throws {
    if file.starts(with: Data("version https://git-lfs".utf8)) {
      throw CheckpointError.invalidHeader(
        path: path, problem: "this is the pointer that Git LFS leaves in place of the weights (git lfs pull)")
    }
    guard file.count >= 8 else { throw CheckpointError.truncated(path: path, needed: 8, found: file.count) }
    let length = file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 2, length <= UInt64(Self.longest) else {
      throw CheckpointError.invalidHeader(path: path, problem: "its length is given as \(length) bytes")
    }
    dataStart = 8 + Int(length)
    guard dataStart <= file.count else {
      throw CheckpointError.truncated(path: path, needed: dataStart, found: file.count)
    }
    let json = file[file.startIndex + 8..<file.startIndex + dataStart]
    let raw = try decodeJSON(RawHeader.self, fromUnambiguous: json) { fault in
      CheckpointError.invalidHeader(path: path, problem: "\(fault)")
    }
    metadata = raw.metadata
    tensors = try raw.entries.map { try Self.tensor($0, $1, path: path) }
      .sorted { ($0.offsets.lowerBound, $0.offsets.upperBound) < ($1.offsets.lowerBound, $1.offsets.upperBound) }
    try checkCoverage(of: file.count, path: path)
  }

  /// Each tensor must start where the one before ends, and the last must end with the file.
  private func checkCoverage(of fileSize: Int, path: String) throws {
    var end = 0
    for tensor in tensors {
      guard tensor.offsets.lowerBound == end else {
        let relation = tensor.offsets.lowerBound < end ? "overlaps the tensor before it" : "leaves a gap before it"
        throw CheckpointError.invalidTensor(path: path, tensor: tensor.name, problem: relation)
      }
      end = tensor.offsets.upperBound
    }
    let (needed, overflow) = end.addingReportingOverflow(dataStart)
    guard !overflow, needed <= fileSize else {
      throw CheckpointError.truncated(path: path, needed: overflow ? Int.max : needed, found: fileSize)
    }
    guard needed == fileSize else {
      let problem = "\(fileSize - needed) bytes at the end of the file belong to no tensor"
      throw CheckpointError.invalidHeader(path: path, problem: problem)
    }
  }

  private static func tensor(_ name: String, _ raw: RawEntry, path: String) throws -> Tensor {
    func invalid(_ problem: String) -> CheckpointError {
      .invalidTensor(path: path, tensor: name, problem: problem)
    }
    guard let type = TensorType(rawValue: raw.dtype), !type.isQuantised else {
      throw invalid("unknown element type \(raw.dtype)")
    }
    guard let info = TensorInfo(type: type, shape: raw.shape) else {
      throw invalid("impossible shape \(raw.shape)")
    }
    guard raw.dataOffsets.count == 2, let start = raw.dataOffsets.first, let end = raw.dataOffsets.last,
      start >= 0, start <= end
    else { throw invalid("impossible offsets \(raw.dataOffsets)") }
    guard end - start == info.byteCount else {
      throw invalid("\(end - start) bytes are set aside, shape \(raw.shape) of \(raw.dtype) needs \(info.byteCount)")
    }
    return Tensor(name: name, info: info, offsets: start..<end)
  }
}

/// The JSON of a header: tensors by name, and a reserved entry for free-form metadata.
private struct RawHeader: Decodable {
  let entries: [String: RawEntry]
  let metadata: [String: String]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    var entries: [String: RawEntry] = [:]
    var metadata: [String: String] = [:]
    for name in container.allKeys {
      if name.stringValue == "__metadata__" {
        // Nothing depends on it in files of other programs, whatever it is there.
        metadata = (try? container.decode([String: String].self, forKey: name)) ?? [:]
      } else {
        entries[name.stringValue] = try container.decode(RawEntry.self, forKey: name)
      }
    }
    (self.entries, self.metadata) = (entries, metadata)
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

private struct RawEntry: Decodable {
  let dtype: String
  let shape: [Int]
  let dataOffsets: [Int]

  enum CodingKeys: String, CodingKey {
    case dtype, shape
    case dataOffsets = "data_offsets"
  }
}
