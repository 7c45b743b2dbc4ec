import Foundation
import Models
import Numerics

/// What one step did.
package struct StepReport: Sendable, Equatable {
  /// Steps done.
  package let step: Int
  /// Mean loss of the step's tokens in nats, with their weights and without.
  package let weightedLoss: Double
  package let plainLoss: Double
  /// Share of answers that the model would have chosen, before the step; nil where none was asked.
  package let right: [Example.Kind: Double]
  /// Mean square of the residual stream over blocks.
  package let streamSquare: Double
  /// Mean squared cosine between different subjects' keys; 0 unless the recipe penalises it.
  package let keySquare: Double
  package let tokens: Int
}

/// A model in training: a value that each step replaces by the next.
package struct Trainer: Sendable {
  package let recipe: Recipe
  package internal(set) var model: Transformer
  /// Steps done.
  package internal(set) var step = 0
  /// The first text of the next step.
  package internal(set) var nextExample = 0
  var optimiser: Optimiser

  package init(_ recipe: Recipe, vocabulary: Int) {
    self.recipe = recipe
    model = Transformer(start: recipe, vocabulary: vocabulary)
    optimiser = Optimiser(model, recipe.optimiser)
  }

  /// Takes one step on the texts that follow.
  ///
  /// - Parameter example: the text of a number; the same number always gives the same text.
  /// - Throws: `TrainingError`.
  package mutating func advance(_ example: (Int) -> Example) throws -> StepReport {
    var examples: [Example] = []
    var tokens = 0
    while tokens < recipe.tokensPerStep {
      let next = example(nextExample + examples.count)
      guard next.tokens.count <= recipe.positions else {
        throw TrainingError.textTooLong(tokens: next.tokens.count, limit: recipe.positions)
      }
      examples.append(next)
      tokens += next.tokens.count
    }
    let passes = try passes(examples, tokens: tokens)
    var gradient = passes[0].gradient
    for pass in passes.dropFirst() {
      for parameter in model.parameters {
        Float.axpy(1, pass.gradient[keyPath: parameter.path], &gradient[keyPath: parameter.path])
      }
    }
    let sum = { (value: (TrainingPass) -> Double) in passes.reduce(0) { $0 + value($1) } }
    let weight = Self.weight(examples)
    let predicted = sum { Double($0.tokens) }
    var right: [Example.Kind: Double] = [:]
    for kind in Example.Kind.allCases {
      let asked = sum { Double($0.asked[kind] ?? 0) }
      if asked > 0 { right[kind] = sum { Double($0.right[kind] ?? 0) } / asked }
    }
    let loss = sum(\.weightedLoss) / weight
    guard loss.isFinite else { throw TrainingError.lossNotFinite(step: step + 1) }
    step += 1
    nextExample += examples.count
    optimiser.step(&model, against: gradient, step: step, recipe)
    return StepReport(
      step: step, weightedLoss: loss, plainLoss: sum(\.plainLoss) / predicted, right: right,
      streamSquare: sum(\.streamSquares) / Double(tokens), keySquare: sum(\.keySquares), tokens: tokens)
  }

  private static func weight(_ examples: [Example]) -> Double {
    examples.reduce(0) { $0 + $1.weights.dropFirst().reduce(0) { $0 + Double($1) } }
  }

  /// The step's texts in parts, each on a thread of its own.
  private func passes(_ examples: [Example], tokens: Int) throws -> [TrainingPass] {
    var generator = SeededGenerator(seed: recipe.seed, stream: "detours \(step)")
    let detours = examples.map { _ in Detour.draw(recipe, using: &generator) }
    let weight = Self.weight(examples)
    let subjects = examples.count { $0.subject != nil }
    let shards = max(1, min(recipe.shards, examples.count))
    return try concurrently(shards) { shard in
      // Every shards-th text, so that parts are alike in length.
      let mine = stride(from: shard, to: examples.count, by: shards)
      return Result {
        try TrainingPass(
          model, mine.map { examples[$0] }, mine.map { detours[$0] }, recipe: recipe, totalWeight: weight,
          totalTokens: tokens, totalSubjects: subjects)
      }
    }.map { try $0.get() }
  }
}
