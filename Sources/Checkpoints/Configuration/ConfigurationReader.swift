import Files
import Foundation

/// A `config.json` as it was read: the model that it describes, and what of it says nothing here.
package struct ReadConfiguration: Sendable {
  package let model: ModelConfiguration
  /// Fields that are not known, in the file's order. Any other field is read, changes no number, or was refused.
  package let unread: [String]

  /// - Throws: `FileError.unreadable`, `CheckpointError.unsupportedArchitecture`, `.invalidConfiguration`.
  package init(contentsOf url: URL) throws {
    do { try self.init(json: readText(url), path: url.path) } catch FileError.notText(let path, let problem) {
      throw CheckpointError.invalidConfiguration(path: path, field: "(whole file)", problem: problem)
    }
  }

  /// Reads the contents of a `config.json` that came from `path`.
  ///
  /// - Throws: `CheckpointError.unsupportedArchitecture`, `.invalidConfiguration`.
  init(json: Data, path: String) throws {
    let check = FieldCheck(path: path)
    let file = try Self.members(of: json, path: path)
    let kind = try decodeJSON(Kind.self, from: json, wrap: { check.invalid($0) })
    if kind.isImagesAndText, case .object(let text)? = file.first(where: { $0.key == "text_config" })?.value {
      let outer = try FieldTable.imagesAndText.unread(in: file, check)
      let inner = try Self(text: text, beside: file, path: path)
      (model, unread) = (inner.model, outer + inner.unread.map { "text_config.\($0)" })
      return
    }
    guard let architecture = kind.architecture else {
      let supported = ModelConfiguration.Architecture.allCases.map(\.rawValue)
      throw CheckpointError.unsupportedArchitecture(path: path, found: kind.name, supported: supported)
    }
    switch architecture {
    case .gpt2:
      model = try decodeJSON(GPT2Configuration.self, from: json, wrap: { check.invalid($0) }).configuration(path: path)
    case .gptj:
      model = try decodeJSON(GPTJConfiguration.self, from: json, wrap: { check.invalid($0) }).configuration(path: path)
    case .llama, .mistral, .qwen2, .qwen3, .gemma3:
      let fields = try decodeJSON(LlamaConfiguration.self, from: json, wrap: { check.invalid($0) })
      model = try fields.configuration(architecture, path: path)
    }
    unread = try FieldTable(model).unread(in: file, check)
  }

  /// The model of texts within one of images and texts. Some of its fields stand in the outer file alone.
  private init(text: [JSONValue.Member], beside file: [JSONValue.Member], path: String) throws {
    let given = Set(text.map(\.key))
    let kind = given.contains("model_type") ? [] : [JSONValue.Member(key: "model_type", value: "gemma3_text")]
    let shared = file.filter { Self.shared.contains($0.key) && !given.contains($0.key) }
    try self.init(json: Data(JSONValue.object(kind + text + shared).json()), path: path)
  }

  /// Fields of both.
  static let shared: Set = ["bos_token_id", "eos_token_id", "tie_word_embeddings"]

  /// The contents of a `config.json` with the output matrix a matrix of its own, in the model of texts within it as well.
  static func untied(_ json: Data) throws -> Data {
    let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard var fields = try JSONSerialization.jsonObject(with: json) as? [String: Any] else { return json }
    fields["tie_word_embeddings"] = false
    if var text = fields["text_config"] as? [String: Any] {
      text["tie_word_embeddings"] = false
      fields["text_config"] = text
    }
    return try JSONSerialization.data(withJSONObject: fields, options: options)
  }

  private static func members(of json: Data, path: String) throws -> [JSONValue.Member] {
    let file: JSONValue
    do { file = try JSONParser.parse(Array(json)) } catch {
      throw CheckpointError.invalidConfiguration(
        path: path, field: error.key ?? "(whole file)", problem: error.problem(in: json))
    }
    guard let members = file.object else {
      throw CheckpointError.invalidConfiguration(path: path, field: "(whole file)", problem: "is not a JSON object")
    }
    if let twice = file.repeatedKey {
      throw CheckpointError.invalidConfiguration(path: path, field: twice, problem: "is there twice")
    }
    return members
  }
}

extension ModelConfiguration {
  /// Reads a `config.json`.
  ///
  /// - Throws: `FileError.unreadable`, `CheckpointError.unsupportedArchitecture`, `.invalidConfiguration`.
  package init(contentsOf url: URL) throws { self = try ReadConfiguration(contentsOf: url).model }
}

/// The part of `config.json` that says which kind of model it describes.
private struct Kind: Decodable {
  let modelType: String?
  let architectures: [String]?

  enum CodingKeys: String, CodingKey {
    case modelType = "model_type"
    case architectures
  }

  var architecture: ModelConfiguration.Architecture? {
    if let modelType { return .init(rawValue: modelType) }
    return architectures?.lazy.compactMap { Self.classes[$0] }.first
  }

  /// Gemma 3 from 4B on: the texts' model is that of `gemma3_text`.
  var isImagesAndText: Bool {
    if let modelType { return modelType == "gemma3" }
    return architectures?.first == "Gemma3ForConditionalGeneration"
  }

  /// The reference implementation's names of the models.
  private static let classes: [String: ModelConfiguration.Architecture] = [
    "GPT2LMHeadModel": .gpt2, "GPTJForCausalLM": .gptj, "LlamaForCausalLM": .llama, "MistralForCausalLM": .mistral,
    "Qwen2ForCausalLM": .qwen2, "Qwen3ForCausalLM": .qwen3, "Gemma3ForCausalLM": .gemma3,
  ]

  var name: String { modelType ?? architectures?.first ?? "(none named in model_type)" }
}
