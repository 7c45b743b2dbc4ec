/// Wall-clock seconds of something that was done several times.
package struct Timing: Sendable, Equatable, Codable {
  package let median: Double
  package let least: Double
  package let most: Double
  package let repeats: Int

  /// - Precondition: there is one value at least.
  package init(_ seconds: [Double]) {
    precondition(!seconds.isEmpty, "nothing was timed")
    median = Bench.median(seconds)
    least = seconds.reduce(.infinity, min)
    most = seconds.reduce(-.infinity, max)
    repeats = seconds.count
  }
}

/// The middle value, or the mean of the two in the middle; NaN of nothing.
package func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  guard let upper = sorted.dropFirst(middle).first else { return .nan }
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + upper) / 2 : upper
}

/// How many times longer `slow` took than `fast`, of two things that were done in turns: the median of the ratios turn by
/// turn, since what else the machine did fell on both of a turn. nil when a turn took no time.
package func medianRatio(_ slow: [Double], over fast: [Double]) -> Double? {
  guard !fast.isEmpty, slow.count == fast.count, fast.allSatisfy({ $0 > 0 }) else { return nil }
  return median(zip(slow, fast).map { $0 / $1 })
}
