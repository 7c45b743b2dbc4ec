import Atlas
import Checkpoints
import Datasets
import Editing
import Evaluation
import Foundation
import Locating
import Models
import Numerics
import RunModel
import Tokenizers
import World

/// What a run works on, read from the files that its configuration names.
struct RunInputs {
  let checkpoint: CheckpointFolder
  let tokenizer: Tokenizer
  private(set) var model: Transformer
  /// The layers whose weights are held as floats, to be edited: in bf16 they are multiplied in f32.
  private(set) var thawed: [Int]
  /// How the weights are held that are not edited.
  let weights: WeightStorage
  /// In the order in which they are edited.
  let requests: [EditRequest]
  /// Drawn from all of the file, in the same way for every run: what anchors of values are measured on.
  let anchorRequests: [EditRequest]
  /// Records of the file of edits that are left out.
  let skipped: [DatasetError]
  let momentDocuments: [String]
  /// In place of documents; nil where there are some.
  let ownTexts: OwnTextMoments?
  /// What comes with the embedded model; nil for any other.
  let shippedMoments: ShippedMoments?
  let heldOutDocuments: [String]
  let tasks: [TaskSuite]
  let probes: [String]
  /// For an evaluation of all edits.
  let references: ReferenceTexts?
  let statistics: TermStatistics?
  let contexts: ContextTemplates
  /// Those of editors that ask for flat ones.
  let flatContexts: ContextTemplates

  init(_ configuration: RunConfiguration) throws {
    try configuration.validate()
    let embedded = Self.usesEmbedded(configuration) ? try EmbeddedModel() : nil
    func url(_ name: String, _ file: KeyPath<EmbeddedModel, URL>) -> URL {
      if name == RunConfiguration.embedded, let embedded { return embedded[keyPath: file] }
      return URL(fileURLWithPath: name)
    }
    let files = (
      model: url(configuration.model, \.model), moments: url(configuration.moments, \.momentsText),
      edits: url(configuration.edits, \.edits)
    )
    // Before anything is read: what one side takes must not decide how the other is held.
    let available = availableMemory()
    let ((opened, documents), (ordered, drawn, left)) = try both {
      (
        try OpenedModel(files.model, configuration, availableMemory: available),
        configuration.moments == RunConfiguration.selfSampled ? [] : try readDocuments(from: files.moments)
      )
    } _: {
      let (edits, left) = try Self.edits(configuration, from: files.edits)
      return (Self.ordered(edits, configuration), Self.drawn(edits, configuration), left)
    }
    anchorRequests = drawn
    (checkpoint, tokenizer, model) = (opened.checkpoint, opened.tokenizer, opened.model)
    thawed = configuration.settledLayers
    weights = opened.weights
    skipped = left
    requests =
      configuration.editsKnownOnly == true
      ? try model.known(among: ordered, tokenizer: tokenizer, limit: configuration.editLimit)
      : configuration.editLimit.map { Array(ordered.prefix($0)) } ?? ordered
    shippedMoments =
      configuration.model == RunConfiguration.embedded ? embedded.map { ShippedMoments($0.moments) } : nil
    momentDocuments = configuration.momentLimit.map { Array(documents.prefix($0)) } ?? documents
    ownTexts =
      configuration.moments == RunConfiguration.selfSampled
      ? OwnTextMoments(opened.model, opened.tokenizer, opened.checkpoint.configuration, seed: configuration.seed) : nil
    heldOutDocuments =
      try configuration.heldOut.map { name in
        try name == RunConfiguration.world ? WorldMaterial().heldOut : readDocuments(from: url(name, \.heldOutText))
      } ?? []
    let quirks = Set(configuration.quirks ?? [])
    tasks =
      try configuration.tasks.map { name in
        try name == RunConfiguration.world
          ? WorldMaterial().tasks : TaskSuite.read(from: url(name, \.tasks), quirks: quirks)
      } ?? []
    let plan = configuration.benchmark
    references = try plan?.snippets.map { try ReferenceTexts(contentsOf: URL(fileURLWithPath: $0)) }
    let given = try plan?.statistics.map { try TermStatistics(folder: URL(fileURLWithPath: $0)) }
    statistics = given ?? references.map { TermStatistics(of: $0.texts.values.flatMap(\.self)) }
    let defaults = configuration.model == RunConfiguration.embedded ? try embedded?.probes() ?? [] : []
    probes = configuration.probes.isEmpty ? defaults.map(\.prompt) : configuration.probes
    func generated(_ set: ContextSet, stream: String) throws -> ContextTemplates {
      var generator = SeededGenerator(seed: configuration.seed, stream: stream)
      return try .generated(set, by: opened.model, tokenizer: opened.tokenizer, using: &generator)
    }
    let chosen = configuration.contexts
    contexts = try chosen ?? generated(.grouped, stream: "contexts")
    flatContexts = try configuration.flatContexts ?? chosen ?? generated(.flat, stream: "flat contexts")
  }

