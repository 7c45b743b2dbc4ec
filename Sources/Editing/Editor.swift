import Models
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

/// What a round has to be solved with.
package struct EditRound: Sendable {
  package var edits: [PreparedEdit]
  /// As it is before the round.
  package var model: Transformer
  /// At edit 0.
  package var original: Transformer
  /// By layer, for the editor's `metric` with what it minds of the past; empty without one.
  package var metrics: [Int: SolveMetrics]
  /// Second moments with their ridge by layer, for editors that solve on a part of them.
  package var moments: [Int: RidgedMoment]
  package var memory: EditHistory
  package var updateGuard: any UpdateGuard

  package init(
    edits: [PreparedEdit], model: Transformer, original: Transformer, metrics: [Int: SolveMetrics],
    moments: [Int: RidgedMoment] = [:], memory: EditHistory = EditHistory(),
    updateGuard: any UpdateGuard = NoGuard()
  ) {
    self.edits = edits
    self.model = model
    self.original = original
    self.metrics = metrics
    self.moments = moments
    self.memory = memory
    self.updateGuard = updateGuard
  }
}

/// What came of a round; no weight has changed yet.
package struct RoundSolve: Sendable {
  /// Lowest layer first; empty when every edit failed.
  package var layers: [LayerSolve]
  /// Why an edit could not be made, by its position in the round.
  package var failures: [Int: String]
  /// |h0| of each edit: the hidden state at the subject's last token, bare prompt, before the edit.
  package var hiddenNorms: [Double]
  /// What later rounds have to know of this one.
  package var trace: RoundTrace
  package var secondsTargets: Double

  package init(
    layers: [LayerSolve] = [], failures: [Int: String] = [:], hiddenNorms: [Double] = [],
    trace: RoundTrace = RoundTrace(), secondsTargets: Double = 0
  ) {
    self.layers = layers
    self.failures = failures
    self.hiddenNorms = hiddenNorms
    self.trace = trace
    self.secondsTargets = secondsTargets
  }

  /// Fails what has not failed yet among `edits`, and with it the round: no weight changes.
  mutating func fail(_ edits: some Sequence<Int>, _ reason: String) {
    for edit in edits where failures[edit] == nil { failures[edit] = reason }
    layers = []
    trace = RoundTrace()
  }
}

/// What one layer's solve saw and gave.
package struct LayerSolve: Sendable {
  package var update: WeightUpdate
  /// m x n, as read from the model; nil for an editor that works without keys.
  package var keys: Matrix<Float>?
  /// d x n: targets less current hidden states at the last layer, not yet shared; nil without targets.
  package var residual: Matrix<Float>?
  /// Share of the free update's norm that the guard let through.
  package var kept: Double
  /// ||dW||_F.
  package var norm: Double
  package var secondsKeys: Double
  package var secondsSolve: Double
  /// What the guard took on top.
  package var secondsGuard: Double

  package init(
    update: WeightUpdate, keys: Matrix<Float>? = nil, residual: Matrix<Float>? = nil, kept: Double = 1, norm: Double,
    secondsKeys: Double = 0, secondsSolve: Double = 0, secondsGuard: Double = 0
  ) {
    self.update = update
    self.keys = keys
    self.residual = residual
    self.kept = kept
    self.norm = norm
    self.secondsKeys = secondsKeys
    self.secondsSolve = secondsSolve
    self.secondsGuard = secondsGuard
  }
}
