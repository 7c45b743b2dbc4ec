import Models
import Numerics

/// What a round leaves behind for editors that have a memory. Kept with the round, so that a run's memory is the fold of
/// its rounds' traces, whatever was undone or resumed.
package struct RoundTrace: Sendable, Equatable {
  /// m x n by layer: keys that later rounds should leave alone.
  package var keys: [Int: Matrix<Float>]

  package init(keys: [Int: Matrix<Float>] = [:]) {
    self.keys = keys
  }

  /// Whether a stored trace can be one of a model's: finite keys of its layers, as many entries each as its MLP is wide.
  package func fits(_ shape: Transformer.Shape) -> Bool {
    keys.allSatisfy { layer, keys in
      layer >= 0 && layer < shape.layers && keys.rows == shape.mlp && keys.isFinite
    }
  }
}

/// The memory of a run over its rounds, shared by all editors that mind the past.
package struct EditingMemory: Sendable {
  /// By layer: the keys of all traces.
  private var past: [Int: PastKeys] = [:]

  package init() {}

  /// Takes in a round that was applied.
  package mutating func remember(_ trace: RoundTrace) {
    for (layer, keys) in trace.keys where keys.columns > 0 { past[layer, default: PastKeys()].append(keys) }
  }

  /// The keys of all rounds at a layer; nil when there are none.
  package func pastKeys(layer: Int) -> PastKeys? { past[layer] }

  /// S = K' K'^T over all past keys of a layer, m x m; nil when there are none.
  package func gram(layer: Int) -> Matrix<Double>? { past[layer]?.gram }
}
