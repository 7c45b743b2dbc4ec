import Charts
import Foundation
import Testing

@testable import revive

/// Means over seeds, against numbers worked out by hand.
struct SeedMeanTests {
  private func line(_ values: [Double], from x: Double = 0) -> [ChartPoint] {
    values.enumerated().map { ChartPoint(x: x + Double($0.offset), y: $0.element) }
  }

  @Test func oneLineStaysAsItIs() {
    let mean = SeedMean(of: [line([1, .nan, 3])], isGeometric: false)
    #expect(mean.points.count == 3 && mean.points[2] == ChartPoint(x: 2, y: 3) && mean.band.isEmpty)
  }

  @Test func fewAreShownWithTheirRange() {
    let mean = SeedMean(of: [line([1, 2]), line([3, 4]), line([8, 6])], isGeometric: false)
    #expect(mean.points.map(\.y) == [4, 4] && mean.band == [1...8, 2...6])
    #expect(SeedMean.Band(of: 3) == .range && SeedMean.Band(of: 5) == .confidence && SeedMean.Band(of: 1) == .none)
  }

  /// Of 1 to 5 the mean is 3 and the standard deviation the root of 2.5; t with 4 degrees of freedom is 2.776.
  @Test func moreWithTheIntervalOfTheirMean() throws {
    let mean = SeedMean(of: (1...5).map { line([Double($0)]) }, isGeometric: false)
    let half = 2.776 * (2.5 / 5).squareRoot()
    let band = try #require(mean.band.first)
    #expect(mean.points[0].y == 3 && abs(band.lowerBound - 3 + half) < 1e-12 && abs(band.upperBound - 3 - half) < 1e-12)
    #expect(SeedMean.quantile(degrees: 30) == 2.042 && SeedMean.quantile(degrees: 1_000) == 1.960)
  }

  @Test func whatGrowsByFactorsHasAGeometricMean() throws {
    let mean = SeedMean(of: [line([1]), line([100])], isGeometric: true)
    #expect(abs(mean.points[0].y - 10) < 1e-12)
    let band = try #require(mean.band.first)
    #expect(abs(band.lowerBound - 1) < 1e-12 && abs(band.upperBound - 100) < 1e-10)
  }

  /// Where a seed was not measured there is no mean, and where one broke down the mean did, too.
  @Test func gapsAndBreakdownsAreNotFilled() {
    let short = SeedMean(of: [line([1, 2, 3]), line([5, 6], from: 1)], isGeometric: false)
    #expect(short.points.map(\.x) == [1, 2] && short.points.map(\.y) == [3.5, 4.5])
    let broken = SeedMean(of: [line([1, 2]), line([1, .infinity])], isGeometric: false)
    #expect(broken.points[0].y == 1 && broken.points[1].y.isNaN && broken.band.count == 2)
    #expect(SeedMean(of: [line([1]), line([0])], isGeometric: true).points[0].y.isNaN)
    #expect(SeedMean(of: [[], []], isGeometric: false).points.isEmpty)
  }
}
