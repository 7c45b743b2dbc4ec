import Foundation

/// Where a checkpoint's tensors come from: one safetensors file, several with an index, or a GGUF file. Reading a tensor
/// converts it; opening a source converts nothing.
package protocol TensorSource: Sendable {
  /// The file that stands for the source in messages: the weights, or the index of the files that hold them.
  var url: URL { get }
  /// The names of all tensors, sorted.
  var names: [String] { get }
  /// A checksum over the names and stored bytes of all tensors; one pass over them.
  var checksum: UInt64 { get }

  /// Whether a tensor of this name is there.
  func contains(_ name: String) -> Bool

  /// Type and shape of a tensor.
  ///
  /// - Throws: `CheckpointError.missingTensor`.
  func info(_ name: String) throws -> TensorInfo

  /// The elements of a tensor of floating-point numbers, quantised or not, row-major, as 32-bit floats.
  ///
  /// - Throws: `CheckpointError.missingTensor`, `.wrongType`.
  func floats(_ name: String) throws -> [Float]

  /// What a safetensors file is to hold for this tensor: the stored bytes where the format knows their type, and else
  /// the elements as F32.
  ///
  /// - Throws: `CheckpointError.missingTensor`.
  func elements(_ name: String) throws -> NamedTensor.Elements
}

extension TensorSource {
  /// Writes all tensors into one safetensors file at `url`, those in `replacements` with new values (row-major, stored as
  /// F32, same shape), all others unchanged. `url` may be a file of this very source: the mapping outlives the old
  /// directory entry.
  ///
  /// - Throws: `CheckpointError.missingTensor` if a replacement names no tensor of this source, `.invalidTensor` if its
  ///   number of elements is wrong, `.unwritable`.
  package func writeCopy(replacing replacements: [String: [Float]], to url: URL) throws {
    for name in replacements.keys.sorted() { _ = try info(name) }
    let tensors = try names.map { name in
      NamedTensor(
        name: name, shape: try info(name).shape,
        elements: try replacements[name].map { .floats($0) } ?? elements(name))
    }
    try writeSafetensors(tensors, to: url)
  }
}
