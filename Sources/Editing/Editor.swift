import Numerics

/// A method of model editing: what a round of edits does to the weights. It finds updates and never touches weights.
package protocol Editor: Sendable {
  /// As the literature writes it.
  var name: String { get }
  /// Layers whose weight it changes, ascending.
  var layers: [Int] { get }
  /// The metric of its solve; nil for an editor without a closed form, which no guard can reach into.
  var metric: MetricKind? { get }
  /// Whether keys of earlier rounds weigh in its solve.
  var pastKeyUse: PastKeyUse { get }
  /// The contexts that its edits are prepared with unless the run brings its own.
  var contexts: ContextSet { get }

  /// Solves a round.
  ///
  /// - Parameter progress: called within one optimisation step or layer; returning false interrupts.
  /// - Throws: `EditingError.interrupted`; what makes the whole round impossible. An edit that fails by itself is in the
  ///   result's `failures`.
  func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve

  /// The weight (d x m) that is measured and saved in place of `weight`, with which editing goes on; nil for the weight
  /// itself.
  func presented(_ weight: Matrix<Float>, original: Matrix<Float>) throws -> Matrix<Float>?
}

/// The parts of a round that take time.
package enum RoundStage: Sendable { case targets, solve }

/// Told the stage with steps done and to do; false interrupts.
package typealias RoundProgress = (_ stage: RoundStage, _ step: Int, _ steps: Int) -> Bool

/// How an editor uses keys of earlier rounds: A grows by K' K'^T.
package enum PastKeyUse: Sendable {
  case none
  /// Keys as the round's solve saw them.
  case ofTheSolve
  /// Keys read again when the round's updates were in.
  case afterTheRound
}

extension Editor {
  package var pastKeyUse: PastKeyUse { .none }
  package var contexts: ContextSet { .grouped }

  package func presented(_ weight: Matrix<Float>, original: Matrix<Float>) throws -> Matrix<Float>? { nil }
}
