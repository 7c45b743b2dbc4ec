import RunModel
import Testing

struct TrendTests {
  /// By hand: x = 0, 1, 2, 3 hundred edits, S_xx = 5, S_xy = -0.7, so that the slope is -0.14; the points are off by -0.01,
  /// 0.03, -0.03 and 0.01, RSS = 0.002, and the error is sqrt(0.002 / 2 / 5).
  @Test func theLineIsThatOfLeastSquares() throws {
    let trend = try #require(Trend([(0, 1), (100, 0.9), (200, 0.7), (300, 0.6)]))
    #expect(abs(trend.slope - -0.14) < 1e-12)
    #expect(abs(try #require(trend.error) - 0.0002.squareRoot()) < 1e-12)
    #expect(trend.count == 4)
  }

  @Test func tooFewPointsLeaveNothingToJudgeBy() throws {
    #expect(Trend([]) == nil && Trend([(100, 1)]) == nil && Trend([(100, 1), (100, 2)]) == nil)
    let two = try #require(Trend([(100, 1), (200, 2)]))
    #expect(two.slope == 1 && two.error == nil)
    #expect(two.differs(from: two) == nil)
  }

  @Test func whatIsNotFiniteIsLeftOut() {
    #expect(Trend([(0, 1), (100, .nan), (200, 3), (300, .infinity)]) == Trend([(0, 1), (200, 3)]))
  }

  /// Two lines without scatter differ whenever their slopes do.
  @Test func exactLinesDifferAtOnce() throws {
    let flat = try #require(Trend([(0, 1), (100, 1), (200, 1)]))
    let steep = try #require(Trend([(200, 1), (300, 2), (400, 3)]))
    #expect(steep.differs(from: flat) == true && flat.differs(from: flat) == false)
  }

  /// Reruns of the same course with scatter are called different in about one of twenty cases, and a change of four standard
  /// errors is nearly always found.
  @Test func scatterAloneIsSeldomCalledADifference() throws {
    var state: UInt64 = 7
    func noise() -> Double {
      // The sum of twelve uniform numbers less six: mean 0, variance 1.
      (0..<12).reduce(-6.0) { sum, _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return sum + Double(state >> 11) / Double(1 << 53)
      }
    }
    func line(_ slope: Double) throws -> Trend {
      try #require(Trend((0..<8).map { ($0 * 100, slope * Double($0) + 0.1 * noise()) }))
    }
    var (alarms, finds) = (0, 0)
    for _ in 0..<2_000 {
      if try line(-0.1).differs(from: line(-0.1)) == true { alarms += 1 }
      if try line(-0.1).differs(from: line(-0.2)) == true { finds += 1 }
    }
    // 5 % of 2,000 with a standard error of 10; Welch's test on few points is a little on the safe side.
    #expect((50...130).contains(alarms), "\(alarms)")
    #expect(finds > 1_900, "\(finds)")
  }
}
