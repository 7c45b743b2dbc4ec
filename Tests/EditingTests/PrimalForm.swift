import Numerics

@testable import Editing

extension BaseMetric {
  /// The metric of A + S for a positive semi-definite S, m x m.
  func adding(_ gram: Matrix<Double>) throws(NumericsError) -> any KeyMetric {
    try confining(try sum(with: gram))
  }
}
