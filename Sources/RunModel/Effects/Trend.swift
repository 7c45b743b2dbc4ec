/// How a measure goes with the edits: a straight line through its points by least squares.
package struct Trend: Sendable, Equatable {
  /// Points that the line goes through.
  package let count: Int
  /// What the measure changes by in 100 edits.
  package let slope: Double
  /// The standard error of the slope, from how far the points are off the line: sqrt(RSS / (n - 2) / S_xx), with S_xx in
  /// hundreds of edits. Nil below three points, which leave nothing to judge by.
  package let error: Double?

  /// - Parameter points: edit counts and values; those that are not finite are left out.
  /// - Returns: nil where the points do not lie at two edit counts at least.
  package init?(_ points: [(edits: Int, value: Double)]) {
    var (n, sumX, sumY) = (0.0, 0.0, 0.0)
    for point in points where point.value.isFinite {
      (n, sumX, sumY) = (n + 1, sumX + Double(point.edits) / 100, sumY + point.value)
    }
    guard n >= 2 else { return nil }
    let (meanX, meanY) = (sumX / n, sumY / n)
    var (squares, products) = (0.0, 0.0)
    for point in points where point.value.isFinite {
      let x = Double(point.edits) / 100 - meanX
      (squares, products) = (squares + x * x, products + x * (point.value - meanY))
    }
    guard squares > 0 else { return nil }
    let slope = products / squares
    count = Int(n)
    self.slope = slope
    guard count >= 3 else {
      error = nil
      return
    }
    var residuals = 0.0
    for point in points where point.value.isFinite {
      let off = point.value - meanY - slope * (Double(point.edits) / 100 - meanX)
      residuals += off * off
    }
    error = (residuals / (n - 2) / squares).squareRoot()
  }

  /// Slopes that differ by less are the same: what is left alone drifts by its last bits.
  package static let least = 1e-6

  /// Whether another trend's slope differs by more than the points' scatter explains: Welch's t-test at 95 %. Nil while
  /// either of them has no error.
  package func differs(from other: Trend) -> Bool? {
    guard let mine = error, let theirs = other.error else { return nil }
    let (a, b) = (mine * mine, theirs * theirs)
    let difference = abs(slope - other.slope)
    guard difference >= Self.least else { return false }
    guard a + b > 0 else { return difference > 0 }
    // Welch and Satterthwaite's degrees of freedom; a slope takes two of its points.
    let freedom = (a + b) * (a + b) / (a * a / Double(count - 2) + b * b / Double(other.count - 2))
    return difference > Self.quantile(freedom) * (a + b).squareRoot()
  }

  /// The t that 95 % of Student's distribution lie within, at the next lower whole number of degrees of freedom.
  static func quantile(_ freedom: Double) -> Double {
    let known = [
      12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
      2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ]
    guard freedom >= 1 else { return known[0] }
    return freedom >= Double(known.count) ? known[known.count - 1] : known[Int(freedom) - 1]
  }
}
