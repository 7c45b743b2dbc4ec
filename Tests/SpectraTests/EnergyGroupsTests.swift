import Numerics
import Spectra
import Testing

struct SpectralAnalysisTests {
  private let weight: Matrix<Float>
  private let basis: SpectralBasis

  init() throws {
    var generator = SeededGenerator(seed: 3)
    weight = Matrix<Float>.gaussian(12, 30, using: &generator)
    basis = try SpectralBasis(of: weight)
  }

  /// Component by component.
  @Test(arguments: [0, 1, 5, 12]) func reconstructionIsTheSumOfComponents(count: Int) {
    let found = basis.reconstruction(count)
    var largest = 0.0
    for i in 0..<12 {
      for j in 0..<30 {
        var sum = 0.0
        for c in 0..<count { sum += Double(basis.s[c]) * Double(basis.u[i, c]) * Double(basis.v[j, c]) }
        largest = max(largest, abs(sum - Double(found[i, j])))
      }
    }
    #expect(largest < 1e-5)
    // Eckart and Young: what is missing has the energy of the components left out.
    let missing = (weight - found).frobeniusNorm
    let rest = basis.s[count...].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    // In single precision, of a weight of norm about 19.
    #expect(abs(missing - rest) < 3e-6 * weight.frobeniusNorm)
  }

  @Test func sharesAreOfComponents() {
    #expect([0.01, 0.05, 0.1, 0.2, 0.5, 1].map { basis.count(inTop: $0) } == [1, 1, 1, 2, 6, 12])
    let energy = basis.cumulativeEnergy
    let total = basis.s.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(energy[0] - Double(basis.s[0]) * Double(basis.s[0]) / total) < 1e-12)
    #expect(abs((energy.last ?? 0) - 1) < 1e-12)
  }

  /// Diagonal weights whose groups can be told by hand: energies 9, 1, 1, 1 of 12 in four groups of 3 have their middles at
  /// 4.5, 9.5, 10.5 and 11.5.
  @Test func groupsHoldEqualEnergy() throws {
    var diagonal = Matrix<Float>(4, 6)
    for (index, energy) in [9, 1, 1, 1].enumerated() { diagonal[index, index] = Float(energy).squareRoot() }
    let groups = try SpectralBasis(of: diagonal).energyGroups(4)
    #expect(groups.map(\.count) == [0, 1, 0, 3])
    let all = basis.energyGroups(3)
    #expect(all.flatMap { Array($0) } == Array(0..<12), "every component is in one group, in order")
  }

  @Test func disturbancesStayInTheirGroup() throws {
    var generator = SeededGenerator(seed: 9)
    let change = basis.disturbance(in: 3..<7, norm: 2.5, using: &generator)
    #expect(abs(change.frobeniusNorm - 2.5) < 1e-5)
    let inFrame = basis.u.transposedTimes(change).times(basis.v)
    for i in 0..<12 {
      for j in 0..<12 where !((3..<7).contains(i) && (3..<7).contains(j)) { #expect(abs(inFrame[i, j]) < 1e-5) }
    }
    #expect(abs(inFrame.frobeniusNorm - 2.5) < 1e-5)
  }
}
