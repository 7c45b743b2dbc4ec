import Foundation

extension ModelConfiguration {
  /// Reads a `config.json`.
  ///
  /// - Throws: `CheckpointError.unreadable`, `.unsupportedArchitecture`, `.invalidConfiguration`.
  package init(contentsOf url: URL) throws {
    func invalid(_ field: String, _ problem: String) -> CheckpointError {
      .invalidConfiguration(path: url.path, field: field.isEmpty ? "(whole file)" : field, problem: problem)
    }
    let kind = try readJSON(Kind.self, from: url, wrap: invalid)
    switch kind.architecture {
    case .gpt2:
      let fields = try readJSON(GPT2Configuration.self, from: url, wrap: invalid)
      self = try fields.configuration(path: url.path)
    case nil:
      let supported = Architecture.allCases.map(\.rawValue)
      throw CheckpointError.unsupportedArchitecture(path: url.path, found: kind.name, supported: supported)
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
    return architectures?.contains("GPT2LMHeadModel") == true ? .gpt2 : nil
  }

  var name: String { modelType ?? architectures?.first ?? "(none named in model_type)" }
}
