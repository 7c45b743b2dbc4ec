import Files
import Foundation
import Tokenizers

/// A checkpoint: a folder as the Hugging Face hub lays it out (`config.json`, `model.safetensors` or several such files
/// with an index, and the tokenizer's files), or a GGUF file, which holds the same in one.
///
/// Tensors are asked for by the names that `transformers` gives them, with or without the model's prefix
/// (`h.0.mlp.c_proj.weight`, `model.layers.0.mlp.down_proj.weight`, `lm_head.weight`): published files have the prefix or
/// not, depending on who saved them.
package struct CheckpointFolder: Sendable {
  /// Where the folder is, or the GGUF file.
  package let url: URL
  /// As the files have it: a file with an output matrix of its own is not tied, whatever its `config.json` says.
  package let configuration: ModelConfiguration
  package let tensors: any TensorSource
  /// What of `config.json`, or of a GGUF file's metadata, is not known, by its names.
  package let unread: [String]
  /// What is otherwise than the configuration says, and what is left out, in sentences.
  package private(set) var notices: [String] = []
  private let isFolder: Bool
  /// Whether the configuration says that the output matrix is the token embedding where the files have another one.
  private let isWronglyTied: Bool

  /// Opens the configuration and the headers of the weights; `tokenizer()` is read when asked for.
  ///
  /// - Throws: `FileError.unreadable` where neither folder nor GGUF file is, `CheckpointError.missingFile` for an incomplete
  ///   folder, and what reading the files throws.
  package init(_ url: URL) throws {
    self.url = url
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw FileError.unreadable(path: url.path, reason: "no such folder")
    }
    self.isFolder = isFolder.boolValue
    var described: ModelConfiguration
    if isFolder.boolValue {
      // Without them a model would be read as if they had never been there.
      for name in CompanionFiles.decisive { _ = try isThere(url.appendingPathComponent(name)) }
      let file = try ReadConfiguration(contentsOf: Self.file("config.json", in: url))
      guard !Self.has("adapter_config.json", in: url) else {
        // `transformers` applies it without being asked.
        throw CheckpointError.unsupportedArchitecture(
          path: url.path, found: "with adapter_config.json",
          supported: ["an adapter that is merged into the weights (merge_and_unload), without that file"])
      }
      (described, unread) = (file.model, file.unread)
      tensors = try Self.tensors(in: url)
    } else {
      // Says of a pipe or a device what it is.
      try openFile(url).close()
      guard GGUFModel.isOne(url) else {
        throw FileError.unreadable(path: url.path, reason: "it is not a folder, nor is it a GGUF file")
      }
      let model = try GGUFModel(url)
      (described, unread) = (try model.configuration(), model.unread)
      tensors = model.tensors
    }
    let saysTied = described.tiesEmbeddings
    if let isTied = try Self.tiesEmbeddings(described, tensors) { described.tiesEmbeddings = isTied }
    configuration = described
    isWronglyTied = saysTied && !described.tiesEmbeddings
    if isWronglyTied {
      notices.append(
        "the model's configuration says that the output matrix is the token embedding, the weights have another "
          + "\(ModelConfiguration.headName): that one is used")
    }
    try noteStrangers()
  }

  /// Whether the output matrix that the files hold is the token embedding; nil where they hold none.
  private static func tiesEmbeddings(_ model: ModelConfiguration, _ tensors: any TensorSource) throws -> Bool? {
    let (head, embedding) = (
      storedName(of: ModelConfiguration.headName, in: tensors), storedName(of: model.embeddingName, in: tensors)
    )
    guard tensors.contains(head), tensors.contains(embedding) else { return nil }
    let (one, other) = (try tensors.stored(head), try tensors.stored(embedding))
    defer { [one.bytes, other.bytes].forEach(letGo) }
    return one.info == other.info && one.bytes == other.bytes
  }

  /// Tensors that the model does not read: `transformers` passes over them, too; llama.cpp would use them.
  private mutating func noteStrangers() throws {
    var seen = Set<String>()
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw CheckpointError.invalidTensor(
        path: tensors.url.path, tensor: twice, problem: "it is there with the model's prefix and without")
    }
    let known = Set(configuration.tensorShapes.keys).union([ModelConfiguration.headName])
    let strangers = names.filter { name in
      !known.contains(name) && !["vision_tower.", "multi_modal_projector."].contains(where: name.hasPrefix)
    }
    guard let first = strangers.first else { return }
    guard isFolder else {
      throw CheckpointError.unsupportedGGUF(
        path: url.path, feature: "tensor \(first) in a model of architecture \(configuration.architecture.rawValue)")
    }
    let shown = strangers.prefix(3).joined(separator: ", ") + (strangers.count > 3 ? ", ..." : "")
    notices.append("tensors that such a model does not have are not read: \(strangers.count) (\(shown))")
  }

  /// Reads the checkpoint's tokenizer.
  ///
  /// - Throws: `TokenizerError`, `FileError.unreadable`.
  package func tokenizer() throws -> Tokenizer {
    isFolder ? try Tokenizer(folder: url) : try GGUFModel(url).tokenizer()
  }

  /// The tensors' names without the model's prefix, sorted, without the tables that some files carry along.
  package var names: [String] { storedNames.map(Self.withoutPrefix).sorted() }

  /// The names that the same tensors have in the files.
  package var storedNames: [String] { tensors.names.filter { !Self.isBuffer($0) } }

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
    try tensors.floats(checkedName(of: name, shape: shape))
  }

  /// A matrix as it is stored, checked to have the shape that the model needs; nil where it is to be read as floats.
  ///
  /// - Throws: `CheckpointError.missingTensor`, `.wrongShape`.
  package func storedMatrix(_ name: String, _ rows: Int, _ columns: Int) throws -> StoredMatrix? {
    try tensors.storedMatrix(checkedName(of: name, shape: [rows, columns]))
  }

  /// Saves an edited model as a folder with files of weights as here, or one if this is a GGUF file: the tensors in
  /// `replacements` (by the names used here) with new values in their old type if that can hold them, all other tensors
  /// and every file that holds no weights unchanged; what was quantised becomes F32. Creates `folder` if needed; the weights
  /// come last, so that a folder with weights, and their index if there is one, is complete.
  ///
  /// - Throws: `CheckpointError.missingTensor`, `.wrongShape`, `FileError.changed`, `.unwritable`, and what reading a GGUF file's
  ///   tokenizer throws.
  package func writeCopy(replacing replacements: [String: [Float]], to folder: URL) throws {
    try tensors.requireUnchanged()
    let companions = try isFolder ? fileCompanions() : madeCompanions()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, contents) in companions {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try contents.write(to: file, options: .atomic)
      }
    } catch {
      throw FileError.unwritable(path: folder.path, reason: reason(for: error))
    }
    let stored = Dictionary(
      replacements.map { (storedName(of: $0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    try tensors.writeCopy(replacing: stored, to: folder)
  }

  /// The folder's own, but for a configuration that other programs would follow to another model.
  private func fileCompanions() throws -> [(name: String, contents: Data)] {
    try CompanionFiles.read(in: url).map { name, contents in
      (name, name == "config.json" && isWronglyTied ? try ReadConfiguration.untied(contents) : contents)
    }
  }

  /// The files that say what a GGUF file says.
  private func madeCompanions() throws -> [(name: String, contents: Data)] {
    let model = try GGUFModel(url)
    return try [
      ("config.json", model.configurationFile()), ("tokenizer.json", Data(model.tokenizer().document.json())),
      ("tokenizer_config.json", model.tokenizerSettingsFile()),
    ] + model.chatTemplates()
  }

  /// What `transformers` puts before the name of every tensor of GPT-2 but the output matrix.
  static let prefix = "transformer."

  /// What it, or who saved the file, puts before the names of other models' tensors, the longest first.
  private static let prefixes = ["model.language_model.", "language_model.model.", "language_model.", prefix, "model."]

  /// The name under which the source holds the tensor; `name` itself if it is not there at all.
  private func storedName(of name: String) -> String { Self.storedName(of: name, in: tensors) }

  private static func storedName(of name: String, in tensors: any TensorSource) -> String {
    let short = withoutPrefix(name)
    return ([name, short] + prefixes.map { $0 + short }).first(where: tensors.contains) ?? name
  }

  /// The name under which the source holds the tensor in this very shape.
  private func checkedName(of name: String, shape: [Int]) throws -> String {
    let stored = storedName(of: name)
    let found = try tensors.info(stored).shape
    guard found == shape else {
      throw CheckpointError.wrongShape(path: tensors.url.path, tensor: stored, expected: shape, found: found)
    }
    return stored
  }

  private static func withoutPrefix(_ name: String) -> String {
    prefixes.first(where: name.hasPrefix).map { String(name.dropFirst($0.count)) } ?? name
  }

  /// Causal masks and rotation frequencies that old versions of the reference implementation stored with the weights.
  private static func isBuffer(_ name: String) -> Bool {
    [".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq"].contains(where: name.hasSuffix)
  }

  private static func tensors(in folder: URL) throws -> any TensorSource {
    let index = "model.safetensors.index.json"
    if !has("model.safetensors", in: folder), has(index, in: folder) {
      return try ShardedTensors(index: folder.appendingPathComponent(index))
    }
    if !has("model.safetensors", in: folder), let found = CompanionFiles.otherWeights(in: folder) {
      throw CheckpointError.otherWeights(folder: folder.path, found: found)
    }
    return try TensorFile(file("model.safetensors", in: folder))
  }

  private static func has(_ name: String, in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
  }

  private static func file(_ name: String, in folder: URL) throws -> URL {
    guard has(name, in: folder) else {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      if let model = names.filter({ $0.hasSuffix(".gguf") }).min() {
        throw FileError.unreadable(
          path: folder.path, reason: "\(name) is missing; for a GGUF file give the file itself, such as \(model)")
      }
      throw CheckpointError.missingFile(folder: folder.path, wanted: [name])
    }
    return folder.appendingPathComponent(name)
  }
}
