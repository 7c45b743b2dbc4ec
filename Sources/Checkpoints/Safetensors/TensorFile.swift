import CKernels
import Files
import Foundation

/// A safetensors file, memory-mapped: opening reads the header only, tensors are converted when asked for.
///
/// Layout: 8 bytes of little-endian header length n, n bytes of JSON (name -> type, shape, offsets), then the elements.
/// As the reference implementation does, opening checks that the tensors cover the rest of the file without gap or
/// overlap, so that no later access can leave the file.
package struct TensorFile: TensorSource {
  /// Where the file is.
  package let url: URL
  private let bytes: Data
  private let stamp: FileStamp
  private let entries: [String: Entry]
  /// What the file says of itself, in free form.
  package let metadata: [String: String]

  /// One tensor: its description and the file bytes that hold it.
  private struct Entry {
    let info: TensorInfo
    let range: Range<Int>
  }

  /// Opens the file and checks its header against its size.
  ///
  /// - Throws: `FileError.unreadable`, `CheckpointError.truncated`, `.invalidHeader`, `.invalidTensor`.
  package init(_ url: URL) throws {
    self.url = url
    stamp = FileStamp(url)
    bytes = try mappedBytes(of: url)
    let header = try SafetensorsHeader(bytes, path: url.path)
    var entries: [String: Entry] = [:]
    for tensor in header.tensors {
      let range = header.dataStart + tensor.offsets.lowerBound..<header.dataStart + tensor.offsets.upperBound
      entries[tensor.name] = Entry(info: tensor.info, range: range)
    }
    self.entries = entries
    metadata = header.metadata
  }

  package var files: [URL] { [url] }

  package func requireUnchanged() throws { try stamp.requireUnchanged() }

  /// The names of all tensors, sorted.
  package var names: [String] { entries.keys.sorted() }

  /// Whether a tensor of this name is in the file.
  package func contains(_ name: String) -> Bool { entries[name] != nil }

  /// Type and shape of a tensor.
  ///
  /// - Throws: `CheckpointError.missingTensor`.
  package func info(_ name: String) throws -> TensorInfo { try entry(name).info }

  /// The elements of an F32, F16, BF16 or F64 tensor, row-major, as 32-bit floats.
  ///
  /// - Throws: `CheckpointError.missingTensor`, `.wrongType`.
  package func floats(_ name: String) throws -> [Float] {
    let entry = try entry(name)
    let count = entry.info.elementCount
    switch entry.info.type {
    case .f32: return elements(of: entry, as: Float.self)
    case .f64: return elements(of: entry, as: Double.self).map(Float.init)
    case .f16: return widened(entry, by: { revive_widen_f16($0, $1, count) })
    case .bf16: return widened(entry, by: { revive_widen_bf16($0, $1, count) })
    default: throw wrongType(name, entry, expected: "floating-point numbers")
    }
  }

  /// The elements of an F64 tensor, row-major.
  ///
  /// - Throws: `CheckpointError.missingTensor`, `.wrongType`.
  package func doubles(_ name: String) throws -> [Double] {
    let entry = try entry(name)
    guard entry.info.type == .f64 else { throw wrongType(name, entry, expected: "F64") }
    return elements(of: entry, as: Double.self)
  }

  /// A checksum over the names and bytes of all tensors.
  ///
  /// - Complexity: one pass over the file.
  package var checksum: UInt64 {
    var sum = Checksum()
    for name in names {
      sum.add(Data(name.utf8))
      if let bytes = try? rawBytes(name) { sum.add(mapped: bytes) }
    }
    return sum.value
  }

  package func stored(_ name: String) throws -> (info: TensorInfo, bytes: Data) { (try info(name), try rawBytes(name)) }

  package func elements(_ name: String) throws -> NamedTensor.Elements {
    .raw(try info(name).type, try rawBytes(name))
  }

  package func storedMatrix(_ name: String) throws -> StoredMatrix? {
    StoredMatrix(try info(name), bytes: try rawBytes(name), isMapped: true)
  }

  package func writeCopy(replacing replacements: [String: [Float]], to folder: URL) throws {
    try writeWhole(replacing: replacements, to: folder)
  }

  /// The stored bytes of a tensor, still mapped: nothing is copied.
  ///
  /// - Throws: `CheckpointError.missingTensor`.
  package func rawBytes(_ name: String) throws -> Data { bytes[try entry(name).range] }

  private func entry(_ name: String) throws -> Entry {
    guard let entry = entries[name] else { throw CheckpointError.missingTensor(path: url.path, tensor: name) }
    return entry
  }

  private func wrongType(_ name: String, _ entry: Entry, expected: String) -> CheckpointError {
    .wrongType(path: url.path, tensor: name, expected: expected, found: entry.info.type.rawValue)
  }

  /// Copies the elements out of the mapped file, which may hold them at any address.
  private func elements<Element: BitwiseCopyable>(of entry: Entry, as type: Element.Type) -> [Element] {
    [Element](unsafeUninitializedCapacity: entry.info.elementCount) { target, count in
      bytes[entry.range].withUnsafeBytes { UnsafeMutableRawBufferPointer(target).copyMemory(from: $0) }
      count = entry.info.elementCount
    }
  }

  private func widened(
    _ entry: Entry, by widen: (UnsafeRawPointer, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: entry.info.elementCount) { target, count in
      bytes[entry.range].withUnsafeBytes { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        widen(from, to)
        count = entry.info.elementCount
      }
    }
  }
}
