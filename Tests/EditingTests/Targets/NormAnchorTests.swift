import Testing

@testable import Editing

/// Norm-anchor scaling by its formula, on made targets.
struct NormAnchorTests {
  /// h0 = (10, 0), v0 = (1, 0), v = (1, 4).
  private let target = Target(initial: [10, 0], value: [1, 0], delta: [0, 4], steps: [], failure: nil)

  @Test func valuesAreScaledOrLeftOut() {
    let size = 17.0.squareRoot()
    #expect(abs(target.valueNorm - size) < 1e-12)
    #expect(target.anchored(to: nil) == target)
    for anchor in [3.0, 17, 0.5 * size] {
      let found = target.anchored(to: anchor)
      let factor = Float(anchor / size)
      // z = (h0 - v0) + m v / |v|.
      #expect(found.z == [9 + factor, 4 * factor] && !found.isSkipped && found.valueNorm == target.valueNorm)
    }
    let skipped = target.anchored(to: 2)
    #expect(skipped.isSkipped && skipped.z == target.initial && skipped.valueNorm == target.valueNorm)
  }

  @Test func targetsThatFailedStayFailed() {
    let failed = Target(initial: [10, 0], value: [1, 0], delta: [0, 0], steps: [], failure: "no")
    #expect(failed.anchored(to: 0.1) == failed)
  }

  /// The largest twentieth is left out, rounded down.
  @Test func theMeanIsTrimmed() {
    #expect(NormAnchor.mean(of: []) == nil)
    #expect(NormAnchor.mean(of: [3]) == 3)
    let norms = (1...19).map(Double.init)
    #expect(NormAnchor.mean(of: norms) == 10)
    #expect(NormAnchor.mean(of: norms + [1_000]) == 10)
    #expect(NormAnchor.mean(of: Array(repeating: 1, count: 38) + [100, 200]) == 1)
  }
}
