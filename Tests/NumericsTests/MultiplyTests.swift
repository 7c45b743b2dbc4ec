import Numerics
import Testing

/// Products against a triple loop. Entries are small integers, so both sides are exact.
struct MultiplyTests {
  /// op(a)[i, j] of a region.
  private func entry<S: LinearScalar>(_ a: Matrix<S>, _ r: Region, _ transposed: Bool, _ i: Int, _ j: Int) -> S {
    transposed
      ? a[r.rows.lowerBound + j, r.columns.lowerBound + i] : a[r.rows.lowerBound + i, r.columns.lowerBound + j]
  }

  private func region(_ rows: Int, _ columns: Int, transposed: Bool) -> Region {
    let (height, width) = transposed ? (columns, rows) : (rows, columns)
    return Region(rows: 2..<2 + height, columns: 1..<1 + width)
  }

  private func checkRegions<S: LinearScalar>(_: S.Type) {
    var generator = SeededGenerator(seed: 1)
    for (m, n, k) in [(1, 1, 1), (3, 5, 4), (7, 2, 9), (16, 17, 33)] {
      for (transposeA, transposeB) in [(false, false), (false, true), (true, false), (true, true)] {
        let ra = region(m, k, transposed: transposeA)
        let rb = region(k, n, transposed: transposeB)
        let rc = region(m, n, transposed: false)
        let a: Matrix<S> = integers(40, 40, using: &generator)
        let b: Matrix<S> = integers(41, 42, using: &generator)
        let before: Matrix<S> = integers(39, 43, using: &generator)
        var expected = before
        for i in 0..<m {
          for j in 0..<n {
            var sum: S = 0
            for l in 0..<k { sum += entry(a, ra, transposeA, i, l) * entry(b, rb, transposeB, l, j) }
            expected[2 + i, 1 + j] = 2 * sum - 3 * before[2 + i, 1 + j]
          }
        }
        var c = before
        multiply(
          a, ra, transposed: transposeA, by: b, rb, byTransposed: transposeB, alpha: 2, beta: -3, into: &c, rc)
        #expect(c == expected, "\(S.self) \(m) x \(n) x \(k), \(transposeA) \(transposeB)")
      }
    }
  }

  @Test func regionsAndTransposesAgreeWithATripleLoop() {
    checkRegions(Float.self)
    checkRegions(Double.self)
  }

  @Test func shorthandsAgreeWithOneAnother() {
    var generator = SeededGenerator(seed: 2)
    let a: Matrix<Double> = integers(5, 7, using: &generator)
    let b: Matrix<Double> = integers(7, 3, using: &generator)
    let product = a.times(b)
    #expect(a.times(transposed: b.transposed) == product)
    #expect(a.transposed.transposedTimes(b) == product)
    #expect(a.gram() == a.times(transposed: a))
    #expect(a.gram(transposed: true) == a.transposedTimes(a))
  }

  @Test func zeroBetaIgnoresWhatWasThere() {
    var c = Matrix<Float>(1, 1, [.nan])
    multiply(Matrix<Float>(1, 1, [2]), by: Matrix(1, 1, [3]), into: &c)
    #expect(c[0, 0] == 6)
  }

  @Test func emptyOuterDimensionsAreEmptyProducts() {
    #expect(Matrix<Double>(3, 0).transposedTimes(Matrix(3, 2)) == Matrix(0, 2))
    #expect(Matrix<Double>(2, 3).times(Matrix(3, 0)) == Matrix(2, 0))
  }

  @Test func emptyInnerDimensionLeavesBetaTimesC() {
    var c = Matrix<Float>(2, 2, [1, 2, 3, 4])
    multiply(Matrix<Float>(2, 0), by: Matrix(0, 2), beta: 2, into: &c)
    #expect(c == Matrix(2, 2, [2, 4, 6, 8]))
    multiply(Matrix<Float>(2, 0), by: Matrix(0, 2), into: &c)
    #expect(c == Matrix(2, 2))
    #expect(Matrix<Float>(0, 3).times(Matrix(3, 2)) == Matrix(0, 2))
    #expect(Matrix<Float>(0, 3).gram(transposed: true) == Matrix(3, 3))
  }
}
