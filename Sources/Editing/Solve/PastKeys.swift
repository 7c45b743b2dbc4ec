import Numerics

/// The keys K' (m x N) of earlier rounds at one layer, which a solve takes in as S = K' K'^T.
///
/// Few are kept as they are, for a dual form (`DualMetric`) that costs 2 m^2 n for n new keys and then about N (N + 6 m) n
/// a round; of many only S is kept, for a primal form (`BaseMetric.sum`) that costs m^3 / 3 a round and takes the same
/// memory ever after. They are many beyond m / 2: there the dual form's cost, 3.25 m^2 n, reaches the primal one's at
/// rounds of m / 10 edits, and its m x N and N x N matrices take the memory of S.
package struct PastKeys: Sendable {
  /// One matrix a round, oldest first; empty when there are many keys.
  package private(set) var rounds: [Matrix<Float>] = []
  /// S once there are many keys.
  package private(set) var sum: Matrix<Double>?
  /// N.
  package private(set) var count = 0

  package init() {}

  /// - Parameter keys: m x n.
  package mutating func append(_ keys: Matrix<Float>) {
    count += keys.columns
    if sum != nil {
      sum?.add(keys.asDouble.gram())
    } else {
      rounds.append(keys)
      guard count > keys.rows / 2 else { return }
      sum = gram
      rounds = []
    }
  }

  /// S, m x m; nil without keys.
  ///
  /// - Complexity: O(m^2 N) while the keys are few.
  package var gram: Matrix<Double>? {
    if let sum { return sum }
    guard let first = rounds.first else { return nil }
    // Round by round, so that the bits are those of a sum that grew with the rounds.
    var result = first.asDouble.gram()
    for keys in rounds.dropFirst() { result.add(keys.asDouble.gram()) }
    return result
  }
}
