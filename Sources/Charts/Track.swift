/// A line's points with an index of their extremes, so that a picture of any stretch costs about as much as the picture is
/// wide, however many points there are.
package struct Track: Sendable, Equatable {
  /// Where the lowest and the highest finite value of a stretch are; -1 when it has none.
  private struct Extremes: Sendable, Equatable {
    var low: Int32
    var high: Int32
    var broken: Int32

    static let none = Extremes(low: -1, high: -1, broken: 0)
  }

  /// By ascending x. Values that are not finite are breaks.
  package private(set) var points = ChunkedArray<ChartPoint>()
  /// Whether x has never gone back: only then can stretches be found.
  private var isAscending = true
  /// `levels[0][b]` is about `leaf` points from `b * leaf` on, `levels[l][b]` about twice as many as those below it.
  private var levels: [[Extremes]] = []

  /// Points of the lowest level: fewer are gone through one by one.
  private static let leaf = 16

  package init() {}

  package init(_ points: some Sequence<ChartPoint>) { for point in points { append(point) } }

  package var isEmpty: Bool { points.isEmpty }

  /// Points that are not finite.
  package var brokenCount: Int { Int(levels.last?.first?.broken ?? 0) }

  package mutating func append(_ point: ChartPoint) {
    if let last = points.last, !(last.x <= point.x) { isAscending = false }
    points.append(point)
    let index = points.count - 1
    var block = index / Track.leaf
    var level = 0
    repeat {
      if level == levels.count {
        // What lies before is summed up first.
        levels.append(level == 0 ? [] : [levels[level - 1][0]])
      }
      if block == levels[level].count { levels[level].append(.none) }
      Track.take(index, of: points, into: &levels[level][block])
      block /= 2
      level += 1
    } while level < levels.count || levels[level - 1].count > 1
  }

  /// Forgets the points beyond `x`.
  package mutating func removeAll(beyond x: Double) {
    guard let last = points.last, last.x > x else { return }
    guard isAscending else {
      self = Track(points.filter { $0.x <= x })
      return
    }
    points.keepFirst(first(beyond: x))
    guard !points.isEmpty else {
      levels = []
      return
    }
    // Of every level the last block that is left has lost some of its points.
    var block = (points.count - 1) / Track.leaf
    for level in levels.indices {
      levels[level].removeLast(levels[level].count - block - 1)
      var left = Extremes.none
      if level == 0 {
        for index in block * Track.leaf..<points.count { Track.take(index, of: points, into: &left) }
      } else {
        for below in levels[level - 1][(2 * block)...].prefix(2) { merge(below, into: &left) }
      }
      levels[level][block] = left
      if block == 0 {
        levels.removeLast(levels.count - level - 1)
        break
      }
      block /= 2
    }
  }

  /// Static, so that the index is changed in place.
  private static func take(_ index: Int, of points: ChunkedArray<ChartPoint>, into extremes: inout Extremes) {
    let value = points[index].y
    guard value.isFinite else {
      extremes.broken += 1
      return
    }
    if extremes.low < 0 || value < points[Int(extremes.low)].y { extremes.low = Int32(clamping: index) }
    if extremes.high < 0 || value > points[Int(extremes.high)].y { extremes.high = Int32(clamping: index) }
  }

  private func merge(_ other: Extremes, into extremes: inout Extremes) {
    extremes.broken += other.broken
    guard other.low >= 0 else { return }
    if extremes.low < 0 || points[Int(other.low)].y < points[Int(extremes.low)].y { extremes.low = other.low }
    if extremes.high < 0 || points[Int(other.high)].y > points[Int(extremes.high)].y { extremes.high = other.high }
  }

  private func extremes(of range: Range<Int>) -> Extremes {
    var result = Extremes.none
    var (index, end) = (range.lowerBound, range.upperBound)
    while index < end, index % Track.leaf != 0 {
      Track.take(index, of: points, into: &result)
      index += 1
    }
    while end > index, end % Track.leaf != 0 {
      end -= 1
      Track.take(end, of: points, into: &result)
    }
    // Whole blocks are left: those without a twin inside are taken, the rest goes a level up.
    var (low, high, level) = (index / Track.leaf, end / Track.leaf, 0)
    while low < high {
      if low % 2 == 1 {
        merge(levels[level][low], into: &result)
        low += 1
      }
      if high % 2 == 1 {
        high -= 1
        merge(levels[level][high], into: &result)
      }
      (low, high, level) = (low / 2, high / 2, level + 1)
    }
    return result
  }
}

