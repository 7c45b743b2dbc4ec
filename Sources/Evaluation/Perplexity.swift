import Checkpoints
import Foundation
import Models

/// Held-out documents in tokens, each as the tokenizer begins a text. A document's first token is not predicted.
package struct PreparedDocuments: Sendable, Equatable {
  /// At least two tokens each.
  package let sequences: [[Int]]

  /// - Parameters:
  ///   - positions: how many tokens the model takes; longer documents are cut there.
  ///   - tokenLimit: how many tokens are predicted in all; what comes later is left out.
  package init(_ documents: [String], tokenizer: Tokenizer, positions: Int, tokenLimit: Int? = nil) {
    var left = max(0, tokenLimit ?? .max)
    var sequences: [[Int]] = []
    for document in documents {
      guard left > 0 else { break }
      let tokens = tokenizer.encode(document).prefix(max(0, positions))
      guard tokens.count > 1 else { continue }
      let predicted = min(tokens.count - 1, left)
      sequences.append(Array(tokens.prefix(predicted + 1)))
      left -= predicted
    }
    self.init(sequences: sequences)
  }

  /// Documents from tokens, for tests.
  ///
  /// - Precondition: each has at least two tokens.
  init(sequences: [[Int]]) {
    precondition(sequences.allSatisfy { $0.count > 1 })
    self.sequences = sequences
  }

  /// Number of predicted tokens.
  package var predictedTokens: Int { sequences.reduce(0) { $0 + $1.count - 1 } }
}

extension Transformer {
  /// exp(mean -log p per predicted token) over all documents; nil without any, NaN or infinite on a ruined model.
  ///
  /// - Throws: `EvaluationError.interrupted` when `shouldContinue`, asked now and then, says no; `.model`.
  package func perplexity(
    of documents: PreparedDocuments, limits: PassLimits = .standard, shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> Double? {
    let texts = documents.sequences.map { ScoredText(tokens: $0, firstScored: 1) }
    let scores = try scores(of: texts, limits: limits, findsArgmax: false, shouldContinue: shouldContinue).joined()
    return mean(scores.map { -$0.logProbability }).map { exp($0) }
  }
}
