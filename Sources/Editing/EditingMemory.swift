import Numerics

/// What a round leaves behind for editors that have a memory. Kept with the round, so that a run's memory is the fold of
/// its rounds' traces, whatever was undone or resumed.
package struct RoundTrace: Sendable, Equatable {
  /// m x n by layer: keys that later rounds should leave alone.
  package var keys: [Int: Matrix<Float>]

  package init(keys: [Int: Matrix<Float>] = [:]) {
    self.keys = keys
  }
}

/// The memory of a run over its rounds.
package struct EditingMemory: Sendable {
  package init() {}

  /// Takes in a round that was applied.
  package mutating func remember(_ trace: RoundTrace) {}
}