  /// Holds the weights of these layers as floats, to be edited.
  mutating func thaw(_ layers: [Int]) {
    for layer in layers { model.blocks[layer].down.thaw() }
    thawed = layers
  }

  /// What decides a pass's digits: beside the precision, which weights are not rounded to it.
  func arithmetic(in precision: Precision) -> String {
    precision == .f32 ? precision.rawValue : "\(precision.rawValue), layers \(thawed) in f32"
  }

  func contexts(_ set: ContextSet) -> ContextTemplates {
    switch set {
    case .grouped: contexts
    case .flat: flatContexts
    }
  }

  /// What a reader must know of the data to trust the numbers.
  func remarks(_ configuration: RunConfiguration) -> [String] {
    var lines: [String] = []
    if requests.contains(where: { $0.targetTrue == nil }) {
      lines.append("edits without a true object (ZSRE): efficacy, paraphrase, neighbourhood are shares of right tokens")
    }
    if model.precision == .bf16 {
      lines.append(
        "products with weights that are not edited: bf16, sums in f32"
          + (LinearAlgebraLibrary.multipliesBF16 ? "" : "; this processor has none, so they are worked out in f32"))
    }
    if configuration.editsKnownOnly == true {
      lines.append("only facts are edited that the model says before")
    }
    if let beginning = configuration.beginning { lines.append("every text begins with \(beginning.debugDescription)") }
    if model.holdsStoredWeights {
      lines.append("weights that are not edited stay in the checkpoint's files, which must not change during the run")
    }
    if tasks.contains(where: { $0.reading != nil }) {
      lines.append("task F1 of what the model writes; by probability beside it in the log, as f1_new")
    }
    let quirks = configuration.quirks ?? []
    if !quirks.isEmpty { lines.append("quirks of published data: \(quirks.map(\.rawValue).joined(separator: ", "))") }
    return lines
  }

  /// What this machine cannot do as asked, and what was passed over in the files.
  var warnings: [String] { checkpoint.notices + tokenizer.origin.notices + precisionWarnings + skippedWarnings }

  private var precisionWarnings: [String] {
    guard model.precision == .bf16, !LinearAlgebraLibrary.multipliesBF16 else { return [] }
    return [
      "products are asked for in bf16, which this processor does not multiply: they are worked out in f32 from rounded "
        + "numbers, which is slower than --precision f32"
    ]
  }

  private var skippedWarnings: [String] {
    guard !skipped.isEmpty else { return [] }
    let most = 20
    let rest = skipped.count - most
    let count = skipped.count == 1 ? "a record" : "\(skipped.count) records"
    return ["left out of the file of edits, since broken: \(count)"]
      + skipped.prefix(most).map(\.description) + (rest > 0 ? ["and \(rest) more"] : [])
  }

  private static func usesEmbedded(_ configuration: RunConfiguration) -> Bool {
    [configuration.model, configuration.edits, configuration.moments, configuration.heldOut, configuration.tasks]
      .contains(RunConfiguration.embedded)
  }

  /// The edits that are asked for, and the records of their file that are left out.
  private static func edits(
    _ configuration: RunConfiguration, from url: URL
  ) throws -> ([EditRequest], skipped: [DatasetError]) {
    guard configuration.edits != RunConfiguration.world else { return (WorldMaterial().edits, []) }
    let file = try EditFile(contentsOf: url, skippingBrokenRecords: configuration.skipsBrokenRecords ?? false)
    return (file.requests, file.skipped)
  }

