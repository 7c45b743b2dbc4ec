import Foundation
import Numerics
import Spectra
import Testing

struct DriftTests {
  private func basis(_ rows: Int, _ columns: Int, seed: UInt64) throws -> Matrix<Float> {
    var generator = SeededGenerator(seed: seed)
    return try orthonormalBasis(Matrix<Float>.gaussian(rows, columns, using: &generator))
  }

  @Test func sameVectorsAreSimilarWhateverTheirSign() throws {
    let (u, v) = (try basis(20, 4, seed: 1), try basis(50, 4, seed: 2))
    let same = Drift.similarity(u: u, v: v, to: -1 * u, v)
    #expect(abs(same.ls - 1) < 1e-6 && abs(same.ss - 1) < 1e-6)
  }

  @Test func orthogonalSubspacesAreNot() throws {
    let (u, v) = (try basis(20, 8, seed: 1), try basis(50, 8, seed: 2))
    let found = Drift.similarity(
      u: u.columns(0..<4), v: v.columns(0..<4), to: u.columns(4..<8), v.columns(4..<8))
    #expect(found.ls < 1e-6 && found.ss < 1e-6)
  }

  /// A rotation by a inside the subspace leaves LS alone and turns every vector: SS = cos a.
  @Test func rotationInsideTheSubspaceIsSeenBySSAlone() throws {
    let angle = 0.4
    let (c, s) = (Float(cos(angle)), Float(sin(angle)))
    let turn = Matrix<Float>(2, 2, [c, -s, s, c])
    let (u, v) = (try basis(20, 2, seed: 1), try basis(50, 2, seed: 2))
    let found = Drift.similarity(u: u, v: v, to: u.times(turn), v.times(turn))
    #expect(abs(found.ls - 1) < 1e-6)
    #expect(abs(found.ss - cos(angle)) < 1e-6)
  }

  /// One of two left directions tilted by a out of the subspace: LS = (1 + cos^2 a + 2) / 4, SS = (1 + cos a + 2) / 4.
  @Test func tiltOutOfTheSubspaceIsSeenByBoth() throws {
    let angle = 0.7
    let (three, v) = (try basis(20, 3, seed: 1), try basis(50, 2, seed: 2))
    var tilted = three.columns(0..<2)
    for i in 0..<20 { tilted[i, 1] = Float(cos(angle)) * three[i, 1] + Float(sin(angle)) * three[i, 2] }
    let found = Drift.similarity(u: three.columns(0..<2), v: v, to: tilted, v)
    #expect(abs(found.ls - (3 + cos(angle) * cos(angle)) / 4) < 1e-6)
    #expect(abs(found.ss - (3 + cos(angle)) / 4) < 1e-6)
  }

  @Test func emptySubspaceHasNotMoved() {
    let none = (Matrix<Float>(20, 0), Matrix<Float>(50, 0))
    #expect(Drift.similarity(u: none.0, v: none.1, to: none.0, none.1) == (1, 1))
  }

  @Test func randomSubspacesAreAsSimilarAsTheBaseline() throws {
    let (d, m, k) = (40, 120, 8)
    var mean = 0.0
    for trial in 0..<UInt64(60) {
      mean +=
        Drift.similarity(
          u: try basis(d, k, seed: 4 * trial + 1), v: try basis(m, k, seed: 4 * trial + 2),
          to: try basis(d, k, seed: 4 * trial + 3), try basis(m, k, seed: 4 * trial + 4)
        ).ls / 60
    }
    #expect(abs(mean - (Double(k) / Double(d) + Double(k) / Double(m)) / 2) < 0.005)
  }

  @Test func coreDriftAndOutsideShareOfAKnownChange() throws {
    // W_0 = diag(4, 3, 0 ...), k = 2; the change adds 5 at (0, 0) and 12 at (3, 4): the core becomes diag(9, 3).
    var w = Matrix<Float>(6, 9)
    (w[0, 0], w[1, 1]) = (4, 3)
    let basis = try SpectralBasis(of: w)
    w[0, 0] += 5
    w[3, 4] += 12
    let (u, v) = (basis.u.columns(0..<2), basis.v.columns(0..<2))
    let found = Drift.core(of: w, norm: w.frobeniusNorm, u: u, s: Array(basis.s[0..<2]), v: v)
    #expect(abs(found.drift - 1) < 1e-6)
    #expect(abs(found.outsideShare - 144.0 / 234) < 1e-6)
  }

  @Test func participationRankOfKnownKeys() {
    #expect(abs(Drift.participationRank(of: 3 * .identity(7)) - 7) < 1e-12)
    var parallel = Matrix<Double>(7, 4)
    for j in 0..<4 { parallel[2, j] = Double(j + 1) }
    #expect(abs(Drift.participationRank(of: parallel) - 1) < 1e-12)
    // Squared singular values 1 and 4: 25 / 17.
    #expect(abs(Drift.participationRank(of: Matrix(3, 2, [1, 0, 0, 2, 0, 0])) - 25.0 / 17) < 1e-12)
    #expect(Drift.participationRank(of: Matrix(3, 2)).isNaN)
    #expect(Drift.participationRank(of: Matrix(3, 0)).isNaN)
  }
}
