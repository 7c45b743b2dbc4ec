import Numerics
import Testing

struct SpectralNormTests {
  @Test(arguments: [(1, 1), (5, 17), (17, 5), (40, 40)]) func isTheLargestSingularValue(rows: Int, columns: Int) throws
  {
    var generator = SeededGenerator(seed: 11)
    let a = Matrix<Float>.gaussian(rows, columns, using: &generator)
    let largest = try singularValues(a.asDouble)[0]
    #expect(abs(try spectralNorm(of: a) - largest) < 1e-12 * largest)
    let bound = spectralNormLowerBound(of: a)
    #expect(bound <= largest * (1 + 1e-5))
    #expect(bound > 0.8 * largest)
  }

  /// One direction above the others is found to Float's precision.
  @Test func theBoundIsTightWithALeadingDirection() throws {
    var generator = SeededGenerator(seed: 12)
    var a = Matrix<Float>.gaussian(30, 50, using: &generator)
    multiply(
      Matrix<Float>.gaussian(30, 1, using: &generator), by: Matrix<Float>.gaussian(1, 50, using: &generator), beta: 1,
      into: &a)
    let largest = try singularValues(a.asDouble)[0]
    #expect(abs(spectralNormLowerBound(of: a) - largest) < 1e-5 * largest)
  }

  @Test func nothingAndBrokenMatrices() throws {
    #expect(try spectralNorm(of: Matrix<Float>(0, 4)) == 0)
    #expect(try spectralNorm(of: Matrix<Float>(3, 4)) == 0)
    #expect(spectralNormLowerBound(of: Matrix<Float>(0, 4)) == 0)
    #expect(spectralNormLowerBound(of: Matrix<Float>(3, 4)) == 0)
    let broken = Matrix<Float>(2, 2, [1, .nan, 0, .infinity])
    #expect(spectralNormLowerBound(of: broken) == 0)
    #expect(throws: NumericsError.self) { try spectralNorm(of: broken) }
  }
}
