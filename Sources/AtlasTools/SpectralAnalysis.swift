import Datasets
import Evaluation
import Models
import Numerics
import RunModel
import Spectra
import Tokenizers

/// What the spectra of a model's down projections hold: the analyses of the REVIVE paper (arXiv 2601.11042). Which share of
/// the singular components does general ability need, and where does a disturbance of the same size do harm?
package struct SpectralAnalysis: Sendable {
  /// How a model does that was changed in one way.
  package struct Point: Sendable, Codable, Equatable {
    /// A share of the components, or the number of an energy group, from 1.
    package let place: Double
    /// Singular components that were kept or disturbed, over all layers.
    package let components: Int
    /// Weighted F1 by task.
    package let tasks: [String: Double]
    package let perplexity: Double?
    /// Share of the facts behind the edits that are still known.
    package let facts: Double?

    package var taskMean: Double? {
      tasks.isEmpty ? nil : tasks.values.reduce(0, +) / Double(tasks.count)
    }
  }

  /// The shares of components that the paper keeps.
  package static let shares = [0.01, 0.05, 0.1, 0.2, 0.5, 1]
  /// The groups of equal energy that the paper disturbs.
  package static let groups = 10

  package let layers: [Int]
  private let model: Transformer
  private let evaluationSet: EvaluationSet
  private let bases: [SpectralBasis]

  /// - Throws: `NumericsError` for weights that are not finite.
  package init(_ model: Transformer, layers: [Int], evaluationSet: EvaluationSet) throws {
    self.model = model
    self.layers = layers
    self.evaluationSet = evaluationSet
    bases = try layers.map { try SpectralBasis(of: model.blocks[$0].down.weight.transposed) }
  }

  /// The singular values of each layer's down projection, descending.
  package var spectra: [[Float]] { bases.map(\.s) }

  /// The model as it is.
  package func untouched() throws -> Point { try measured(model, place: 1, components: bases.map(\.s.count)) }

  /// Every layer's weight replaced by its strongest components alone, or by all but them.
  ///
  /// - Parameter share: of the components, from 0 to 1.
  package func reconstructed(top share: Double, keepsTop: Bool = true) throws -> Point {
    var changed = model
    var components: [Int] = []
    for (layer, basis) in zip(layers, bases) {
      let count = basis.count(inTop: share)
      let top = basis.reconstruction(count).transposed
      let weight = model.blocks[layer].down.weight
      changed.blocks[layer].down.weight = keepsTop ? (count == basis.s.count ? weight : top) : weight - top
      components.append(keepsTop ? count : basis.s.count - count)
    }
    return try measured(changed, place: share, components: components)
  }

  /// Every layer's weight disturbed inside one group of components that hold equal energy.
  ///
  /// - Parameters:
  ///   - group: from 0, the strongest, to `groups` - 1.
  ///   - size: the disturbance's Frobenius norm over the weight's.
  /// - Returns: nil when the group is empty in every layer.
  package func disturbed(group: Int, size: Double, seed: UInt64) throws -> Point? {
    var generator = SeededGenerator(seed: seed, stream: "disturbance \(group)")
    var changed = model
    var components: [Int] = []
    for (layer, basis) in zip(layers, bases) {
      let range = basis.energyGroups(Self.groups)[group]
      components.append(range.count)
      guard !range.isEmpty else { continue }
      let norm = size * model.blocks[layer].down.weight.frobeniusNorm
      changed.blocks[layer].down.weight.add(basis.disturbance(in: range, norm: norm, using: &generator).transposed)
    }
    guard components.contains(where: { $0 > 0 }) else { return nil }
    return try measured(changed, place: Double(group + 1), components: components)
  }

  private func measured(_ model: Transformer, place: Double, components: [Int]) throws -> Point {
    let (tasks, perplexity, facts) = try evaluationSet.measure(model)
    return Point(
      place: place, components: components.reduce(0, +), tasks: tasks, perplexity: perplexity, facts: facts)
  }
}

/// What a changed model is asked: tasks, held-out text, and facts that it should know.
package struct EvaluationSet: Sendable {
  let tasks: [PreparedTask]
  let documents: PreparedDocuments?
  /// In tokens, with the answer's first one.
  let facts: [KnownFact]

  /// Most facts that are asked: enough for two digits.
  static let mostFacts = 1_000

  init(facts: [KnownFact]) { (tasks, documents, self.facts) = ([], nil, facts) }

  package init(
    tasks: [TaskSuite], documents: [String], edits: [EditRequest], tokenizer: Tokenizer, positions: Int
  ) throws {
    self.tasks = try tasks.map { try PreparedTask($0, tokenizer: tokenizer, positions: positions) }
    self.documents = PreparedDocuments(documents, tokenizer: tokenizer, positions: positions)
    facts = edits.prefix(Self.mostFacts).map { KnownFact($0, tokenizer) }.filter { $0.tokens.count <= positions }
  }

  func measure(_ model: Transformer) throws -> (tasks: [String: Double], perplexity: Double?, facts: Double?) {
    var scores: [String: Double] = [:]
    for score in try model.scores(of: tasks) { scores[score.name] = score.f1 }
    let known = try facts.isEmpty ? nil : model.knows(facts)
    return (
      scores, try documents.flatMap { try model.perplexity(of: $0) },
      known.map { Double($0.count(where: \.self)) / Double(facts.count) }
    )
  }
}
