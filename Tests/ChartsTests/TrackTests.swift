import Charts
import Testing

/// Lines with an index, against going through all points.
@Suite struct TrackTests {
  private struct Dice {
    var state: UInt64
    mutating func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
  }

  private func points(_ count: Int, seed: UInt64, broken: Bool = false) -> [ChartPoint] {
    var dice = Dice(state: seed &+ 17)
    var x = 0.0
    return (0..<count).map { _ in
      x += Double(dice.next(4))
      let isBroken = broken && dice.next(9) == 0
      return ChartPoint(x: x, y: isBroken ? .nan : Double(dice.next(2_001)) / 10 - 100)
    }
  }

  /// First, lowest, highest and last of every column are there, in the order of the points.
  @Test(arguments: 0..<12 as Range<UInt64>) func keepsWhatEveryColumnNeeds(seed: UInt64) {
    let all = points(700 + Int(seed) * 331, seed: seed)
    let end = all.last?.x ?? 1
    let (lower, upper) = seed % 3 == 0 ? (0.0, end) : (end * 0.21, end * 0.64)
    let axis = Axis(seed % 4 == 3 ? .log : .linear, max(1, lower), upper)
    let columns = 90
    func column(_ point: ChartPoint) -> Int {
      clampedInt(max(-1, min(2, axis.position(point.x) ?? 0)) * Double(columns - 1))
    }
    let thin = Track(all).thinned(to: axis, columns: columns)
    #expect(thin.count <= columns * 8 + 2)
    #expect(zip(thin, thin.dropFirst()).allSatisfy { $0.x <= $1.x })
    let visible = all.filter { $0.x >= axis.lower && $0.x <= axis.upper }
    let kept = thin.filter { $0.x >= axis.lower && $0.x <= axis.upper }
    // What lies just outside may share the first and the last column.
    for (place, group) in Dictionary(grouping: visible, by: column) where place > 0 && place < columns - 1 {
      let found = kept.filter { column($0) == place }
      #expect(found.first == group.first && found.last == group.last)
      #expect(found.map(\.y).min() == group.map(\.y).min() && found.map(\.y).max() == group.map(\.y).max())
    }
    // The line comes in from outside and leaves again.
    #expect(thin.first?.x ?? .infinity <= visible.first?.x ?? -.infinity)
    #expect(thin.last?.x ?? -.infinity >= visible.last?.x ?? .infinity)
  }

  @Test(arguments: 0..<6 as Range<UInt64>) func extremesOfAnyStretch(seed: UInt64) {
    let all = points(913, seed: seed, broken: true)
    let track = Track(all)
    #expect(track.brokenCount == all.filter { !$0.y.isFinite }.count)
    var dice = Dice(state: seed)
    let end = Int(all.last?.x ?? 0)
    for _ in 0..<200 {
      let (a, b) = (Double(dice.next(end + 40) - 20), Double(dice.next(end + 40) - 20))
      let inside = all.filter { $0.x >= min(a, b) && $0.x <= max(a, b) && $0.y.isFinite }.map(\.y)
      let bounds = track.bounds(from: min(a, b), through: max(a, b))
      #expect(bounds?.lowerBound == inside.min() && bounds?.upperBound == inside.max())
      #expect(track.last(by: a)?.x == all.last { $0.x <= a }?.x)
    }
    let whole = points(913, seed: seed)
    var cut = Track(whole)
    cut.removeAll(beyond: Double(end / 2))
    #expect(cut == Track(whole.filter { $0.x <= Double(end / 2) }))
  }

  /// A column with breaks is drawn broken, whatever it holds.
  @Test func breaksStay() {
    var all = (0..<4_000).map { ChartPoint(x: Double($0), y: 1) }
    all[2_000].y = .infinity
    let thin = Track(all).thinned(to: Axis(.linear, 0, 3_999), columns: 80)
    #expect(thin.contains { !$0.y.isFinite })
  }

  /// Hostile x: nothing traps, and all points are kept.
  @Test func disorder() {
    let all = [3, .nan, 1, .infinity, -.infinity, 2].map { ChartPoint(x: $0, y: $0) }
    let track = Track(all)
    #expect(track.thinned(to: Axis(.linear, 0, 1), columns: 1).count == all.count)
    _ = track.bounds(from: .nan, through: 1)
    _ = track.last(by: .nan)
    _ = track.sampled(from: .nan, through: 2, columns: 3)
    #expect(Track().thinned(to: Axis(.linear, 0, 1), columns: 9).isEmpty && Track().bounds(from: 0, through: 1) == nil)
  }

  @Test func sampling() {
    let track = Track([0, 10, 20, 30].map { ChartPoint(x: $0, y: $0 * 2) })
    #expect(track.sampled(from: 0, through: 40, columns: 4) == [20, 40, 60, 60])
    #expect(track.sampled(from: 0, through: 80, columns: 4) == [40, 60, nil, nil])
    #expect(track.sampled(from: -20, through: 0, columns: 2) == [nil, 0])
  }

  @Test func sparklines() {
    #expect(GlyphSet.braille.sparkline([0, 0.5, 1, nil, .nan], in: 0...1) == "▁▅█ !")
    #expect(GlyphSet.ascii.sparkline([-5, 9], in: 0...1) == "_#")
    #expect(GlyphSet.braille.sparkline([3], in: 3...3) == "▁")
  }

  /// Wherever a window stands, the same edits fall into the same columns.
  @Test func columnsAreAbsolute() {
    let columns = 37
    func cell(_ x: Double, _ axis: Axis) -> Int {
      clampedInt((axis.position(x) ?? 0) * Double(columns * 2 - 1)) / 2
    }
    let first = Axis(.linear, 1_000, 1_500).snapped(columns: columns)
    for shift in stride(from: 0.0, through: 180, by: 3.7) {
      let axis = Axis(.linear, 1_000 + shift, 1_500 + shift)
      let snapped = axis.snapped(columns: columns)
      let width = 2 * 500 / Double(2 * columns - 1)
      #expect(abs(snapped.lower - axis.lower) <= width / 2 + 1e-9)
      #expect(abs(snapped.upper - snapped.lower - 500) < 1e-6)
      // Edits that share a column share it everywhere.
      for x in stride(from: 1_200.0, to: 1_400, by: 1.3) {
        #expect((cell(x, first) == cell(x + 5, first)) == (cell(x, snapped) == cell(x + 5, snapped)))
      }
    }
    #expect(Axis(.log, 1, 10).snapped(columns: 9) == Axis(.log, 1, 10))
    #expect(Axis(.linear, 0, 10).snapped(columns: 9) == Axis(.linear, 0, 10))
  }
}
