import Numerics

/// What stands between an editor's update and the weights.
///
/// A guard may keep directions of key space out of the editor's solve, and it may change the finished update.
package protocol UpdateGuard: Sendable {
  /// Orthonormal columns, m x k, that the solve has to leave out (dW V = 0); nil when the guard does not reach into the
  /// solve.
  func excluded(layer: Int) -> Matrix<Double>?

  /// What becomes of an editor's finished update.
  func filter(_ change: Change<Double>, layer: Int) -> Change<Double>

  /// What becomes of an update that the editor found freely, when `confined` is what it found with `excluded` left out (nil
  /// when nothing was).
  func outcome(free: Change<Double>, confined: Change<Double>?, layer: Int) -> Change<Double>
}

extension UpdateGuard {
  package func outcome(free: Change<Double>, confined: Change<Double>?, layer: Int) -> Change<Double> {
    filter(confined ?? free, layer: layer)
  }
}

/// Lets every update through.
package struct NoGuard: UpdateGuard {
  package init() {}

  package func excluded(layer: Int) -> Matrix<Double>? { nil }
  package func filter(_ change: Change<Double>, layer: Int) -> Change<Double> { change }
}

/// What a guard made of an editor's update.
package struct GuardedChange: Sendable {
  package var change: Change<Double>
  /// ||guarded dW||_F / ||free dW||_F; 1 without a guard, or when there was nothing to guard.
  package var kept: Double

  package init(change: Change<Double>, kept: Double) {
    self.change = change
    self.kept = kept
  }

  package init(_ guarded: Change<Double>, of free: Change<Double>) {
    let whole = free.norm
    self.init(change: guarded, kept: whole == 0 ? 1 : guarded.norm / whole)
  }
}
