import Foundation
import Models

/// How probable a continuation is.
package struct TargetScore: Sendable, Equatable {
  /// Mean over its tokens of -log p (natural logarithm, teacher forced); NaN when the model's logits are broken.
  package let nll: Double
  /// Whether greedy decoding would write it: each of its tokens is the most probable after those before.
  package let isArgmax: Bool
  /// Share of its tokens that are the most probable after the prompt and the target's tokens before (ZSRE's measure).
  package let argmaxShare: Double

  package init(nll: Double, isArgmax: Bool, argmaxShare: Double? = nil) {
    self.nll = nll
    self.isArgmax = isArgmax
    self.argmaxShare = argmaxShare ?? (isArgmax ? 1 : 0)
  }

  init(_ tokens: [TokenScore]) {
    let count = Double(max(1, tokens.count))
    nll = -tokens.reduce(0) { $0 + $1.logProbability } / count
    isArgmax = tokens.allSatisfy(\.isArgmax)
    argmaxShare = Double(tokens.count(where: \.isArgmax)) / count
  }

  /// Geometric mean of the tokens' probabilities.
  package var probability: Double { exp(-nll) }
}

extension Transformer {
  /// Scores every target of every choice. What choices have in common is computed once.
  ///
  /// - Parameter shouldContinue: asked now and then.
  /// - Returns: for each choice one score a target, in the same order.
  /// - Throws: `EvaluationError.interrupted` when `shouldContinue` says no, `.model` for tokens that the model does not
  ///   take.
  package func targetScores(
    of choices: [PreparedChoice], limits: PassLimits = .standard, shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> [[TargetScore]] {
    var nothing = ActivationCache()
    return try targetScores(of: choices, limits: limits, memory: &nothing, shouldContinue: shouldContinue)
  }

  /// The same with what is known of the choices from last time.
  func targetScores(
    of choices: [PreparedChoice], limits: PassLimits, memory: inout ActivationCache, shouldContinue: () -> Bool
  ) throws(EvaluationError) -> [[TargetScore]] {
    let texts = choices.flatMap { choice in
      choice.targets.map { ScoredText(tokens: choice.prompt + $0, firstScored: choice.prompt.count) }
    }
    var scores = try scores(of: texts, limits: limits, memory: &memory, shouldContinue: shouldContinue)
      .map(TargetScore.init)[...]
    return choices.map { choice in
      defer { scores = scores.dropFirst(choice.targets.count) }
      return Array(scores.prefix(choice.targets.count))
    }
  }
}
