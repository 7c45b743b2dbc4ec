import Editing

/// What a round did to a run: what was added to the weights, and what later rounds have to know of it. A run is the fold of
/// its applied rounds.
package struct AppliedRound: Sendable, Equatable {
  /// Lowest layer first.
  package var updates: [WeightUpdate]
  package var trace: RoundTrace

  package init(updates: [WeightUpdate], trace: RoundTrace = RoundTrace()) {
    self.updates = updates
    self.trace = trace
  }
}
