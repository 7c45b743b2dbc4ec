extension Matrix where Scalar == Double {
  /// self - Q Q^T self, for orthonormal columns Q: what is left of the columns outside their span.
  package func removing(spanOf q: Matrix) -> Matrix {
    var result = self
    multiply(q, by: q.transposedTimes(self), alpha: -1, beta: 1, into: &result)
    return result
  }

  /// Q Q^T self, for orthonormal columns Q; self when Q is square and so spans everything.
  package func onto(spanOf q: Matrix<Float>) -> Matrix {
    guard q.columns < q.rows else { return self }
    let wide = q.asDouble
    return wide.times(wide.transposedTimes(self))
  }
}
