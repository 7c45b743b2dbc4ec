import Files
import Foundation

extension TensorSource {
  /// Checks that every number of a tensor is finite as a 32-bit float, whatever it is stored as. A tensor of other things
  /// than floating-point numbers is passed over.
  ///
  /// - Complexity: one pass over the stored bytes, a part at a time; pages of a mapped file are given back.
  /// - Throws: `CheckpointError.notFinite`, which tells the first one; `.missingTensor`.
  package func requireFinite(_ name: String) throws {
    let (info, bytes) = try stored(name)
    var numbers = [Float](repeating: 0, count: 1 << 16)
    let blocks = numbers.count / info.type.blockLength
    let step = blocks * info.type.byteCount
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: step) {
      let part = bytes[start..<min(start + step, bytes.endIndex)]
      let count = part.count / info.type.byteCount * info.type.blockLength
      guard info.type.decode(part, to: &numbers, count: count) else { return }
      guard numbers.withUnsafeBufferPointer({ areFinite($0[..<count]) }) else { throw try notFinite(name) }
      letGo(of: part)
    }
  }

  /// Where the first number is that is not finite, as the tensor is seen.
  private func notFinite(_ name: String) throws -> CheckpointError {
    let values = try floats(name)
    let index = values.firstIndex { !$0.isFinite } ?? 0
    var (rest, place) = (index, [Int]())
    for extent in try info(name).shape.reversed() {
      place.insert(rest % max(1, extent), at: 0)
      rest /= max(1, extent)
    }
    return .notFinite(path: url.path, tensor: name, place: place, value: "\(values[index])")
  }
}

/// Without a branch for each number: the largest magnitude, as bits, tells of all.
private func areFinite(_ numbers: Slice<UnsafeBufferPointer<Float>>) -> Bool {
  let bits = UnsafeBufferPointer(rebasing: numbers)
  var largest: UInt32 = 0
  for i in 0..<bits.count { largest = max(largest, bits[i].bitPattern & 0x7FFF_FFFF) }
  return largest < 0x7F80_0000
}

extension TensorType {
  /// Writes stored numbers as floats, as the other `decode` does, those of F64 too.
  fileprivate func decode(_ bytes: Data, to numbers: inout [Float], count: Int) -> Bool {
    bytes.withUnsafeBytes { source in
      numbers.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return true }
        guard self == .f64 else { return decode(from, to: to, count: count) }
        for i in 0..<count { to[i] = Float(from.loadUnaligned(fromByteOffset: 8 * i, as: Double.self)) }
        return true
      }
    }
  }
}
