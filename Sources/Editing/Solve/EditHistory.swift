import Models
import Numerics

/// What a round leaves behind for editors that have a memory. Kept with the round, so that a run's memory is the fold of
/// its rounds' traces, whatever was undone or resumed.
package struct RoundTrace: Sendable, Equatable {
  /// m x n by layer: keys that later rounds should leave alone.
  package var keys: [Int: Matrix<Float>]
  /// The noise over all edits up to this round's last; nil of an editor that does not watch it.
  package var noise: NoiseStatistics?

  package init(keys: [Int: Matrix<Float>] = [:], noise: NoiseStatistics? = nil) {
    self.keys = keys
    self.noise = noise
  }

  /// Whether a stored trace can be one of a model's: finite keys of its layers, as many entries each as its MLP is wide, and
  /// finite statistics.
  package func fits(_ shape: Transformer.Shape) -> Bool {
    guard noise?.isPlausible != false else { return false }
    return keys.allSatisfy { layer, keys in
      layer >= 0 && layer < shape.layers && keys.rows == shape.mlp && keys.isFinite
    }
  }
}

/// What a run keeps of its rounds for all editors that look at earlier ones.
package struct EditHistory: Sendable {
  /// By layer: the keys of all traces.
  private var past: [Int: PastKeys] = [:]
  /// As the last round that watched it left it.
  package private(set) var noise = NoiseStatistics()

  package init() {}

  /// Takes in a round that was applied.
  package mutating func remember(_ trace: RoundTrace) {
    if let noise = trace.noise { self.noise = noise }
    for (layer, keys) in trace.keys where keys.columns > 0 { past[layer, default: PastKeys()].append(keys) }
  }

  /// The keys of all rounds at a layer; nil when there are none.
  package func pastKeys(layer: Int) -> PastKeys? { past[layer] }

  /// S = K' K'^T over all past keys of a layer, m x m; nil when there are none.
  package func gram(layer: Int) -> Matrix<Double>? { past[layer]?.gram }
}
