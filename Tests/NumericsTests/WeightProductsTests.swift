import COneDNN
import COpenBLAS
import Foundation
import Testing

@testable import Numerics

/// Products with weights, by whatever kernels the processor has, against sums in double precision.
struct WeightProductsTests {
  /// Rows around every cut that is made of them: single rows, sixteen, a whole block.
  static let rowCounts = [1, 2, 15, 16, 17, 33, 100, 511, 512, 513, 530]

  /// x W (W as k x n) in double precision.
  private func exact(_ x: Matrix<Double>, _ w: Matrix<Double>) -> Matrix<Double> {
    var y = Matrix<Double>(x.rows, w.columns)
    for i in 0..<x.rows {
      for l in 0..<x.columns { for j in 0..<w.columns { y[i, j] += x[i, l] * w[l, j] } }
    }
    return y
  }

  private func worst(_ a: Matrix<Float>, _ b: Matrix<Double>) -> Double {
    zip(a.entries, b.entries).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
  }

  @Test(arguments: rowCounts, [false, true]) func inF32(rows: Int, transposed: Bool) {
    var generator = SeededGenerator(seed: 7)
    let x = Matrix<Float>.gaussian(rows, 40, using: &generator)
    let w = Matrix<Float>.gaussian(40, 70, using: &generator)
    var y = Matrix<Float>(rows, 70, [Float](repeating: 3, count: rows * 70))
    addProduct(of: x, by: transposed ? w.transposed : w, transposed: transposed, to: &y)
    var expected = exact(x.asDouble, w.asDouble)
    for i in expected.entries.indices { expected.entries[i] += 3 }
    #expect(worst(y, expected) < 2e-5)
  }

  @Test func emptyProductsLeaveWhatWasThere() {
    var y = Matrix<Float>(2, 3, [1, 2, 3, 4, 5, 6])
    addProduct(of: Matrix(2, 0), by: Matrix(0, 3), to: &y)
    #expect(y == Matrix(2, 3, [1, 2, 3, 4, 5, 6]))
    var none = Matrix<Float>(0, 3)
    addProduct(of: Matrix(0, 2), by: Matrix(2, 3), to: &none)
    #expect(none.entries.isEmpty)
  }

  // MARK: - bf16

  /// The nearest bf16 number by looking at both neighbours, as a double.
  private func nearest(_ x: Float) -> Double {
    let below = Float(bitPattern: x.bitPattern & 0xFFFF_0000)
    let above = Float(bitPattern: (x.bitPattern & 0xFFFF_0000) &+ 0x1_0000)
    let (down, up) = (abs(Double(x) - Double(below)), abs(Double(above) - Double(x)))
    let isEven = below.bitPattern & 0x1_0000 == 0
    return Double(down < up || (down == up && isEven) ? below : above)
  }

  private func widened(_ numbers: [UInt16]) -> [Float] { numbers.map { Float(bitPattern: UInt32($0) << 16) } }

