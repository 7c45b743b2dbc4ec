extension Matrix where Scalar == Double {
  /// self - share Q Q^T self, for orthonormal columns Q: what is left of the columns outside their span, and within it when
  /// only a share of that is taken away.
  package func removing(spanOf q: Matrix, share: Double = 1) -> Matrix {
    var result = self
    multiply(q, by: q.transposedTimes(self), alpha: -share, beta: 1, into: &result)
    return result
  }

  /// Q Q^T self, for orthonormal columns Q; self when Q is square and so spans everything.
  package func onto(spanOf q: Matrix<Float>) -> Matrix {
    guard q.columns < q.rows else { return self }
    let wide = q.asDouble
    return wide.times(wide.transposedTimes(self))
  }
}
