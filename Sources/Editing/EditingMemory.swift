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

/// The memory of a run over its rounds, shared by all editors that mind the past.
package struct EditingMemory: Sendable {
  /// m x N by layer: the keys of all traces, oldest first.
  private var pastKeys: [Int: Matrix<Float>] = [:]

  package init() {}

  /// Takes in a round that was applied.
  package mutating func remember(_ trace: RoundTrace) {
    for (layer, keys) in trace.keys {
      pastKeys[layer] = pastKeys[layer].map { $0.appendingColumns(of: keys) } ?? keys
    }
  }

  /// S = K' K'^T over all past keys of a layer, m x m; nil when there are none.
  package func gram(layer: Int) -> Matrix<Double>? {
    pastKeys[layer]?.asDouble.gram()
  }
}