  @Test func numbersAreRoundedToTheNearest() {
    var generator = SeededGenerator(seed: 1)
    var x = Matrix<Float>.gaussian(1, 5_000, using: &generator).entries
    // Ties, subnormal numbers, and what rounds up into the next power of two.
    x += [1, -1, 0, -0.0, 1 + 0x1p-8, 1 + 3 * 0x1p-8, -(1 + 0x1p-8), 1.999_99, 0x1p-133, -0x1.8p-130, 65_504]
    let rounded = widened(roundedToBF16(x))
    for (x, found) in zip(x, rounded) { #expect(Double(found) == nearest(x), "\(x)") }
    let odd = widened(roundedToBF16([.infinity, -.infinity, .nan, .greatestFiniteMagnitude]))
    #expect(odd[0] == .infinity && odd[1] == -.infinity && odd[2].isNaN && odd[3] == .infinity)
  }

  /// As far as the processor has them; elsewhere they are emulated, and this is the same test once more.
  @Test(arguments: rowCounts, [PackedWeight.Layout.packed, .plain, .emulated])
  func inBF16(rows: Int, layout: PackedWeight.Layout) {
    var generator = SeededGenerator(seed: 3)
    let x = Matrix<Float>.gaussian(rows, 65, using: &generator)
    let w = Matrix<Float>.gaussian(65, 50, using: &generator)
    let rounded = Matrix<Double>(65, 50, w.entries.map(nearest))
    for transposed in [false, true] {
      let numbers = roundedToBF16((transposed ? w.transposed : w).entries)
      let weight = PackedWeight(inputs: 65, outputs: 50, numbers, transposed: transposed, layout: layout)
      var y = Matrix<Float>(rows, 50, [Float](repeating: -2, count: rows * 50))
      weight.addProduct(of: x, to: &y)
      var expected = exact(Matrix(rows, 65, x.entries.map(nearest)), rounded)
      for i in expected.entries.indices { expected.entries[i] -= 2 }
      #expect(worst(y, expected) < 3e-5, "\(layout), transposed \(transposed)")
      guard let back = weight.transpose else { continue }
      var z = Matrix<Float>(rows, 65)
      back.addProduct(of: y, to: &z)
      let second = exact(
        Matrix(rows, 50, y.entries.map(nearest)), Matrix<Double>(50, 65, rounded.transposed.entries))
      #expect(worst(z, second) < 2e-4)
    }
  }

  /// Each further term leaves 2^-8 of what the one before left.
  @Test(arguments: [PackedWeight.Layout.packed, .plain, .emulated]) func moreTermsAreCloser(layout: PackedWeight.Layout)
  {
    var generator = SeededGenerator(seed: 4)
    let x = Matrix<Float>.gaussian(37, 64, using: &generator)
    let numbers = roundedToBF16(Matrix<Float>.gaussian(64, 48, using: &generator).entries)
    let w = Matrix<Double>(64, 48, widened(numbers).map(Double.init))
    let weight = PackedWeight(inputs: 64, outputs: 48, numbers, transposed: false, layout: layout)
    let expected = exact(x.asDouble, w)
    let absolute = exact(
      Matrix(37, 64, x.entries.map { Double(abs($0)) }), Matrix(64, 48, w.entries.map { abs($0) }))
    for terms in 1...3 {
      var y = Matrix<Float>(37, 48)
      weight.addProduct(of: x, terms: terms, to: &y)
      // The last term's rounding, and that of sums of 64 numbers in f32.
      let share = pow(2, Double(-8 * terms - 1)) + Double(terms) * 64 * 0x1p-24
      for (i, found) in y.entries.enumerated() {
        #expect(abs(Double(found) - expected.entries[i]) <= share * absolute.entries[i], "\(terms) terms")
      }
    }
  }

  @Test(arguments: [PackedWeight.Layout.packed, .plain, .emulated])
  func whatIsNotFiniteStaysSo(layout: PackedWeight.Layout) {
    let ones = roundedToBF16([Float](repeating: 1, count: 32 * 32))
    let weight = PackedWeight(inputs: 32, outputs: 32, ones, transposed: false, layout: layout)
    for (bad, terms) in [(Float.nan, 1), (.nan, 2), (.infinity, 1), (.infinity, 3)] {
      var x = Matrix<Float>(3, 32)
      x[1, 7] = bad
      var y = Matrix<Float>(3, 32)
      weight.addProduct(of: x, terms: terms, to: &y)
      #expect(y.row(0).allSatisfy { $0 == 0 } && y.row(2).allSatisfy { $0 == 0 })
      #expect(y.row(1).allSatisfy { bad.isNaN ? $0.isNaN : $0 == .infinity }, "\(bad) in \(terms) terms")
    }
  }

  /// Parts of rows, as several threads take them, are the rows of the whole.
  @Test(arguments: [2, 3, 5]) func sharedRowsAreTheSame(threads: Int) {
    var generator = SeededGenerator(seed: 6)
    let x = Matrix<Float>.gaussian(405, 250, using: &generator)
    let w = Matrix<Float>.gaussian(250, 260, using: &generator)
    // One part is worth four million products.
    #expect(405 * 250 * 260 > 5 * 4_000_000)
    let start = Matrix<Float>.gaussian(405, 260, using: &generator)
    let (numbers, straight) = (roundedToBF16(w.entries), w.transposed)
    for layout in [PackedWeight.Layout.packed, .plain, .emulated] {
      let weight = PackedWeight(inputs: 250, outputs: 260, numbers, transposed: false, layout: layout)
      var (alone, shared) = (start, start)
      weight.addProduct(of: x, terms: 2, to: &alone, threads: 1)
      weight.addProduct(of: x, terms: 2, to: &shared, threads: threads)
      #expect(zip(alone.entries, shared.entries).allSatisfy { abs($0 - $1) < 1e-4 })
    }
    var (alone, shared, turned) = (start, start, start)
    addProduct(of: x, by: w, to: &alone, threads: 1)
    addProduct(of: x, by: w, to: &shared, threads: threads)
    addProduct(of: x, by: straight, transposed: true, to: &turned, threads: threads)
    #expect(zip(alone.entries, shared.entries).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(zip(alone.entries, turned.entries).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  // MARK: - The libraries

  /// What the user's environment says counts for more.
  @Test func openBLASHasTheCoreOfTheProcessorsFeatures() {
    guard ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] == nil else { return }
    guard let core = revive_openblas_core() else { return }
    #expect(LinearAlgebraLibrary.coreName.lowercased() == String(cString: core).lowercased())
    #expect(getenv("OPENBLAS_CORETYPE") == nil)
  }

  @Test func theLibrariesAreNamed() {
    #expect(LinearAlgebraLibrary.summary.contains("oneDNN "))
    #expect(LinearAlgebraLibrary.summary.contains("OpenBLAS "))
    #expect(LinearAlgebraLibrary.summary.hasSuffix(LinearAlgebraLibrary.coreName))
  }

  @Test func manyThreadsMayMultiplyAtOnce() async {
    var generator = SeededGenerator(seed: 5)
    let w = Matrix<Float>.gaussian(48, 64, using: &generator)
    let inputs = (0..<24).map { Matrix<Float>.gaussian(20 + $0, 48, using: &generator) }
    func product(_ x: Matrix<Float>) -> Matrix<Float> {
      var y = Matrix<Float>(x.rows, 64)
      addProduct(of: x, by: w, to: &y)
      return y
    }
    let alone = inputs.map(product)
    let together = await withTaskGroup(of: (Int, Matrix<Float>).self) { group in
      for (i, x) in inputs.enumerated() { group.addTask { (i, product(x)) } }
      return await group.reduce(into: [Int: Matrix<Float>]()) { $0[$1.0] = $1.1 }
    }
    for (i, y) in alone.enumerated() { #expect(together[i] == y) }
  }
}
