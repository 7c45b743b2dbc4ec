import Files
import Foundation

/// The tensors of a GGUF file under the names, in the shapes and with the values that `transformers` has for the model;
/// the file is memory-mapped.
struct GGUFTensors: TensorSource {
  let url: URL
  private let bytes: Data
  private let stamp: FileStamp
  private let entries: [String: Entry]

  /// A tensor as the file holds it, and as it is to be seen.
  private struct Entry {
    let stored: GGUFHeader.Tensor
    let change: GGUFLayout.Change
    let info: TensorInfo
  }

  /// - Parameters:
  ///   - bytes: The file at `url`, of which `header` is the header and which was `stamp` before it was mapped.
  ///   - layout: What the file's names mean.
  /// - Throws: `CheckpointError.invalidTensor` where a tensor does not belong to such a model.
  init(_ bytes: Data, _ stamp: FileStamp, header: GGUFHeader, layout: GGUFLayout, url: URL) throws {
    self.url = url
    self.stamp = stamp
    self.bytes = bytes
    var entries: [String: Entry] = [:]
    for (name, tensor) in header.tensors.sorted(by: { $0.key < $1.key }) {
      func invalid(_ problem: String) -> CheckpointError {
        .invalidTensor(path: url.path, tensor: name, problem: problem)
      }
      let place: GGUFLayout.Place?
      do {
        place = try layout.place(of: name)
      } catch {
        throw invalid("a model of architecture \(layout.architecture.rawValue) has none of this name")
      }
      guard let place else { continue }
      guard let info = place.change.info(of: tensor.info) else {
        throw invalid("shape \(tensor.info.shape) does not fit the model's number of heads")
      }
      entries[place.name] = Entry(stored: tensor, change: place.change, info: info)
    }
    self.entries = entries
  }

  var files: [URL] { [url] }

  func requireUnchanged() throws { try stamp.requireUnchanged() }

  var names: [String] { entries.keys.sorted() }

  func contains(_ name: String) -> Bool { entries[name] != nil }

  func info(_ name: String) throws -> TensorInfo { try entry(name).info }

  func floats(_ name: String) throws -> [Float] {
    let entry = try entry(name)
    guard let values = floats(of: entry) else {
      throw CheckpointError.wrongType(
        path: url.path, tensor: name, expected: "floating-point numbers", found: entry.info.type.rawValue)
    }
    return values
  }

  func stored(_ name: String) throws -> (info: TensorInfo, bytes: Data) {
    let tensor = try entry(name).stored
    return (tensor.info, bytes[tensor.range])
  }

  func elements(_ name: String) throws -> NamedTensor.Elements {
    let entry = try entry(name)
    if entry.change == .none, !entry.info.type.isQuantised {
      return .raw(entry.info.type, bytes[entry.stored.range])
    }
    return .made(count: entry.info.elementCount) { try floats(name) }
  }

  /// Of a matrix whose rows the file holds.
  func storedMatrix(_ name: String) throws -> StoredMatrix? {
    let entry = try entry(name)
    guard let order = entry.change.rowOrder(rows: entry.info.shape.first ?? 0) else { return nil }
    return StoredMatrix(entry.info, bytes: bytes[entry.stored.range], isMapped: true, order: order)
  }

  func writeCopy(replacing replacements: [String: [Float]], to folder: URL) throws {
    try writeWhole(replacing: replacements, to: folder)
  }

  var checksum: UInt64 {
    var sum = Checksum()
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      sum.add(Data(name.utf8))
      sum.add(mapped: bytes[entry.stored.range])
    }
    return sum.value
  }

  private func entry(_ name: String) throws -> Entry {
    guard let entry = entries[name] else { throw CheckpointError.missingTensor(path: url.path, tensor: name) }
    return entry
  }

  /// - Returns: nil if the tensor holds no floating-point numbers.
  private func floats(of entry: Entry) -> [Float]? {
    let stored = entry.stored
    let count = stored.info.elementCount
    var isNumeric = true
    let values = [Float](unsafeUninitializedCapacity: count) { target, initialized in
      bytes[stored.range].withUnsafeBytes { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        isNumeric = stored.info.type.decode(from, to: to, count: count)
        initialized = isNumeric ? count : 0
      }
    }
    return isNumeric ? entry.change.applied(to: values, shape: stored.info.shape) : nil
  }
}

extension GGUFLayout.Change {
  /// The description of a tensor after the change; nil if it cannot be done.
  func info(of stored: TensorInfo) -> TensorInfo? {
    switch self {
    case .none, .lessOne: return stored
    case .transposed:
      return stored.shape.count == 2 ? TensorInfo(type: stored.type, shape: stored.shape.reversed()) : nil
    case .separated(let heads):
      guard let rows = stored.shape.first, heads > 0, rows % heads == 0, rows / heads % 2 == 0 else { return nil }
      return stored
    }
  }

  /// The changed numbers of a tensor that the file holds with `shape`.
  func applied(to values: [Float], shape: [Int]) -> [Float] {
    switch self {
    case .none: return values
    case .lessOne: return values.map { $0 - 1 }
    case .transposed: return transposed(values, rows: shape[0], columns: shape[1])
    case .separated:
      guard let order = rowOrder(rows: shape[0]) else { return values }
      let width = shape[0] == 0 ? 0 : values.count / shape[0]
      return (0..<shape[0]).flatMap { row in values[order.place(of: row) * width..<(order.place(of: row) + 1) * width] }
    }
  }

  /// Where the file holds each row; nil where it holds other rows, or other numbers.
  func rowOrder(rows: Int) -> RowOrder? {
    switch self {
    case .none: .asSeen
    case .separated(let heads): .interleaved(headRows: rows / heads)
    case .transposed, .lessOne: nil
    }
  }

  /// In tiles, so that neither side is walked across its rows.
  private func transposed(_ values: [Float], rows: Int, columns: Int) -> [Float] {
    let tile = 32
    var result = [Float](repeating: 0, count: values.count)
    for top in stride(from: 0, to: rows, by: tile) {
      for left in stride(from: 0, to: columns, by: tile) {
        for row in top..<min(top + tile, rows) {
          for column in left..<min(left + tile, columns) {
            result[column * rows + row] = values[row * columns + column]
          }
        }
      }
    }
    return result
  }
}
