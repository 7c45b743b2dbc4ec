import Charts
import Testing

@Suite struct AxisTests {
  @Test func linearPositions() {
    let axis = Axis(.linear, -2, 6)
    #expect(axis.position(-2) == 0)
    #expect(axis.position(0) == 0.25)
    #expect(axis.position(6) == 1)
    #expect(axis.position(8) == 1.25)
    #expect(axis.position(.nan) == nil)
    #expect(axis.position(.infinity) == nil)
  }

  @Test func logPositionsAndFloor() throws {
    let axis = Axis(.log, 0.01, 100)
    #expect(abs(try #require(axis.position(1)) - 0.5) < 1e-12)
    #expect(abs(try #require(axis.position(10)) - 0.75) < 1e-12)
    #expect(axis.position(0.01) == 0)
    #expect(axis.position(1e-9) == 0)
    #expect(axis.position(0) == 0)
    #expect(axis.position(-3) == 0)
  }

  @Test(arguments: [
    (Double.nan, 1.0), (0, .infinity), (-.infinity, .infinity), (0, 0), (5, 5), (7, 3), (-1, -1), (1e308, -1e308),
    (0, 1e-307), (-5, 0), (1e299, 1e299), (.leastNonzeroMagnitude, .leastNonzeroMagnitude),
  ])
  func badBoundsAreMended(lower: Double, upper: Double) {
    for kind in [AxisKind.linear, .log] {
      let axis = Axis(kind, lower, upper)
      #expect(axis.lower.isFinite && axis.upper.isFinite && axis.lower < axis.upper)
      #expect(kind == .linear || axis.lower > 0)
      #expect(axis.position(1)?.isFinite ?? false)
      for count in [-1, 0, 1, 2, 7, 100] { #expect(axis.ticks(atMost: count).count <= max(0, count)) }
    }
  }

  @Test func niceSteps() {
    for (value, least, most) in [
      (1.0, 1.0, 1.0), (1.1, 2, 1), (2, 2, 2), (3, 5, 2), (5.1, 10, 5), (0.03, 0.05, 0.02), (700, 1000, 500),
    ] {
      #expect(abs(niceStep(atLeast: value) - least) <= least * 1e-12)
      #expect(abs(niceStep(atMost: value) - most) <= most * 1e-12)
    }
    #expect(niceStep(atLeast: .nan) == 1)
    #expect(niceStep(atMost: 0) == 1)
  }
}

@Suite struct TickTests {
  @Test func linearTicks() {
    #expect(Axis(.linear, 0, 1).ticks(atMost: 3).map(\.label) == ["0.0", "0.5", "1.0"])
    #expect(Axis(.linear, 0, 1).ticks(atMost: 6).map(\.label) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(Axis(.linear, 0, 1_500).ticks(atMost: 4).map(\.label) == ["0", "500", "1,000", "1,500"])
    #expect(Axis(.linear, 0, 20_000).ticks(atMost: 5).map(\.label) == ["0", "5k", "10k", "15k", "20k"])
    #expect(Axis(.linear, 0, 2e7).ticks(atMost: 5).map(\.label) == ["0", "5M", "10M", "15M", "20M"])
    #expect(Axis(.linear, 0, 1.5e30).ticks(atMost: 4).map(\.label) == ["0", "5e29", "10e29", "15e29"])
    #expect(Axis(.linear, 0, 4e-7).ticks(atMost: 3).map(\.label) == ["0", "2e-7", "4e-7"])
    #expect(Axis(.linear, -0.03, 0.03).ticks(atMost: 4).map(\.label) == ["-0.02", "0.00", "0.02"])
  }

  @Test func logTicks() {
    #expect(Axis(.log, 1, 10_000).ticks(atMost: 5).map(\.label) == ["1", "10", "100", "1000", "10k"])
    #expect(Axis(.log, 1, 10_000).ticks(atMost: 3).map(\.label) == ["1", "100", "10k"])
    #expect(Axis(.log, 0.5, 20).ticks(atMost: 6).map(\.label) == ["0.5", "1", "2", "5", "10", "20"])
    #expect(Axis(.log, 0.5, 20).ticks(atMost: 3).map(\.label) == ["1", "10"])
    #expect(Axis(.log, 1e-6, 1e-4).ticks(atMost: 3).map(\.label) == ["1e-6", "1e-5", "1e-4"])
  }

