import Editing
import Engine
import Foundation
import Models
import Numerics
import RunModel

/// What a model knows and how it keeps it: whether it can be edited at all, and at what price.
package struct ModelCheck: Sendable, Codable {
  /// One layer, and what the first round did to it where it is edited.
  package struct Layer: Sendable, Codable {
    package let layer: Int
    package let keyRank: Double
    package let meanCosine: Double
    package let stableRank: Double
    /// Protected directions at each of `taus`.
    package let k: [Int]
    package let written: Double
    package let stream: Double
    package let swapAtSubject: Double
    package let swapAtEnd: Double
    /// ||dW||_F / ||W||_F of the first round; nil where nothing is edited.
    package var relativeChange: Double?
    /// Least eigenvalue of the second moment over its mean one, before a ridge.
    package var leastEigenvalue: Double?
  }

  /// The values of tau at which k is told.
  package static let taus = [0.1, 0.3, 0.5, 0.7]

  package let model: String
  /// Share of prompts whose true object the model would write, by relation, and how many were asked.
  package let known: [String: Double]
  package let asked: [String: Int]
  package let subjects: Int
  package let width: Int
  package let layers: [Layer]
  /// In shares of the mean eigenvalue, as configured.
  package let ridge: Double
  package let edits: Int
  /// The unedited model, and the model after the first round.
  package let before: Scores
  package let after: Scores

  /// - Parameters:
  ///   - configuration: how the first round is made.
  ///   - tell: what is being done.
  /// - Throws: what keeps the model or the round from being read or made.
  package init(_ configuration: RunConfiguration, cache: StatisticsCache?, tell: (String) -> Void) throws {
    tell("reading the model and its second moments")
    let rounds = try TimedRounds(configuration, cache: cache)
    model = rounds.modelName
    tell("asking what it knows")
    let facts = try KnownFacts(rounds.requests, rounds.model, rounds.tokenizer)
    (known, asked) = (facts.known, facts.asked)
    tell("exchanging subjects")
    let sample = facts.oneEach(atMost: 1_000)
    subjects = sample.count
    width = rounds.model.shape.hidden
    let shape = rounds.model.shape
    let geometry = try rounds.model.geometry(of: Array(0..<shape.layers), through: sample)
    edits = min(configuration.roundSize, rounds.editLimit)
    tell("making a round of \(edits)")
    let round = try rounds.first(edits)
    ridge = configuration.hyperParameters.ridge
    before = rounds.start.scores
    after = round.report.scores
    layers = try geometry.map { found in
      var layer = Layer(found)
      layer.relativeChange = round.report.layers.first { $0.layer == found.layer }?.relativeChange
      if let moment = rounds.moments[found.layer] {
        let values = try symmetricEigen(moment.matrix).values.map { $0 - moment.ridge }
        layer.leastEigenvalue = (values.min() ?? 0) / (values.reduce(0, +) / Double(values.count))
      }
      return layer
    }
  }
}

extension ModelCheck.Layer {
  init(_ geometry: LayerGeometry) {
    self.init(
      layer: geometry.layer, keyRank: geometry.keyRank, meanCosine: geometry.meanCosine,
      stableRank: geometry.stableRank, k: ModelCheck.taus.map(geometry.k(tau:)), written: geometry.written,
      stream: geometry.stream, swapAtSubject: geometry.swapAtSubject, swapAtEnd: geometry.swapAtEnd)
  }
}
