import Files
import Foundation

/// A tensor to be written: its name, shape and elements in row-major order.
package struct NamedTensor: Sendable {
  /// The elements and, with them, the stored type.
  package enum Elements: Sendable {
    /// Stored in the given format, rounded to nearest, ties to even.
    case floats([Float], as: FloatFormat = .f32)
    /// Stored as F64.
    case doubles([Double])
    /// Bytes already in the format's layout, stored as they are.
    case raw(TensorType, Data)
    /// So many numbers, stored as F32, that are made only when they are written: a whole model of them may not fit into
    /// memory.
    case made(count: Int, @Sendable () throws -> [Float])
  }

  package let name: String
  package let shape: [Int]
  package let elements: Elements

  /// The number of elements must be the product of `shape`; `writeSafetensors` checks it.
  package init(name: String, shape: [Int], elements: Elements) {
    self.name = name
    self.shape = shape
    self.elements = elements
  }

  var type: TensorType {
    switch elements {
    case .floats(_, let format): format.type
    case .doubles: .f64
    case .raw(let type, _): type
    case .made: .f32
    }
  }

  var byteCount: Int {
    switch elements {
    case .floats(let values, let format): values.count * format.type.byteCount
    case .doubles(let values): values.count * MemoryLayout<Double>.size
    case .raw(_, let data): data.count
    case .made(let count, _): count * TensorType.f32.byteCount
    }
  }

  func write(to file: FileHandle) throws {
    switch elements {
    case .floats(let values, let format): try file.write(contentsOf: format.bytes(of: values))
    case .doubles(let values): try file.write(contentsOf: values.withUnsafeBytes { Data($0) })
    case .raw(_, let data): try file.write(contentsOf: data)
    case .made(_, let make): try file.write(contentsOf: FloatFormat.f32.bytes(of: make()))
    }
  }
}

/// Writes a safetensors file that other readers open, the metadata saying `"format": "pt"` as `transformers` expects.
/// The file appears under its name only when it is complete.
///
/// - Parameter metadata: what else the metadata say.
/// - Throws: `CheckpointError.invalidTensor` if elements and shape disagree or a name occurs twice, `.overflow` if a
///   number is too large for its format, `FileError.unwritable`.
package func writeSafetensors(_ tensors: [NamedTensor], metadata: [String: String] = [:], to url: URL) throws {
  // Wide types first, as the reference implementation does: every tensor then starts at a multiple of its element size.
  let ordered = tensors.sorted { ($1.type.byteCount, $0.name) < ($0.type.byteCount, $1.name) }
  let header = try headerBytes(of: ordered, metadata, path: url.path)
  try writeAtomically(to: url) { file in
    try file.write(contentsOf: header)
    for tensor in ordered { try tensor.write(to: file) }
  }
}

/// What `writeSafetensors` would throw for these tensors before it writes anything.
///
/// - Throws: `CheckpointError.invalidTensor`, `.overflow`.
func checkSafetensors(_ tensors: [NamedTensor], path: String) throws {
  _ = try headerBytes(of: tensors, path: path)
}

private func headerBytes(
  of tensors: [NamedTensor], _ metadata: [String: String] = [:], path: String
) throws -> Data {
  var entries: [String: Any] = ["__metadata__": metadata.merging(["format": "pt"]) { $1 }]
  var offset = 0
  for tensor in tensors {
    let size = tensor.byteCount
    guard let info = TensorInfo(type: tensor.type, shape: tensor.shape), info.byteCount == size else {
      let problem = "\(size) bytes do not fill shape \(tensor.shape) of \(tensor.type.rawValue)"
      throw CheckpointError.invalidTensor(path: path, tensor: tensor.name, problem: problem)
    }
    guard entries[tensor.name] == nil else {
      throw CheckpointError.invalidTensor(path: path, tensor: tensor.name, problem: "the name is used twice")
    }
    if case .floats(let values, let format) = tensor.elements, let value = format.firstOverflow(in: values) {
      throw CheckpointError.overflow(path: path, tensor: tensor.name, value: value, format: format)
    }
    entries[tensor.name] =
      ["dtype": tensor.type.rawValue, "shape": tensor.shape, "data_offsets": [offset, offset + size]] as [String: Any]
    offset += size
  }
  var json = try JSONSerialization.data(withJSONObject: entries, options: [.sortedKeys, .withoutEscapingSlashes])
  json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
  let length = (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }
  return Data(length) + json
}
