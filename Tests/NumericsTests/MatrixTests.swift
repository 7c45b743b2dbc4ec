import Numerics
import Testing

struct MatrixTests {
  private let a = Matrix<Float>(2, 3, [1, 2, 3, 4, 5, 6])

  @Test func partsAreCopiedInOrder() {
    #expect(Array(a.row(1)) == [4, 5, 6])
    #expect(a.rows(1..<2) == Matrix(1, 3, [4, 5, 6]))
    #expect(a.rows(0..<0) == Matrix(0, 3))
    #expect(a.columns(1..<3) == Matrix(2, 2, [2, 3, 5, 6]))
    #expect(a.columns(3..<3) == Matrix(2, 0))
    #expect(a.gatherRows([1, 0, 1]) == Matrix(3, 3, [4, 5, 6, 1, 2, 3, 4, 5, 6]))
    #expect(a.transposed == Matrix(3, 2, [1, 4, 2, 5, 3, 6]))
  }

  @Test func appendingJoinsColumns() {
    #expect(a.appendingColumns(of: Matrix(2, 1, [7, 8])) == Matrix(2, 4, [1, 2, 3, 7, 4, 5, 6, 8]))
    #expect(a.appendingColumns(of: Matrix(2, 0)) == a)
  }

  @Test func arithmeticIsElementwise() {
    let b = Matrix<Float>(2, 3, [10, 20, 30, 40, 50, 60])
    #expect(a + b == Matrix(2, 3, [11, 22, 33, 44, 55, 66]))
    #expect(b - a == Matrix(2, 3, [9, 18, 27, 36, 45, 54]))
    #expect(2 * a == a + a)
    var c = a
    c.setRow(0, [0, 0, 0])
    #expect(c == Matrix(2, 3, [0, 0, 0, 4, 5, 6]))
    #expect(a.asDouble.asFloat == a)
  }

  @Test func frobeniusNormDoesNotOverflow() {
    #expect(Matrix<Double>(1, 2, [3, 4]).frobeniusNorm == 5)
    let large = Matrix<Double>(1, 2, [3e200, 4e200]).frobeniusNorm
    #expect(abs(large / 5e200 - 1) < 1e-15)
    #expect(Matrix<Float>(0, 4).frobeniusNorm == 0)
  }

  @Test(arguments: 1...17) func oneBadEntryAnywhereIsNotFinite(count: Int) {
    for bad in [Float.nan, .infinity, -.infinity] {
      for i in 0..<count {
        var x = Matrix<Float>(1, count, [Float](repeating: .greatestFiniteMagnitude, count: count))
        #expect(x.isFinite)
        x[0, i] = bad
        #expect(!x.isFinite)
        #expect(!x.asDouble.isFinite)
      }
    }
  }
}
