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
  /// - Throws: `EvaluationError.interrupted` when `shouldContinue`, asked before each pass, says no; `.model`.
  package func perplexity(
    of documents: PreparedDocuments, limits: PassLimits = .standard, shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> Double? {
    var sum = 0.0
    var count = 0
    for range in chunks(documents.sequences.map(\.count), limit: limits.tokens) {
      guard shouldContinue() else { throw .interrupted }
      // The last token of a document is predicted, never read.
      let batch = TokenBatch(documents.sequences[range].map { $0.dropLast() })
      let next = documents.sequences[range].flatMap { $0.dropFirst() }
      let queries = zip(batch.tokens.indices, next).map { TokenQuery(row: $0, token: $1) }
      let scores = try tokenScores(try hiddenStates(batch), queries, limits: limits, findsArgmax: false)
      sum += scores.reduce(0) { $0 + $1.logProbability }
      count += scores.count
    }
    return count == 0 ? nil : exp(-sum / Double(count))
  }
}