  /// Every tick lies inside, at a 1-2-5 multiple, in ascending order, and there are never too many.
  @Test func ticksOfManyAxes() throws {
    for exponent in -12...12 {
      for (low, high) in [(0.0, 1.0), (-3, 4), (0.2, 0.9), (17, 18), (0, 3.3)] {
        let scale = (0..<abs(exponent)).reduce(1.0) { value, _ in exponent < 0 ? value / 10 : value * 10 }
        for kind in [AxisKind.linear, .log] {
          let axis = Axis(kind, low * scale, high * scale)
          for count in 1...9 {
            let ticks = axis.ticks(atMost: count)
            #expect(ticks.count <= count)
            #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
            for tick in ticks {
              let place = try #require(axis.position(tick.value))
              #expect(place > -1e-6 && place < 1 + 1e-6)
              #expect(tick.label.count <= 8)
            }
          }
        }
      }
    }
  }
}

@Suite struct SteadyRangeTests {
  @Test func growsAtOnceAndShrinksLate() {
    var range = SteadyRange(.linear)
    range.update([0, 1])
    #expect(range.axis.lower == 0)
    let first = range.axis.upper
    range.update([0, 1.01])
    #expect(range.axis.upper == first)
    range.update([0, 10])
    #expect(range.axis.upper >= 10)
    let grown = range.axis
    for _ in 0..<19 { range.update([0, 1]) }
    #expect(range.axis == grown)
    range.update([0, 1])
    #expect(range.axis.upper < 3)
  }

  @Test func alwaysHoldsTheData() {
    for kind in [AxisKind.linear, .log] {
      var range = SteadyRange(kind)
      var seed: UInt64 = 5
      for _ in 0..<2_000 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let value = Double(seed >> 40) / 1_000 * (seed & 1 == 0 ? 1 : 1e-3) + 1e-5
        range.update([value, value * 2, .nan, .infinity])
        #expect(range.axis.lower <= value && range.axis.upper >= value * 2)
      }
    }
  }

  @Test func flatAndEmptyData() {
    var range = SteadyRange(.log)
    let before = range.axis
    range.update([.nan, 0, -1])
    #expect(range.axis == before)
    range.update([1])
    #expect(range.axis.lower < 1 && range.axis.upper > 1)
    var linear = SteadyRange(.linear)
    linear.update([0])
    #expect(linear.axis.lower == 0 && linear.axis.upper > 0)
  }
}

@Suite struct NumberFormatTests {
  @Test func formats() {
    #expect(fixed(0.945, digits: 2) == "0.95" || fixed(0.945, digits: 2) == "0.94")
    #expect(fixed(-0.001, digits: 2) == "0.00")
    #expect(fixed(-1.5, digits: 1) == "-1.5")
    #expect(fixed(12, digits: 0) == "12")
    #expect(fixed(.nan, digits: 2) == "nan")
    #expect(fixed(-.infinity, digits: 2) == "-inf")
    #expect(fixed(1e30, digits: 2) == "1.0e30")
    #expect(scientific(9.99e-7) == "1.0e-6")
    #expect(scientific(-12_345) == "-1.2e4")
    #expect(scientific(9.6e29, digits: 0) == "1e30")
    #expect(scientific(.leastNonzeroMagnitude) == "0")
    #expect(grouped(1_234_567) == "1,234,567")
    #expect(grouped(-1_000) == "-1,000")
    #expect(grouped(.min) == "-9,223,372,036,854,775,808")
    #expect(clampedInt(.nan) == 0 && clampedInt(.infinity) == 1_000_000_000_000_000)
  }

  @Test(arguments: [
    (0.0, "0"), (0.94, "0.94"), (0.0123, "0.012"), (5.351, "5.35"), (65.46, "65.5"), (817.3, "817"), (3_660.9, "3661"),
    (117_040, "117k"), (999_499, "999k"), (999_600, "1.0M"), (1.2e-12, "1e-12"), (-3.4e30, "-3.4e30"), (7e100, "7e100"),
    (12_345, "12.3k"), (1.6e6, "1.6M"), (1.2e-7, "1.2e-7"), (3e12, "3.0e12"), (.nan, "nan"), (.infinity, "inf"),
  ])
  func compactNumbers(value: Double, text: String) { #expect(compact(value) == text) }
}
