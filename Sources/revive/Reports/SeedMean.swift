import Charts
import Foundation

/// The mean of several lines over edits, and how far it can be trusted.
struct SeedMean: Equatable {
  /// What a band reaches from and to.
  enum Band: Equatable {
    case none
    /// The least and the most: too few to say more.
    case range
    /// The 95 % confidence interval of the mean by Student's t distribution.
    case confidence

    init(of count: Int) { self = count < 2 ? .none : count < 5 ? .range : .confidence }

    /// What it is, as a figure says it.
    var words: String {
      switch self {
      case .none: "none"
      case .range: "least to most of the seeds"
      case .confidence: "95 % confidence interval of the mean"
      }
    }

    /// Of how many seeds it is.
    var counts: String { self == .confidence ? "5 seeds or more" : "fewer" }
  }

  private(set) var points: [ChartPoint] = []
  private(set) var band: [ClosedRange<Double>] = []

  /// One line stays as it is; several are averaged where all have a value. Where one of these is not finite, neither is the
  /// mean.
  ///
  /// - Parameter isGeometric: whether logarithms are averaged; values have to be above 0 then.
  init(of lines: [[ChartPoint]], isGeometric: Bool) {
    guard lines.count > 1 else {
      points = lines.first ?? []
      return
    }
    let values = lines.map { Dictionary($0.map { ($0.x, $0.y) }) { $1 } }
    let kind = Band(of: lines.count)
    for x in lines[0].map(\.x) {
      let found = values.compactMap { $0[x] }
      guard found.count == lines.count else { continue }
      let scaled = isGeometric ? found.map { $0 > 0 ? log($0) : .nan } : found
      guard scaled.allSatisfy(\.isFinite), let least = scaled.min(), let most = scaled.max() else {
        points.append(ChartPoint(x: x, y: .nan))
        band.append(0...0)
        continue
      }
      let count = Double(scaled.count)
      let mean = scaled.reduce(0, +) / count
      let deviation = (scaled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
      let half = kind == .confidence ? Self.quantile(degrees: scaled.count - 1) * deviation / count.squareRoot() : 0
      let (low, high) = kind == .confidence ? (mean - half, mean + half) : (least, most)
      func back(_ value: Double) -> Double { isGeometric ? exp(value) : value }
      points.append(ChartPoint(x: x, y: back(mean)))
      band.append(back(low)...max(back(low), back(high)))
    }
  }

  /// The 0.975 quantile of Student's t distribution, for the degrees of freedom that samples of 5 to 31 have; that of the
  /// normal distribution beyond.
  static func quantile(degrees: Int) -> Double {
    let table = [
      2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093,
      2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ]
    return degrees < 4 ? .nan : degrees - 4 < table.count ? table[degrees - 4] : 1.960
  }
}
