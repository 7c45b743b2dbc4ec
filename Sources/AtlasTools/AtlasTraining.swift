import Atlas
import Checkpoints
import Engine
import Foundation
import Models
import Numerics
import Tokenizers
import Training

/// How the embedded model is made: a world, a vocabulary of its texts, and a model that learns them.
package struct AtlasTraining {
  /// Everything that decides what comes out.
  package struct Plan: Codable, Sendable, Equatable {
    package var worldSeed: UInt64 = 0
    package var vocabulary = 4_096
    package var recipe = Recipe.atlas

    package init() {}
  }

  /// Where training is.
  package struct Progress: Sendable {
    package let report: StepReport
    package let steps: Int
    package let tokensPerSecond: Double
    package let secondsLeft: Double
  }

  /// Passages that the vocabulary is made of.
  private static let vocabularyPassages = 20_000
  /// Steps between two saves.
  private static let saveBeat = 25

  package let plan: Plan
  private let folder: URL
  private let world: World
  private let vocabulary: BytePairVocabulary
  private let course: TrainingSet
  package private(set) var trainer: Trainer

  /// Begins, or goes on where an earlier training of the same plan in the same folder stopped.
  ///
  /// - Throws: `TrainingError` when the folder holds a training of another plan; `CheckpointError`.
  package init(_ plan: Plan, in folder: URL) throws {
    self.plan = plan
    self.folder = folder
    world = World(seed: plan.worldSeed)
    let corpus = Corpus(world)
    var words = WordCounts()
    for index in 0..<Self.vocabularyPassages { words.add(corpus.passage(index).text) }
    vocabulary = try BytePairVocabulary(trainedOn: words, size: plan.vocabulary)
    course = TrainingSet(corpus, try vocabulary.tokenizer())
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let state = Self.state(in: folder)
    trainer =
      FileManager.default.fileExists(atPath: state.path)
      ? try Trainer(resuming: state, plan.recipe, vocabulary: vocabulary.tokens.count)
      : Trainer(plan.recipe, vocabulary: vocabulary.tokens.count)
  }

  private static func state(in folder: URL) -> URL { folder.appendingPathComponent("state.safetensors") }

  /// Trains to the end of the plan, and writes the model, the files of its world and the second moments. The state is saved every 25 steps:
  /// a training that is killed loses no more.
  ///
  /// - Parameter tell: called after every step.
  /// - Throws: `TrainingError`, `CheckpointError`.
  package mutating func run(tell: (Progress) -> Void) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var tokens = 0
    while trainer.step < plan.recipe.totalSteps {
      let isReview = trainer.step >= plan.recipe.steps
      let report = try trainer.advance { course.example($0, isReview: isReview) }
      tokens += report.tokens
      let rate = Double(tokens) / max((clock.now - start) / .seconds(1), 1e-9)
      let left = Double((plan.recipe.totalSteps - report.step) * plan.recipe.tokensPerStep) / rate
      tell(Progress(report: report, steps: plan.recipe.totalSteps, tokensPerSecond: rate, secondsLeft: left))
      if report.step.isMultiple(of: Self.saveBeat) || report.step == plan.recipe.totalSteps {
        try trainer.save(to: Self.state(in: folder))
      }
    }
    try export()
  }

  /// Writes `model/` with the weights in 16 bits, and the files of the world and the second moments beside it.
  private func export() throws {
    let model = trainer.model
    let recipe = plan.recipe
    let configuration = ModelConfiguration(
      gpt2: recipe.hidden, layerCount: recipe.layers, headCount: recipe.heads, feedForwardSize: recipe.mlp,
      contextLength: recipe.positions, vocabularySize: vocabulary.tokens.count, endOfText: 0)
    let tensors = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.name, model[keyPath: $0.path]) })
    try GPT2Checkpoint(configuration: configuration, tensors: tensors, vocabulary: vocabulary)
      .write(to: folder.appendingPathComponent("model"), as: .f16)
    try WorldFiles(world).write(to: folder)
    try ShippedMoments.make(for: EmbeddedModel(searching: [folder])) { _, _ in true }
  }
}

extension Recipe {
  /// How the embedded model was trained.
  package static var atlas: Recipe {
    var recipe = Recipe()
    recipe.steps = 1_400
    recipe.tokensPerStep = 6_144
    recipe.rate = 0.006
    recipe.lookUpLayers = 5
    recipe.dropped = 0.3
    recipe.entryShare = 0.3
    recipe.streamPenalty = 0.02
    recipe.keyPenalty = 0.3
    recipe.reviewSteps = 400
    return recipe
  }
}
