import Models

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
  /// The norm that the values of targets are brought to (NAS); nil leaves them as they are optimised.
  package var valueNorm: Double?

  package init(
    edits: [PreparedEdit], model: Transformer, original: Transformer, metrics: [Int: SolveMetrics],
    moments: [Int: RidgedMoment] = [:], memory: EditHistory = EditHistory(),
    updateGuard: any UpdateGuard = NoGuard(), valueNorm: Double? = nil
  ) {
    self.edits = edits
    self.model = model
    self.original = original
    self.metrics = metrics
    self.moments = moments
    self.memory = memory
    self.updateGuard = updateGuard
    self.valueNorm = valueNorm
  }
}
