import Foundation

/// Where a model is that was asked for by a name or a path.
package struct ModelPlace: Equatable, Sendable {
  /// A checkpoint's folder, or a GGUF file.
  package let url: URL
  /// The name that finds it again, with the commit in place of a branch; nil for a path.
  package let name: String?
  /// What must be said of the choice: a path has hidden a name.
  package let notice: String?
}

/// The stores in which models have names.
package struct ModelStores: Sendable {
  package let hub: HubCache
  package let ollama: OllamaStore

  /// Those of a person's environment.
  package init(environment: [String: String]) {
    hub = HubCache(environment: environment)
    ollama = OllamaStore(environment: environment)
  }

  /// Finds a model. What is a file or folder is taken as that, whatever else has this name; a text that can only be a path is
  /// not looked for.
  ///
  /// - Throws: `ModelNameError`.
  package func find(_ text: String) throws(ModelNameError) -> ModelPlace {
    let path = URL(fileURLWithPath: text)
    if FileManager.default.fileExists(atPath: path.path) {
      return ModelPlace(url: path, name: nil, notice: hidden(by: text))
    }
    switch try ModelName(text) {
    case .hub(let name): return try hub.find(name)
    case .ollama(let name): return try ollama.find(name)
    case nil: return ModelPlace(url: path, name: nil, notice: nil)
    }
  }

  private func hidden(by text: String) -> String? {
    guard !text.hasPrefix("/"), case .hub(let name)? = try? ModelName(text), let place = try? hub.find(name) else {
      return nil
    }
    return "\(text) here is taken, not the model of that name in the Hugging Face cache; give its path for that one: "
      + place.url.path
  }
}
