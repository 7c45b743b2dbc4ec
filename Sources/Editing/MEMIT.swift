import Numerics

/// Mass-editing memory in a transformer (Meng et al., arXiv 2210.07229).
///
///     dW = R K^T (lambda C + K K^T)^-1
///
/// computed in its exact dual form: with Y = C^-1 K, adj = Y (lambda I + K^T Y)^-1 and dW = R adj^T, which costs O(m^2 n)
/// once C is factored, instead of O(m^3).
package struct MEMIT: Editor {
  package let name = "MEMIT"
  /// lambda.
  package let momentWeight: Double

  package init(momentWeight: Double) { self.momentWeight = momentWeight }

  package func update(_ problem: LayerProblem) throws -> FactoredUpdate {
    let y = problem.metric.solve(problem.keys)
    var inner = problem.keys.transposedTimes(y)
    // Symmetric up to rounding; its lower triangle is what the factorisation reads.
    for i in 0..<inner.rows { inner[i, i] += momentWeight }
    let adj = try Cholesky(inner).solve(y.transposed).transposed
    return FactoredUpdate(left: problem.residuals, right: adj)
  }
}
