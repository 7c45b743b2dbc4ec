import Numerics
import Testing

@Test func aGeneralSystemIsSolved() throws {
  var generator = SeededGenerator(seed: 1)
  let a = Matrix<Double>.gaussian(30, 30, using: &generator)
  let x = Matrix<Double>.gaussian(30, 4, using: &generator)
  #expect(distance(try generalSolve(a, a.times(x)), x) < 1e-10)
  // Pivoting: the first pivot is 0.
  #expect(try generalSolve(Matrix(2, 2, [0, 1, 2, 0]), Matrix(2, 1, [3, 4])).entries == [2, 3])
}

@Test func whatHasNoSolutionIsRefused() throws {
  #expect(throws: NumericsError.self) { try generalSolve(Matrix(2, 2, [1, 2, 2, 4]), Matrix(2, 1, [1, 1])) }
  #expect(throws: NumericsError.self) { try generalSolve(Matrix(2, 2, [1, .nan, 0, 1]), Matrix(2, 1, [1, 1])) }
  #expect(try generalSolve(Matrix(0, 0), Matrix(0, 2)).rows == 0)
}
