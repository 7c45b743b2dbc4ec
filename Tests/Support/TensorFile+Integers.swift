import Checkpoints
import Foundation

extension TensorFile {
  /// The elements of an I64 or I32 tensor, row-major; no reader of models asks for such.
  ///
  /// - Throws: `CheckpointError.missingTensor`, `.wrongType` for other types.
  package func ints(_ name: String) throws -> [Int] {
    let (type, bytes) = (try info(name).type, try rawBytes(name))
    func integers<Integer: FixedWidthInteger>(_ type: Integer.Type) -> [Int] {
      let width = MemoryLayout<Integer>.size
      return bytes.withUnsafeBytes { bytes in
        stride(from: 0, to: bytes.count, by: width).map {
          Int(Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Integer.self)))
        }
      }
    }
    switch type {
    case .i64: return integers(Int64.self)
    case .i32: return integers(Int32.self)
    default:
      throw CheckpointError.wrongType(path: url.path, tensor: name, expected: "I64 or I32", found: type.rawValue)
    }
  }
}
