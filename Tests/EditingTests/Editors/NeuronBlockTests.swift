import Checkpoints
import Numerics
import TestSupport
import Testing

@testable import Editing

/// The solve on some neurons against plain eliminations on the block, written out.
struct NeuronBlockTests {
  private let m = 24
  private let neurons = [0, 3, 4, 7, 9, 10, 15, 16, 20, 23]
  private let moment: RidgedMoment
  private let past: Matrix<Double>
  private var problem: LayerProblem

  init() throws {
    var generator = SeededGenerator(seed: 9)
    let c = try positiveDefinite(eigenvalues: (1...24).map { 1 / Double($0) }, using: &generator)
    moment = RidgedMoment(layer: 0, matrix: c, tokens: 100)
    past = Matrix<Double>.gaussian(m, 5, using: &generator).gram()
    problem = LayerProblem(
      layer: 0, keys: .gaussian(m, 3, using: &generator), residuals: .gaussian(6, 3, using: &generator),
      metric: IdentityMetric())
  }

  /// K_Q^T (2 C_QQ + S_QQ + K_Q K_Q^T)^-1 in coordinates of orthonormal columns b (q x r), R times that, spread over m.
  private func dense(within b: Matrix<Double>, past: Matrix<Double>?) -> Matrix<Double> {
    let q = neurons.count
    let keys = problem.keys.gatherRows(neurons)
    var normal = keys.times(transposed: keys)
    for i in 0..<q {
      for j in 0..<q {
        normal[i, j] += 2 * moment.matrix[neurons[i], neurons[j]] + (past?[neurons[i], neurons[j]] ?? 0)
      }
    }
    let inner = solveDensely(b.transposedTimes(normal.times(b)), b.transposedTimes(keys))
    let block = problem.residuals.times(transposed: b.times(inner))
    var result = Matrix<Double>(block.rows, m)
    for i in 0..<block.rows { for (j, neuron) in neurons.enumerated() { result[i, neuron] = block[i, j] } }
    return result
  }

  @Test func isTheSolveOfTheBlock() throws {
    for past in [nil, past] {
      let block = try NeuronBlock(neurons, moment: moment, weight: 2, past: past)
      let expected = dense(within: .identity(neurons.count), past: past)
      #expect(distance(try block.solution(problem).matrix, expected) < 1e-12)
    }
  }

  /// dW V = 0 although dW lives on some neurons: also with more directions than neurons can meet, and with some that none
  /// of the neurons knows.
  @Test(arguments: [0, 1, 4, 9, 12, 24]) func excludedDirectionsStayOut(k: Int) throws {
    var generator = SeededGenerator(seed: 10)
    var outside = Matrix<Double>(m, 2)
    outside[1, 0] = 1
    outside[2, 1] = 1
    let random = Matrix<Double>.gaussian(m, k, using: &generator)
    let v = try orthonormalBasis(k > 4 && k < m ? outside.appendingColumns(of: random.columns(2..<k)) : random)
    var problem = problem
    problem.excluded = v
    let found = try NeuronBlock(neurons, moment: moment, weight: 2, past: past).solution(problem).matrix
    #expect(largest(found.times(v)) < 1e-12)
    // The complement of V's rows, from the zero eigenvalues.
    let (values, vectors) = try symmetricEigen(v.gatherRows(neurons).gram())
    let first = values.prefix { $0 > 1e-12 }.count
    guard first < neurons.count else {
      #expect(largest(found) < 1e-12)
      return
    }
    let expected = dense(within: vectors.columns(first..<neurons.count), past: past)
    #expect(distance(found, expected) < 1e-11)
  }

  /// The reference's first solve at layer 1 is on 255 of 256 neurons.
  @Test func matchesTheReference() throws {
    let run = try ReferenceRun("nse")
    let reference = try run.round(0)
    let moment = try #require(try run.publishedMoments()[1])
    let neurons = (0..<256).filter { $0 != 190 }
    let block = try NeuronBlock(neurons, moment: moment, weight: run.hyperParameters.momentWeight, past: nil)
    let keys = Matrix(2, 256, try reference.floats("keys0_L1")).transposed.asDouble
    let missing = Matrix(64, 2, try reference.floats("targets0_L1")).asDouble
    let problem = LayerProblem(
      layer: 1, keys: keys, residuals: 0.5 * missing, metric: IdentityMetric())
    let update = try block.solution(problem).matrix.transposed.asFloat.entries
    #expect(relativeDifference(update, try reference.floats("upd0_L1")) < 1e-6)
  }
}
