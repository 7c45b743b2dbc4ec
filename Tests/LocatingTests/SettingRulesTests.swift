import Editing
import Foundation
import Numerics
import Testing

@testable import Locating

@Suite struct SettingRulesTests {
  /// What an edit by itself has written of what it asks of a layer: q / (lambda + q), by the equation of MEMIT in one
  /// dimension.
  @Test(arguments: [0.5, 40, 6_000, 80_000]) func aMedianSubjectHasFourFifthsWritten(leverage: Double) throws {
    let weight = try #require(SettingRules.momentWeight(leverage: leverage))
    #expect(abs(leverage / (weight + leverage) - 0.8) < 0.01)
  }

  @Test(arguments: [(576, 125.0), (1_600, 133), (4_096, 43)]) func fiveStepsOfAdamReachTheClamp(
    width: Int, hiddenNorm: Double
  ) throws {
    let rate = try #require(SettingRules.learningRate(clamp: 0.75, hiddenNorm: hiddenNorm, width: width))
    #expect(abs(5 * rate * Double(width).squareRoot() / (0.75 * hiddenNorm) - 1) < 0.05)
  }

  /// Published: lambda 20,000 and a rate of 0.5 for GPT2-XL (d 1,600, m 6,400). Subjects' leverage was between 2.4 m and
  /// 5.6 m on SmolLM2-135M; a factor of five around the published values is what can be said without the model's weights.
  @Test(arguments: [4.0, 8, 12]) func onTheShapeOfGPT2XLTheyComeOutNearThePublishedOnes(perWidth: Double) throws {
    let published = HyperParameters.published(.memit, model: .gpt2XL)
    let weight = try #require(SettingRules.momentWeight(leverage: perWidth * 6_400))
    #expect((0.2...1.5).contains(weight / published.momentWeight))
    let rate = try #require(
      SettingRules.learningRate(clamp: published.clampFactor, hiddenNorm: 133, width: 1_600))
    #expect(abs(rate - published.learningRate) < 0.01)
  }

  @Test func whatIsNoNumberGivesNoSetting() {
    for value in [Double.nan, .infinity, 0, -1] {
      #expect(SettingRules.momentWeight(leverage: value) == nil)
      #expect(SettingRules.learningRate(clamp: 0.75, hiddenNorm: value, width: 16) == nil)
    }
  }

  @Test func aRidgeIsForKeysWhereOrdinaryTextHasAlmostNothing() {
    #expect(SettingRules.ridge(leverage: 6_000, ridged: 5_800) == 0)
    #expect(SettingRules.ridge(leverage: 6_000, ridged: 2_000) == SettingRules.ridge)
    #expect(SettingRules.ridge(leverage: nil, ridged: 2_000) == SettingRules.ridge)
  }

  @Test func leverageIsTheMedianOfQuadraticForms() throws {
    let c = Matrix<Double>(3, 3, [2, 0, 0, 0, 4, 0, 0, 0, 0.5])
    let keys = Matrix<Double>(3, 3, [2, 0, 0, 0, 2, 1, 1, 2, 3])
    // Of the rows (2, 0, 0), (0, 2, 1) and (1, 2, 3).
    let forms: [Double] = [2, 1 + 2, 0.5 + 1 + 18]
    let moment = SecondMoment(layer: 0, moment: c, tokens: 10)
    let found = try SubjectKeys(keys: keys, hiddenNorm: 1).leverage(under: moment.ridged(0))
    #expect(abs(found - forms.sorted()[1]) < 1e-12)
  }
}
