import Testing

@testable import Cells

@Suite struct GradientTests {
  @Test func threeStopsMeetTheMiddleExactlyAtFifty() {
    let gradient = Gradient(from: .rgb(0, 10, 200), through: .rgb(100, 20, 100), to: .rgb(255, 255, 0))
    #expect(gradient[percent: 0] == .rgb(0, 10, 200))
    #expect(gradient[percent: 50] == .rgb(100, 20, 100))
    #expect(gradient[percent: 100] == .rgb(255, 255, 0))
    // 10 + 7 * 10 / 50 = 11 (1.4 truncated), 200 - 7 * 100 / 50 = 186; upwards: 20 + 3 * 235 / 50 = 34 (14.1).
    #expect(gradient[percent: 7] == .rgb(14, 11, 186))
    #expect(gradient[percent: 53] == .rgb(109, 34, 94))
  }

  @Test func twoStopsTruncateTowardsTheStart() {
    let gradient = Gradient(from: .rgb(0, 255, 7), to: .rgb(255, 0, 8))
    // 33 * 255 / 100 = 84 (84.15); downwards -84.15 truncates to -84, so 171.
    #expect(gradient[percent: 33] == .rgb(84, 171, 7))
    #expect(gradient[percent: 100] == .rgb(255, 0, 8))
  }

  @Test func percentIsClamped() {
    let gradient = Gradient(from: .rgb(1, 1, 1), to: .rgb(9, 9, 9))
    #expect(gradient[percent: -5] == .rgb(1, 1, 1))
    #expect(gradient[percent: 500] == .rgb(9, 9, 9))
    #expect(gradient[percent: .min] == .rgb(1, 1, 1))
  }

  @Test func ansiColoursFillThirds() {
    let gradient = Gradient(from: .ansi(2), through: .ansi(3), to: .ansi(1))
    #expect([0, 33, 34, 66, 67, 100].map { gradient[percent: $0] } == [2, 2, 3, 3, 1, 1].map { Color.ansi($0) })
  }
}
