extension RunConfiguration {
  /// What the model is called for short: `SmolLM2-135M` of `HuggingFaceTB/SmolLM2-135M@9e2f...`, `m.gguf` of
  /// `org/m@9e2f...:m.gguf`, `smollm2:135m` of `ollama:smollm2:135m`; nil for a model that was given by its path.
  var modelTitle: String? {
    guard let modelName else { return nil }
    if modelName.hasPrefix("ollama:") { return String(modelName.dropFirst("ollama:".count)) }
    let parts = modelName.split(separator: ":", maxSplits: 1)
    let place = parts.count > 1 ? parts[1] : modelName.prefix { $0 != "@" }
    return place.split(separator: "/").last.map(String.init)
  }
}
