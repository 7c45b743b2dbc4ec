/// Which files of a repository make the model that a name asks for.
enum NeededFiles: Equatable {
  /// A checkpoint of the hub's form: what lies beside the weights, and the weights, or the index that names them.
  case checkpoint(companions: [String], weights: String)
  /// That file alone.
  case file(String)

  /// - Throws: `FetchError.nothingToFetch`.
  init(for name: HubName, among files: [String]) throws(FetchError) {
    let models = GGUFChoice.models(among: files)
    func choice(_ some: [String]) -> String {
      "name one of its GGUF files with --file, or behind a colon: " + some.prefix(12).joined(separator: ", ")
        + (some.count > 12 ? " and \(some.count - 12) more" : "")
    }
    if let wanted = name.file {
      let meant = GGUFChoice.files(meantBy: wanted, among: files)
      guard meant.count == 1 else {
        let absent = "has no file \(wanted)" + (models.isEmpty ? "" : "; \(choice(models))")
        throw .nothingToFetch(name, reason: meant.isEmpty ? absent : choice(meant))
      }
      self = .file(meant[0])
    } else if files.contains(CheckpointFiles.configuration), CheckpointFiles.holdWeights(files) {
      let weights = files.contains(CheckpointFiles.weights) ? CheckpointFiles.weights : CheckpointFiles.index
      self = .checkpoint(companions: CheckpointFiles.companions.filter(files.contains), weights: weights)
    } else if models.count == 1 {
      self = .file(models[0])
    } else if models.isEmpty {
      let other = files.first { $0.hasPrefix("pytorch_model") || $0.hasSuffix(".bin") || $0.hasSuffix(".h5") }
      throw .nothingToFetch(
        name,
        reason: "holds no weights that are read (model.safetensors or a GGUF file)"
          + (other.map { "; it has \($0), which transformers' save_pretrained turns into safetensors" } ?? ""))
    } else {
      throw .nothingToFetch(name, reason: choice(models))
    }
  }
}
