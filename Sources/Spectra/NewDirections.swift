import Numerics

/// Directions that updates have acted on since a spectrum tracker last looked: what its iteration should begin with.
///
/// Many of them are of no use, since the iteration then gives way to a full decomposition, and many rounds may pass between
/// two looks (a resumed run applies all of its rounds at once). So no more are held than can help.
package struct NewDirections: Sendable {
  private let limit: Int
  private var count = 0
  private var held: [Matrix<Float>] = []

  /// - Parameter rank: min(d, m) of the weight.
  package init(rank: Int) { limit = SubspaceIteration.widestBlock(rank: rank) }

  /// - Parameter factor: m x n.
  package mutating func add(_ factor: Matrix<Float>) {
    count += factor.columns
    if count <= limit { held.append(factor) } else { held = [] }
  }

  /// What was added; nil when it is too much to be of use.
  package var factors: [Matrix<Double>]? { count <= limit ? held.map(\.asDouble) : nil }

  /// Numbers that are kept.
  package var entryCount: Int { held.reduce(0) { $0 + $1.entries.count } }
}