extension Track {
  /// The lowest and the highest finite value between two places; nil without any.
  package func bounds(from lower: Double, through upper: Double) -> ClosedRange<Double>? {
    let range = isAscending ? first(from: lower)..<max(first(from: lower), first(beyond: upper)) : points.indices
    let found = extremes(of: range)
    return found.low < 0 ? nil : points[Int(found.low)].y...points[Int(found.high)].y
  }

  /// The last point at or before `x`.
  package func last(by x: Double) -> ChartPoint? {
    let end = first(beyond: x)
    return end > 0 ? points[end - 1] : nil
  }

  /// The points between two places; all of them where x goes back.
  package func points(from lower: Double, through upper: Double) -> Slice<ChunkedArray<ChartPoint>> {
    isAscending ? points[first(from: lower)..<max(first(from: lower), first(beyond: upper))] : points[...]
  }

  /// The place of the first point at or after `x`.
  private func first(from x: Double) -> Int { partition { !(points[$0].x >= x) } }

  /// The place of the first point after `x`.
  private func first(beyond x: Double) -> Int { partition { !(points[$0].x > x) } }

  /// The first place for which `isBefore` does not hold, as it does for all before it.
  private func partition(from start: Int = 0, _ isBefore: (Int) -> Bool) -> Int {
    var (low, high) = (start, points.count)
    // Steps that grow: in a picture the next place is near.
    var step = 8
    while low + step < high, isBefore(low + step) {
      low += step + 1
      step *= 2
    }
    high = min(high, low + step)
    return (low..<high).partitioningIndex { !isBefore($0) }
  }

  /// Points that draw the same picture as all: of every column the first, the lowest, the highest and the last (M4; Jugel et
  /// al., VLDB 2014), breaks where there are any, and the nearest points beyond either end.
  ///
  /// - Parameters:
  ///   - axis: where x lies.
  ///   - columns: columns of dots from one end of the axis to the other.
  package func thinned(to axis: Axis, columns: Int) -> [ChartPoint] {
    guard isAscending, columns > 0, points.count > columns * 4 else { return Array(points) }
    let start = max(0, first(from: axis.lower) - 1)
    let end = min(points.count, first(beyond: axis.upper) + 1)
    guard end - start > columns * 4 else { return Array(points[start..<max(start, end)]) }
    func column(_ index: Int) -> Int {
      clampedInt(max(-1, min(2, axis.position(points[index].x) ?? 0)) * Double(columns - 1))
    }
    var result: [ChartPoint] = []
    result.reserveCapacity(columns * 4)
    var index = start
    while index < end {
      let place = column(index)
      let next = min(end, partition(from: index + 1) { column($0) <= place })
      appendColumn(index..<max(index + 1, next), to: &result)
      index = max(index + 1, next)
    }
    return result
  }

  private func appendColumn(_ range: Range<Int>, to result: inout [ChartPoint]) {
    guard range.count > 8 else {
      result += points[range]
      return
    }
    let (found, last) = (extremes(of: range), range.upperBound - 1)
    result.append(points[range.lowerBound])
    for index in [Int(min(found.low, found.high)), Int(max(found.low, found.high))]
    where index > range.lowerBound && index < last {
      result.append(points[index])
    }
    if found.broken > 0 { result.append(ChartPoint(x: points[last].x, y: .nan)) }
    result.append(points[last])
  }
}
