import Numerics

@testable import Editing

/// Lets an update through times `factor`; NaN breaks it.
struct Scaling: UpdateGuard {
  var factor: Double

  func excluded(layer: Int) -> Matrix<Double>? { nil }

  func outcome(free: WeightDelta<Double>, confined: WeightDelta<Double>?, layer: Int) -> WeightDelta<Double> {
    free.scaled(by: factor)
  }
}

/// Keeps a subspace of key space out of the solve, and passes on what comes of it.
struct Confining: UpdateGuard {
  let v: Matrix<Double>
  /// Nil for all.
  var layers: Set<Int>?

  func excluded(layer: Int) -> Matrix<Double>? { layers?.contains(layer) == false ? nil : v }

  func outcome(free: WeightDelta<Double>, confined: WeightDelta<Double>?, layer: Int) -> WeightDelta<Double> {
    confined ?? free
  }
}
