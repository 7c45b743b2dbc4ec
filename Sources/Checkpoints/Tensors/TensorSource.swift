import Foundation

/// Where a checkpoint's tensors come from: one safetensors file, several with an index, or a GGUF file. Reading a tensor
/// converts it; opening a source converts nothing.
package protocol TensorSource: Sendable {
  /// The file that stands for the source in messages: the weights, or the index of the files that hold them.
  var url: URL { get }
  /// The names of all tensors, sorted.
  var names: [String] { get }
  /// All files that hold tensors, in a fixed order.
  var files: [URL] { get }
  /// A checksum over the names and stored bytes of all tensors; one pass over them.
  var checksum: UInt64 { get }

  /// - Throws: `FileError.changed` where somebody has written to a file since it was opened.
  func requireUnchanged() throws

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

  /// The bytes of a tensor as its file holds them, and how: where the file holds another arrangement of the numbers than
  /// is seen here, the shape is the file's.
  ///
  /// - Throws: `CheckpointError.missingTensor`.
  func stored(_ name: String) throws -> (info: TensorInfo, bytes: Data)

  /// What a safetensors file is to hold for this tensor: the stored bytes where the format knows their type, and else
  /// the elements as F32.
  ///
  /// - Throws: `CheckpointError.missingTensor`.
  func elements(_ name: String) throws -> NamedTensor.Elements

  /// The tensor as it is stored, if it is a matrix that takes less room that way than in F32.
  ///
  /// - Throws: `CheckpointError.missingTensor`.
  func storedMatrix(_ name: String) throws -> StoredMatrix?

  /// Writes all tensors into `folder`, those in `replacements` with new values (row-major, same shape), all others
  /// unchanged: safetensors files named as here, or a `model.safetensors` where there are none. New values are stored as
  /// the old ones are, rounded to nearest; as F32 if those are quantised, or if a number is too large. Each file appears
  /// under its name only when it is complete, and what makes the folder a checkpoint comes last. `folder` may be that of
  /// this very source: a mapping outlives the old directory entry.
  ///
  /// - Throws: `CheckpointError.missingTensor` if a replacement names no tensor of this source, `.wrongShape` if its
  ///   number of elements is wrong, both before anything is written; `.unwritable`.
  func writeCopy(replacing replacements: [String: [Float]], to folder: URL) throws
}

extension TensorSource {
  /// The name of a single file of weights in a checkpoint's folder.
  static var weightsName: String { "model.safetensors" }

  /// Writes the tensors of some `names` into one file, as `writeCopy` does.
  func write(_ names: [String], replacing replacements: [String: [Float]], to url: URL) throws {
    try writeSafetensors(try copies(names, replacing: replacements), to: url)
  }

  /// The tensors of some `names`, some of them with new values in the old type.
  func copies(_ names: [String], replacing replacements: [String: [Float]]) throws -> [NamedTensor] {
    try names.map { name in
      let info = try info(name)
      let elements = try replacements[name].map { NamedTensor.Elements($0, like: info.type) } ?? elements(name)
      return NamedTensor(name: name, shape: info.shape, elements: elements)
    }
  }

  /// - Throws: `CheckpointError.missingTensor`, `.wrongShape` for new values that do not fit in.
  func check(_ replacements: [String: [Float]]) throws {
    for (name, values) in replacements.sorted(by: { $0.key < $1.key }) {
      let info = try info(name)
      guard values.count == info.elementCount else {
        throw CheckpointError.wrongShape(path: url.path, tensor: name, expected: info.shape, found: [values.count])
      }
    }
  }

  /// `writeCopy` into one file.
  func writeWhole(replacing replacements: [String: [Float]], to folder: URL) throws {
    try check(replacements)
    try write(names, replacing: replacements, to: folder.appendingPathComponent(Self.weightsName))
  }
}

extension NamedTensor.Elements {
  /// Values stored in a type, or as F32 if that cannot hold them.
  init(_ values: [Float], like type: TensorType) {
    if type == .f64 {
      self = .doubles(values.map(Double.init))
    } else if let format = FloatFormat(type), format.firstOverflow(in: values) == nil {
      self = .floats(values, as: format)
    } else {
      self = .floats(values)
    }
  }
}
