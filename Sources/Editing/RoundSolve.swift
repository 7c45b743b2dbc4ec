import Numerics

/// What came of a round; no weight has changed yet.
package struct RoundSolve: Sendable {
  /// Lowest layer first; empty when every edit failed.
  package var layers: [LayerSolve]
  /// Why an edit could not be made, by its position in the round.
  package var failures: [Int: String]
  /// |h0| of each edit: the hidden state at the subject's last token, bare prompt, before the edit.
  package var hiddenNorms: [Double]
  /// |v| of each edit that has a target: its value as it was optimised.
  package private(set) var valueNorms: [Double] = []
  /// Edits that the anchor of values left out, by their position in the round.
  package private(set) var skipped: [Int] = []
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

  /// Takes in what became of the targets of the edits from a position on.
  mutating func note(_ targets: [Target], from first: Int = 0) {
    for (index, target) in targets.enumerated() {
      failures[first + index] = target.failure
      if target.failure == nil { valueNorms.append(target.valueNorm) }
      if target.isSkipped { skipped.append(first + index) }
    }
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
