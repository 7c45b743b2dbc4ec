import Foundation

/// A folder with a checkpoint as the Hugging Face hub lays it out: `config.json`, `model.safetensors`, and the
/// tokenizer's files.
///
/// Tensors are asked for by their name without the model's prefix (`h.0.mlp.c_proj.weight`, `wte.weight`,
/// `lm_head.weight`): published GPT-2 files have the prefix `transformer.` or not, depending on who saved them.
package struct CheckpointFolder: Sendable {
  /// Where the folder is.
  package let url: URL
  package let configuration: ModelConfiguration
  package let tensors: TensorFile

  /// Opens the configuration and the header of the weights; `tokenizer()` is read when asked for.
  ///
  /// - Throws: `CheckpointError.unreadable` where no folder is, `.missingFile` for an incomplete one, `.sharded`, and what
  ///   reading the files throws.
  package init(_ url: URL) throws {
    self.url = url
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw CheckpointError.unreadable(path: url.path, reason: "no such folder")
    }
    guard isFolder.boolValue else { throw CheckpointError.unreadable(path: url.path, reason: "it is not a folder") }
    configuration = try ModelConfiguration(contentsOf: Self.file("config.json", in: url))
    let index = "model.safetensors.index.json"
    if !Self.has("model.safetensors", in: url), Self.has(index, in: url) {
      throw CheckpointError.sharded(folder: url.path, index: index)
    }
    tensors = try TensorFile(Self.file("model.safetensors", in: url))
  }

  /// Reads the folder's tokenizer.
  ///
  /// - Throws: `CheckpointError.missingFile`, `.unreadable`, `.invalidTokenizer`, `.unsupportedTokenizer`.
  package func tokenizer() throws -> Tokenizer { try Tokenizer(folder: url) }

  /// The tensors' names without the model's prefix, sorted, without the attention masks that some files carry along.
  package var names: [String] {
    tensors.names.map(Self.withoutPrefix).filter { !Self.isMaskBuffer($0) }.sorted()
  }

  /// Whether the tensor is there, with or without the prefix.
  package func contains(_ name: String) -> Bool { tensors.contains(storedName(of: name)) }

  /// Type and shape of a tensor.
  ///
  /// - Throws: `CheckpointError.missingTensor`.
  package func info(_ name: String) throws -> TensorInfo { try tensors.info(storedName(of: name)) }

  /// The elements of a tensor, row-major, as 32-bit floats, checked to have the shape that the model needs.
  ///
  /// - Throws: `CheckpointError.missingTensor`, `.wrongShape`, `.wrongType`.
  package func floats(_ name: String, shape: [Int]) throws -> [Float] {
    let stored = storedName(of: name)
    let found = try tensors.info(stored).shape
    guard found == shape else {
      throw CheckpointError.wrongShape(path: tensors.url.path, tensor: stored, expected: shape, found: found)
    }
    return try tensors.floats(stored)
  }

  /// Saves an edited model: the tensors in `replacements` (by the names used here) with new values, stored as F32, all
  /// other tensors and the configuration and tokenizer files unchanged. Creates `folder` if needed; the weights come
  /// last, so that a folder with weights is complete.
  ///
  /// - Throws: `CheckpointError.missingTensor`, `.invalidTensor`, `.unwritable`.
  package func writeCopy(replacing replacements: [String: [Float]], to folder: URL) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for name in Self.companions where Self.has(name, in: url) {
        let contents = try Data(contentsOf: url.appendingPathComponent(name))
        try contents.write(to: folder.appendingPathComponent(name), options: .atomic)
      }
    } catch {
      throw CheckpointError.unwritable(path: folder.path, reason: reason(for: error))
    }
    let stored = Dictionary(
      replacements.map { (storedName(of: $0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    try tensors.writeCopy(replacing: stored, to: folder.appendingPathComponent("model.safetensors"))
  }

  /// Everything beside the weights that belongs to a checkpoint.
  private static let companions = [
    "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
    "added_tokens.json", "vocab.json", "merges.txt",
  ]

  /// What `transformers` puts before the name of every tensor but the output matrix.
  static let prefix = "transformer."

  /// The name under which the file holds the tensor; `name` itself if it is not there at all.
  private func storedName(of name: String) -> String {
    let short = Self.withoutPrefix(name)
    return [name, short, Self.prefix + short].first(where: tensors.contains) ?? name
  }

  private static func withoutPrefix(_ name: String) -> String {
    name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
  }

  /// Causal masks that old versions of the reference implementation stored with the weights.
  private static func isMaskBuffer(_ name: String) -> Bool {
    name.hasSuffix(".attn.bias") || name.hasSuffix(".attn.masked_bias")
  }

  private static func has(_ name: String, in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
  }

  private static func file(_ name: String, in folder: URL) throws -> URL {
    guard has(name, in: folder) else { throw CheckpointError.missingFile(folder: folder.path, wanted: [name]) }
    return folder.appendingPathComponent(name)
  }
}
