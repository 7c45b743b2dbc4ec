import Files
import Foundation

extension ModelConfiguration {
  /// Reads a `config.json`.
  ///
  /// - Throws: `FileError.unreadable`, `CheckpointError.unsupportedArchitecture`, `.invalidConfiguration`.
  package init(contentsOf url: URL) throws { try self.init(json: readFile(url), path: url.path) }

  /// Reads the contents of a `config.json` that came from `path`.
  ///
  /// - Throws: `CheckpointError.unsupportedArchitecture`, `.invalidConfiguration`.
  init(json: Data, path: String) throws {
    func invalid(_ fault: JSONFault) -> CheckpointError {
      let field = fault.field.isEmpty ? "(whole file)" : fault.field
      return .invalidConfiguration(path: path, field: field, problem: fault.problem)
    }
    let kind = try decodeJSON(Kind.self, from: json, wrap: invalid)
    guard let architecture = kind.architecture else {
      let supported = Architecture.allCases.map(\.rawValue)
      throw CheckpointError.unsupportedArchitecture(path: path, found: kind.name, supported: supported)
    }
    switch architecture {
    case .gpt2:
      self = try decodeJSON(GPT2Configuration.self, from: json, wrap: invalid).configuration(path: path)
    case .gptj:
      self = try decodeJSON(GPTJConfiguration.self, from: json, wrap: invalid).configuration(path: path)
    case .llama, .qwen2, .qwen3, .gemma3:
      let fields = try decodeJSON(LlamaConfiguration.self, from: json, wrap: invalid)
      self = try fields.configuration(architecture, path: path)
    }
  }
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

  /// The reference implementation's names of the models.
  private static let classes: [String: ModelConfiguration.Architecture] = [
    "GPT2LMHeadModel": .gpt2, "GPTJForCausalLM": .gptj, "LlamaForCausalLM": .llama, "Qwen2ForCausalLM": .qwen2,
    "Qwen3ForCausalLM": .qwen3, "Gemma3ForCausalLM": .gemma3,
  ]

  var name: String { modelType ?? architectures?.first ?? "(none named in model_type)" }
}
