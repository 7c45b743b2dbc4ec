import Editing
import Files
import Numerics

extension AppliedRound {
  /// What binds a round's line in the log to its file of updates, and both to the rounds before: a digest of all numbers in
  /// it and of the digest of the round before. So a file in the place of another's is found out, and so is a round that was
  /// solved for other weights than those it would be added to.
  ///
  /// - Parameter previous: that of the round before; nil for the first one, and after rounds that have none.
  /// - Returns: 16 hexadecimal digits.
  func digest(after previous: String?) -> String {
    var sum = Checksum()
    sum.add(previous ?? "")
    for update in updates {
      switch update.change {
      case .factored(let left, let right):
        sum.add("factored", update.layer, left)
        sum.add("factored", update.layer, right)
      case .dense(let matrix): sum.add("dense", update.layer, matrix)
      }
    }
    for (layer, keys) in trace.keys.sorted(by: { $0.key < $1.key }) { sum.add("keys", layer, keys) }
    if let noise = trace.noise { sum.add([noise.count, noise.mean, noise.variance]) }
    return sum.digits
  }
}

extension Checksum {
  fileprivate mutating func add(_ name: String, _ layer: Int, _ matrix: Matrix<Float>) {
    add(name)
    add([layer, matrix.rows, matrix.columns])
    add(matrix.entries)
  }
}
