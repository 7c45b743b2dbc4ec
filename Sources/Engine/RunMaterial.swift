import Atlas
import Checkpoints
import Datasets
import Editing
import Evaluation
import Foundation
import Models
import Numerics
import Telemetry

/// What a run works on, read from the files that its configuration names.
struct RunMaterial {
  let checkpoint: CheckpointFolder
  let tokenizer: Tokenizer
  let model: Transformer
  /// In the order in which they are edited.
  let requests: [EditRequest]
  let momentDocuments: [String]
  let heldOutDocuments: [String]
  let tasks: [TaskSuite]
  let probes: [String]
  let contexts: ContextTemplates
  /// What was passed over while reading.
  let warnings: [String]

  init(_ configuration: RunConfiguration) throws {
    let embedded = Self.usesEmbedded(configuration) ? try EmbeddedModel() : nil
    func url(_ name: String, _ file: KeyPath<EmbeddedModel, URL>) -> URL {
      if name == RunConfiguration.embedded, let embedded { return embedded[keyPath: file] }
      return URL(fileURLWithPath: name)
    }
    checkpoint = try CheckpointFolder(url(configuration.model, \.model))
    try configuration.hyperParameters.validate(layerCount: checkpoint.configuration.layerCount)
    tokenizer = try checkpoint.tokenizer()
    model = try Transformer(checkpoint)
    let edits = try Counterfact(contentsOf: url(configuration.edits, \.edits))
    requests = Self.ordered(edits.requests, configuration)
    momentDocuments = try readDocuments(from: url(configuration.moments, \.momentsText))
    heldOutDocuments = try configuration.heldOut.map { try readDocuments(from: url($0, \.heldOutText)) } ?? []
    tasks = try configuration.tasks.map { try TaskSuite.read(from: url($0, \.tasks)) } ?? []
    let defaults = configuration.model == RunConfiguration.embedded ? try embedded?.probes() ?? [] : []
    probes = configuration.probes.isEmpty ? defaults.map(\.prompt) : configuration.probes
    var generator = SeededGenerator(seed: configuration.seed, stream: "contexts")
    contexts =
      try configuration.contexts ?? .generated(by: model, tokenizer: tokenizer, using: &generator)
    warnings = edits.skipped.map(\.description)
  }

  private static func usesEmbedded(_ configuration: RunConfiguration) -> Bool {
    [configuration.model, configuration.edits, configuration.moments, configuration.heldOut, configuration.tasks]
      .contains(RunConfiguration.embedded)
  }

  private static func ordered(_ requests: [EditRequest], _ configuration: RunConfiguration) -> [EditRequest] {
    var requests = requests
    if configuration.order == .shuffled {
      var generator = SeededGenerator(seed: configuration.seed, stream: "order")
      requests.shuffle(using: &generator)
    }
    return configuration.editLimit.map { Array(requests.prefix($0)) } ?? requests
  }

  /// "atlas 5.8M", or the checkpoint folder's name with the number of parameters.
  var name: String {
    let count = Double(model.parameterCount)
    let size = count >= 1e9 ? String(format: "%.1fB", count / 1e9) : String(format: "%.1fM", count / 1e6)
    let isEmbedded = checkpoint.url.deletingLastPathComponent().lastPathComponent == RunConfiguration.embedded
    return "\(isEmbedded ? RunConfiguration.embedded : checkpoint.url.lastPathComponent) \(size)"
  }
}
