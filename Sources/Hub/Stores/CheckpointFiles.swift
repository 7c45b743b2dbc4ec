/// The files of a checkpoint of the hub's form, by their names in the repository.
enum CheckpointFiles {
  static let configuration = "config.json"
  static let weights = "model.safetensors"
  static let index = "model.safetensors.index.json"

  /// What lies beside the weights and is read by this program or by `transformers`.
  static let companions = [
    configuration, "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
    "added_tokens.json", "vocab.json", "merges.txt", "tokenizer.model", "chat_template.jinja", "chat_template.json",
  ]

  static func holdWeights(_ files: [String]) -> Bool { files.contains(weights) || files.contains(index) }
}
