import Models
import Numerics
import Spectra

@testable import Editing

/// REVIVE's filter on some layers of a model, and the constrained solve if asked for.
struct SubspaceGuard: UpdateGuard {
  let subspaces: [Int: ProtectedSubspace]
  var reachesIn = false

  /// - Parameter k: how many singular directions of each weight are protected.
  init(_ model: Transformer, layers: [Int], k: Int, reachesIn: Bool = false) throws {
    var subspaces: [Int: ProtectedSubspace] = [:]
    for layer in layers {
      subspaces[layer] = try ProtectedSubspace(SpectralBasis(of: model.editedWeight(layer: layer)), k: k)
    }
    self.subspaces = subspaces
    self.reachesIn = reachesIn
  }

  func excluded(layer: Int) -> Matrix<Double>? { reachesIn ? subspaces[layer]?.v : nil }

  func outcome(free: WeightDelta<Double>, confined: WeightDelta<Double>?, layer: Int) -> WeightDelta<Double> {
    let change = confined ?? free
    guard let subspace = subspaces[layer] else { return change }
    switch change {
    case .factored(let left, let right):
      return .factored(left: subspace.safeResiduals(left), right: subspace.safeKeys(right))
    case .dense(let matrix): return .dense(subspace.safePart(of: matrix))
    }
  }

  /// Metrics with what this guard excludes left out.
  func metrics(_ free: [Int: SolveMetrics]) throws -> [Int: SolveMetrics] {
    guard reachesIn else { return free }
    var result = free
    for (layer, metrics) in free {
      guard let base = metrics.free as? any BaseMetric, let v = subspaces[layer]?.v else { continue }
      result[layer]?.confined = try base.excluding(v)
    }
    return result
  }

  /// The largest of ||U_k^T dW|| and ||dW V_k|| against ||dW||.
  func trespass(_ update: WeightUpdate) -> Double {
    guard let subspace = subspaces[update.layer] else { return .infinity }
    let change = update.change.matrix.asDouble
    let sides = [subspace.u.transposedTimes(change), change.times(subspace.v)]
    return (sides.map(\.frobeniusNorm).max() ?? .infinity) / change.frobeniusNorm
  }
}