  private static func ordered(_ requests: [EditRequest], _ configuration: RunConfiguration) -> [EditRequest] {
    var requests = requests
    if configuration.order == .shuffled {
      var generator = SeededGenerator(seed: configuration.seed, stream: "order")
      requests = spreadSubjects(requests.shuffled(using: &generator))
    }
    return requests
  }

  /// As many requests as any editor's anchor is measured on, by the published seed.
  private static func drawn(_ requests: [EditRequest], _ configuration: RunConfiguration) -> [EditRequest] {
    let counts = EditorKind.allCases.map { configuration.settings[$0].anchorSamples ?? NormAnchor.samples }
    var generator = SeededGenerator(seed: 0, stream: "anchor of values")
    return Array(requests.shuffled(using: &generator).prefix(counts.max() ?? 0))
  }

  /// The requests with every subject's first one ahead of any subject's second, and so on: two edits of one subject share
  /// their key, so that in one round they would be averaged instead of made.
  static func spreadSubjects(_ requests: [EditRequest]) -> [EditRequest] {
    var seen: [String: Int] = [:]
    var turns: [[EditRequest]] = []
    for request in requests {
      let turn = seen[request.subject, default: 0]
      seen[request.subject] = turn + 1
      if turn == turns.count { turns.append([]) }
      turns[turn].append(request)
    }
    return Array(turns.joined())
  }

  /// "atlas 5.8M", or the model's name or else the checkpoint folder's with the number of parameters.
  func name(of configuration: RunConfiguration) -> String {
    let count = Double(model.parameterCount)
    let size = count >= 1e9 ? String(format: "%.1fB", count / 1e9) : String(format: "%.1fM", count / 1e6)
    let isEmbedded = configuration.model == RunConfiguration.embedded
    let name = isEmbedded ? RunConfiguration.embedded : configuration.modelTitle ?? checkpoint.url.lastPathComponent
    return "\(name) \(size)"
  }
}

/// The model of a run and its tokenizer, read from a checkpoint.
private struct OpenedModel: Sendable {
  let checkpoint: CheckpointFolder
  let tokenizer: Tokenizer
  let weights: WeightStorage
  let model: Transformer

  init(_ url: URL, _ configuration: RunConfiguration, availableMemory: Double?) throws {
    checkpoint = try CheckpointFolder(url)
    try configuration.validate(layerCount: checkpoint.configuration.layerCount)
    let published = try checkpoint.tokenizer()
    try checkpoint.requireFinite()
    tokenizer = try configuration.beginning.map { try Self.tokenizer(published, beginningWith: $0) } ?? published
    let precision: Precision
    (weights, precision) = try Self.holding(configuration, checkpoint, available: availableMemory)
    var model = try Transformer(checkpoint, storage: weights)
    // Layers that are still to be found are thawed when they are.
    for layer in configuration.settledLayers { model.blocks[layer].down.thaw() }
    model.precision = precision
    self.model = model
  }

  private static func tokenizer(_ published: Tokenizer, beginningWith text: String) throws -> Tokenizer {
    guard let tokenizer = published.beginning(with: text) else { throw EngineError.emptyBeginning(text) }
    return tokenizer
  }

  /// How weights are held and multiplied, by what is asked for and by the memory that is free now.
  private static func holding(
    _ configuration: RunConfiguration, _ checkpoint: CheckpointFolder, available: Double?
  ) throws -> (WeightStorage, Precision) {
    let storedBytes = try checkpoint.storedByteCount()
    let choice = configuration.precision ?? .f32
    let precision = choice.precision(isEmbedded: configuration.model == RunConfiguration.embedded)
    let layers =
      configuration.unsettled.contains(.layers)
      ? editedLayerCount(of: checkpoint.configuration.layerCount) : configuration.layers.count
    func holding(_ precision: Precision) -> (WeightStorage, Precision, bytes: Double) {
      let plan = MemoryPlan(
        checkpoint.configuration, layers: layers, storedBytes: storedBytes, precision: precision)
      let storage = configuration.weights ?? plan.storage(available: available)
      return (storage, precision, plan.total(storage))
    }
    let wanted = holding(precision)
    // Speed is not worth memory that is not there.
    let isTooMuch = available.map { wanted.bytes > $0 } ?? false
    let chosen = choice == .auto && isTooMuch ? holding(.f32) : wanted
    return (chosen.0, chosen.1)
  }
}
