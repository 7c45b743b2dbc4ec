import CKernels

/// The distributions over a vocabulary that rows of logits stand for: softmax of each. Probabilities are made where they are
/// needed, not kept: of a large vocabulary, reading them costs about as much.
package struct Distributions: Sendable {
  /// rows x V.
  package let logits: Matrix<Float>
  /// log(sum(exp(logits))) of each row.
  private let logSums: [Float]

  package init(logits: Matrix<Float>) {
    self.logits = logits
    logSums = logits.logSumExpOfRows
  }

  /// Natural logarithm of a token's probability; NaN where the logits are broken.
  package func logProbability(row: Int, of token: Int) -> Double { -Double(logSums[row] - logits[row, token]) }

  /// Of all tokens.
  package func logProbabilities(row: Int) -> [Float] {
    let logSum = logSums[row]
    return withRow(row) { x, count in (0..<count).map { x[$0] - logSum } }
  }

  /// Whether a token is the most probable one, the first of equals.
  package func isLargest(_ token: Int, row: Int) -> Bool {
    let logit = logits[row, token]
    return withRow(row) { x, count in
      (0..<count).allSatisfy { $0 < token ? x[$0] < logit : x[$0] <= logit }
    }
  }

  /// KL(p || q) of a row's p, given log q.
  package func divergence(row: Int, from logQ: [Float]) -> Double {
    precondition(logQ.count == logits.columns)
    return withRow(row) { x, count in revive_kernels_best().pointee.divergence(x, logSums[row], logQ, count) }
  }

  /// Sets a row of `gradient` to that of -weight log p(token) at the logits: weight (p - one-hot).
  package func setNLLGradient(row: Int, of token: Int, weight: Float, in gradient: inout Matrix<Float>) {
    precondition((0..<logits.columns).contains(token), "a token that has no logit")
    withRow(row, and: &gradient) { x, dx, count in
      revive_kernels_best().pointee.probabilities(x, logSums[row], weight, dx, count)
      dx[token] -= weight
    }
  }

  /// Sets a row of `gradient` to that of weight KL(p || q) at the logits: weight p (log p - log q - KL).
  package func setDivergenceGradient(row: Int, from logQ: [Float], weight: Float, in gradient: inout Matrix<Float>) {
    let divergence = Float(divergence(row: row, from: logQ))
    withRow(row, and: &gradient) { x, dx, count in
      revive_kernels_best().pointee.divergence_gradient(x, logSums[row], logQ, divergence, weight, dx, count)
    }
  }

  private func withRow<Result>(_ row: Int, _ body: (UnsafePointer<Float>, Int) -> Result) -> Result {
    precondition((0..<logits.rows).contains(row))
    return logits.entries.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { preconditionFailure("no logits") }
      return body(x + row * logits.columns, logits.columns)
    }
  }

  private func withRow(
    _ row: Int, and gradient: inout Matrix<Float>,
    _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  ) {
    precondition(gradient.rows == logits.rows && gradient.columns == logits.columns)
    gradient.entries.withUnsafeMutableBufferPointer { dx in
      guard let dx = dx.baseAddress else { return }
      withRow(row) { x, count in body(x, dx + row * count, count) }
    }
  }
}
