extension GlyphSet {
  /// A line of values in one row of characters, the last of each stretch; blanks where there is nothing, `!` where it is not
  /// finite.
  ///
  /// - Parameters:
  ///   - values: what stands in each column, from left to right.
  ///   - range: what the lowest and the highest character stand for.
  package func sparkline(_ values: [Double?], in range: ClosedRange<Double>) -> String {
    let levels = Array(self == .ascii ? "_.-=*#" : "▁▂▃▄▅▆▇█")
    let span = range.upperBound - range.lowerBound
    return String(
      values.map { value -> Character in
        guard let value else { return " " }
        guard value.isFinite else { return "!" }
        let share = span > 0 && span.isFinite ? (value - range.lowerBound) / span : 0
        return levels[max(0, min(levels.count - 1, clampedInt((share * Double(levels.count - 1)))))]
      })
  }
}

extension Track {
  /// The last value by the end of each of `columns` equal parts of a stretch; nil before the first point and after the last.
  package func sampled(from lower: Double, through upper: Double, columns: Int) -> [Double?] {
    guard columns > 0, upper > lower, let newest = points.last?.x else { return [] }
    let step = (upper - lower) / Double(columns)
    return (0..<columns).map { column in
      let start = lower + Double(column) * step
      guard start <= newest else { return nil }
      return last(by: start + step)?.y
    }
  }
}
