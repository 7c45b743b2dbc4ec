import Numerics

// The analyses of the REVIVE paper (arXiv 2601.11042): which part of a spectrum does a model need? W = sum_i s_i u_i v_i^T.

extension SpectralBasis {
  /// Share of the energy sum s_i^2 in the first components: element i is that of components 0...i.
  package var cumulativeEnergy: [Double] {
    let total = s.reduce(0) { $0 + Double($1) * Double($1) }
    var sum = 0.0
    return s.map { value in
      sum += Double(value) * Double(value)
      return total == 0 ? 1 : sum / total
    }
  }

  /// The number of components in the top `share` of them, from 0 to 1: at least one.
  package func count(inTop share: Double) -> Int {
    min(s.count, max(1, Int((share * Double(s.count)).rounded())))
  }

  /// d x m: the weight with only its first `count` components, sum_{i < count} s_i u_i v_i^T.
  package func reconstruction(_ count: Int) -> Matrix<Float> {
    let range = 0..<clipped(count)
    var scaled = u.columns(range)
    for row in 0..<scaled.rows {
      for (column, value) in s[range].enumerated() { scaled[row, column] *= value }
    }
    return scaled.times(transposed: v.columns(range))
  }

  /// The components in groups of equal energy, strongest first: group g of n holds those whose middle lies between shares g / n
  /// and (g + 1) / n of the energy. A group is empty where one component outweighs it.
  package func energyGroups(_ count: Int) -> [Range<Int>] {
    let upTo = cumulativeEnergy
    let middles = upTo.indices.map { (upTo[$0] + ($0 == 0 ? 0 : upTo[$0 - 1])) / 2 }
    return (0..<count).map { group in
      let ends = [group, group + 1].map { bound in
        middles.firstIndex { $0 * Double(count) >= Double(bound) } ?? middles.count
      }
      return ends[0]..<ends[1]
    }
  }

  /// d x m: a disturbance inside a group of components, c U_g G V_g^T with G standard normal, of Frobenius norm `norm`.
  /// The paper does not say what its disturbances are made of; this form is ours.
  ///
  /// - Parameter group: not empty.
  package func disturbance(
    in group: Range<Int>, norm: Double, using generator: inout SeededGenerator
  ) -> Matrix<Float> {
    let core = Matrix<Float>.gaussian(group.count, group.count, using: &generator)
    // U_g and V_g are orthonormal: the norm of U_g G V_g^T is that of G.
    return Float(norm / core.frobeniusNorm) * u.columns(group).times(core).times(transposed: v.columns(group))
  }
}
