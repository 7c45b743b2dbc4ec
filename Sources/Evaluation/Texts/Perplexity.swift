import Foundation
import Models
import Tokenizers

/// Held-out documents in tokens, each as the tokenizer begins a text. A document's first token is not predicted.
package struct PreparedDocuments: Sendable, Equatable {
  /// At least two tokens each.
  package let sequences: [[Int]]

  /// - Parameter positions: how many tokens the model takes; longer documents are cut there.
  package init(_ documents: [String], tokenizer: Tokenizer, positions: Int) {
    let sequences = documents.map { Array(tokenizer.encode($0).prefix(max(0, positions))) }
    self.init(sequences: sequences.filter { $0.count > 1 })
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
    var nothing = ActivationCache()
    return try perplexity(of: documents, limits: limits, memory: &nothing, shouldContinue: shouldContinue)
  }

  /// The same with what is known of the documents from last time.
  package func perplexity(
    of documents: PreparedDocuments, limits: PassLimits = .standard, memory: inout ActivationCache,
    shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> Double? {
    let texts = documents.sequences.map { ScoredText(tokens: $0, firstScored: 1) }
    let scores = try scores(
      of: texts, limits: limits, findsArgmax: false, memory: &memory, shouldContinue: shouldContinue
    ).joined()
    return mean(scores.map { -$0.logProbability }).map { exp($0) }
  }
}
