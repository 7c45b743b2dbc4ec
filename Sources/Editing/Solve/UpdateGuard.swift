import Numerics

/// What stands between an editor's update and the weights.
///
/// A guard may keep directions of key space out of the editor's solve, and it has the last word on the finished update.
package protocol UpdateGuard: Sendable {
  /// Orthonormal columns, m x k, that the solve has to leave out (dW V = 0); nil when the guard does not reach into the
  /// solve.
  func excluded(layer: Int) -> Matrix<Double>?

  /// Whether it looks at the updates when the round is solved, so that every solve sees what the layers below were meant to
  /// become. Else each is guarded before the next layer is solved.
  var waitsForTheRound: Bool { get }

  /// What becomes of an update that the editor found freely, when `confined` is what it found with `excluded` left out (nil
  /// when nothing was).
  func outcome(free: WeightDelta<Double>, confined: WeightDelta<Double>?, layer: Int) -> WeightDelta<Double>
}

extension UpdateGuard {
  package var waitsForTheRound: Bool { false }
}

/// Lets every update through.
package struct NoGuard: UpdateGuard {
  package init() {}

  package func excluded(layer: Int) -> Matrix<Double>? { nil }

  package func outcome(free: WeightDelta<Double>, confined: WeightDelta<Double>?, layer: Int) -> WeightDelta<Double> {
    confined ?? free
  }
}

extension LayerSolve {
  /// A layer's update as a guard lets it through, in the precision of weights.
  ///
  /// - Parameters:
  ///   - free: what the editor found.
  ///   - confined: what it found with the guard's excluded directions left out; nil when there are none.
  /// - Throws: `EditingError.nonFiniteUpdate`.
  init(
    guarding free: WeightDelta<Double>, confined: WeightDelta<Double>?, layer: Int, by updateGuard: any UpdateGuard
  ) throws(EditingError) {
    let change = updateGuard.outcome(free: free, confined: confined, layer: layer)
    let update = WeightUpdate(layer: layer, change: change.asFloat)
    guard update.change.isFinite else { throw .nonFiniteUpdate(layer: layer) }
    self.init(update: update, kept: change.share(of: free), norm: change.norm)
  }
}
