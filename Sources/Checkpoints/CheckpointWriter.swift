import Files
import Foundation
import Tokenizers

/// A whole GPT-2 in memory, to be written as the Hugging Face hub lays a checkpoint out.
package struct GPT2Checkpoint: Sendable {
  package var configuration: ModelConfiguration
  /// The elements of every tensor of `tensorShapes`, row-major, by its name without the model's prefix.
  package var tensors: [String: [Float]]
  package var vocabulary: BytePairVocabulary

  package init(configuration: ModelConfiguration, tensors: [String: [Float]], vocabulary: BytePairVocabulary) {
    self.configuration = configuration
    self.tensors = tensors
    self.vocabulary = vocabulary
  }

  /// Writes `config.json`, `tokenizer.json` and `model.safetensors` with all tensors in `format`. Creates `folder` if
  /// needed; nothing is written unless all of the model is in order, each file appears under its name only when it is
  /// complete, and the weights come last, so that a new folder with weights is a complete one.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration`, also where the vocabulary does not fit into the model's;
  ///   `.missingTensor`, `.wrongShape`, `.invalidTensor` where `tensors` are not those of `configuration`; `.overflow`
  ///   where a number is too large for `format`; `FileError.unwritable`.
  package func write(to folder: URL, as format: FloatFormat) throws {
    let weightsURL = folder.appendingPathComponent("model.safetensors")
    let configurationURL = folder.appendingPathComponent("config.json")
    let fields = try configurationFile(format, path: configurationURL.path)
    let stored = try namedTensors(as: format, path: weightsURL.path)
    try checkSafetensors(stored, path: weightsURL.path)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError.unwritable(path: folder.path, reason: reason(for: error))
    }
    try writeAtomically(to: configurationURL) { try $0.write(contentsOf: fields) }
    try vocabulary.write(to: folder.appendingPathComponent("tokenizer.json"))
    try writeSafetensors(stored, to: weightsURL)
  }

  /// The checked contents of `config.json`, with the keys of `transformers`.
  private func configurationFile(_ format: FloatFormat, path: String) throws -> Data {
    let fields = GPT2Configuration(configuration)
    _ = try fields.configuration(path: path)
    guard vocabulary.tokens.count <= configuration.vocabularySize else {
      throw CheckpointError.invalidConfiguration(
        path: path, field: "vocab_size",
        problem: "is \(configuration.vocabularySize), the tokenizer has \(vocabulary.tokens.count) tokens")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(ConfigurationFile(fields: fields, format: format))
  }

  /// The tensors under the names that `transformers` gives them.
  private func namedTensors(as format: FloatFormat, path: String) throws -> [NamedTensor] {
    let shapes = configuration.tensorShapes
    if let stranger = tensors.keys.filter({ shapes[$0] == nil }).min() {
      let problem = "the configured model has no such tensor"
      throw CheckpointError.invalidTensor(path: path, tensor: stranger, problem: problem)
    }
    return try shapes.sorted { $0.key < $1.key }.map { name, shape in
      guard let values = tensors[name] else { throw CheckpointError.missingTensor(path: path, tensor: name) }
      guard values.count == shape.reduce(1, *) else {
        throw CheckpointError.wrongShape(path: path, tensor: name, expected: shape, found: [values.count])
      }
      let storedName = name == ModelConfiguration.headName ? name : CheckpointFolder.prefix + name
      return NamedTensor(name: storedName, shape: shape, elements: .floats(values, as: format))
    }
  }
}

/// All of a `config.json`: the fields that decide about the model, and those that other programs look for.
private struct ConfigurationFile: Encodable {
  let fields: GPT2Configuration
  let format: FloatFormat

  enum CodingKeys: String, CodingKey {
    case architectures
    case modelType = "model_type"
    case contextLength = "n_ctx"
    case type = "torch_dtype"
    case attentionDropout = "attn_pdrop"
    case embeddingDropout = "embd_pdrop"
    case residualDropout = "resid_pdrop"
  }

  func encode(to encoder: any Encoder) throws {
    try fields.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(["GPT2LMHeadModel"], forKey: .architectures)
    try container.encode(ModelConfiguration.Architecture.gpt2.rawValue, forKey: .modelType)
    try container.encode(fields.contextLength, forKey: .contextLength)
    try container.encode(typeName, forKey: .type)
    for dropout in [CodingKeys.attentionDropout, .embeddingDropout, .residualDropout] {
      try container.encode(0, forKey: dropout)
    }
  }

  private var typeName: String {
    switch format {
    case .f32: "float32"
    case .f16: "float16"
    case .bf16: "bfloat16"
    }
  }
}
