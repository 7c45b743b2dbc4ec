import Models
import Numerics

/// A token whose probability is asked for at one row of the last block's output.
struct TokenQuery {
  let row: Int
  let token: Int
}

/// What a model gives to a token.
struct TokenScore {
  /// Natural logarithm of its probability; NaN when the logits are broken.
  let logProbability: Double
  /// Whether no other token is more probable; false when the logits are broken.
  let isArgmax: Bool
}

extension Transformer {
  /// Scores of tokens as continuations of rows of `hidden` (T x d, the last block's output).
  ///
  /// Only the rows that are asked for get logits, each once if its queries are neighbours, and no more at a time than
  /// `limits` allows.
  ///
  /// - Parameter findsArgmax: when false, `isArgmax` is false throughout, which saves a look at every logit.
  /// - Returns: one score for each query, in the same order.
  func tokenScores(
    _ hidden: Matrix<Float>, _ queries: [TokenQuery], limits: PassLimits, findsArgmax: Bool = true
  ) throws(EvaluationError) -> [TokenScore] {
    for query in queries where !(0..<shape.vocabulary).contains(query.token) {
      throw .model(.tokenOutsideVocabulary(token: query.token, vocabulary: shape.vocabulary))
    }
    let groups = Self.sameRow(queries)
    let atOnce = limits.logitRows(vocabulary: shape.vocabulary)
    var scores: [TokenScore] = []
    scores.reserveCapacity(queries.count)
    for first in stride(from: 0, to: groups.count, by: atOnce) {
      let part = groups[first..<min(first + atOnce, groups.count)]
      let logits = logits(hidden.gatherRows(part.map { queries[$0.lowerBound].row }))
      for ((i, group), logSum) in zip(part.enumerated(), logits.logSumExpOfRows) {
        let best = findsArgmax ? logits.argmax(row: i) : nil
        for query in queries[group] {
          scores.append(
            TokenScore(
              logProbability: Double(logits[i, query.token]) - Double(logSum), isArgmax: query.token == best))
        }
      }
    }
    return scores
  }

  /// Ranges of neighbouring queries at the same row.
  private static func sameRow(_ queries: [TokenQuery]) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var start = 0
    for i in queries.indices where i + 1 == queries.count || queries[i + 1].row != queries[i].row {
      groups.append(start..<i + 1)
      start = i + 1
    }
    return groups
  }
}
