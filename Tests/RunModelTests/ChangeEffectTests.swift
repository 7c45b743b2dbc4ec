import Foundation
import RunModel
import Testing

/// What a change did, against slopes worked out by hand.
struct ChangeEffectTests {
  /// A round with these measures; the norm rises by .5 in 100 edits.
  private func report(
    _ edits: Int, argmax: Double?, tasks: Double? = 0.9, perplexity: Double? = 10, guardOn: Bool = false
  ) -> RoundReport {
    var scores = Scores()
    (scores.efficacyArgmax, scores.perplexity) = (argmax, perplexity)
    if let tasks { scores.tasks = ["a": tasks] }
    return RoundReport(
      edits: edits, round: edits / 100, editor: .memit, guardSetting: GuardSetting(isOn: guardOn), scores: scores,
      sampled: SampleSizes(), layers: [], seconds: RoundTimings())
  }

  private func effect(of change: SettingChange, _ changes: [SettingChange], _ rounds: [RoundReport], by end: Int? = nil)
    -> ChangeEffect
  {
    change.effect(among: changes, to: end ?? rounds.last?.edits ?? 0, ChangeEffect.course(of: rounds))
  }

  private func row(_ effect: ChangeEffect, _ measure: CollapseSignal) throws -> ChangeEffect.Row {
    try #require(effect.rows.first { $0.measure == measure })
  }

  /// Argmax falls by .1 in 100 edits before edit 400, up to a scatter of .01, and by .01 afterwards.
  @Test func aGentlerFallIsBetter() throws {
    let before = [(100, 0.99), (200, 0.91), (300, 0.79), (400, 0.71)]
    let after = [(500, 0.70), (600, 0.69), (700, 0.68), (800, 0.67)]
    let rounds = before.map { report($0, argmax: $1) } + after.map { report($0, argmax: $1, guardOn: true) }
    let changes = SettingChanges(rounds).made
    #expect(changes.map(\.edits) == [400])
    let found = effect(of: changes[0], changes, rounds)
    #expect((found.start, found.change, found.end) == (0, 400, 800))
    let argmax = try row(found, .argmax)
    // By hand: x = 1, 2, 3, 4; S_xx = 5; S_xy = -1.5 * .99 - .5 * .91 + .5 * .79 + 1.5 * .71 = -.48.
    #expect(abs(try #require(argmax.before?.slope) - -0.096) < 1e-12)
    // x = 5..8: S_xx = 5, S_xy = -1.5 * .70 - .5 * .69 + .5 * .68 + 1.5 * .67 = -.05.
    #expect(abs(try #require(argmax.after?.slope) - -0.010) < 1e-12)
    #expect(argmax.verdict == .better)
    #expect(try row(found, .tasks).verdict == .noClearDifference)
    #expect(try row(found, .norm).verdict == .tooEarly)
    #expect(found.isTold)
  }

  @Test func perplexityGoesByItsLogarithm() throws {
    let rounds = (0...8).map { round in
      report(
        round * 100, argmax: nil, perplexity: exp(Double(round <= 4 ? round : 4 + 3 * (round - 4))), guardOn: round > 4)
    }
    let changes = SettingChanges(rounds).made
    let perplexity = try row(effect(of: try #require(changes.first), changes, rounds), .perplexity)
    #expect(abs(try #require(perplexity.before?.slope) - 1) < 1e-9)
    #expect(abs(try #require(perplexity.after?.slope) - 3) < 1e-9)
    #expect(perplexity.verdict == .worse)
  }

  @Test func twoRoundsAreTooEarly() throws {
    let rounds = [100, 200, 300].map { report($0, argmax: 0.9) } + [report(400, argmax: 0.8, guardOn: true)]
    let changes = SettingChanges(rounds).made
    let found = effect(of: try #require(changes.first), changes, rounds)
    #expect(!found.isTold)
    #expect(found.rows.allSatisfy { $0.verdict == .tooEarly })
  }

  /// Measures that a single step lacks leave no point.
  @Test func whatWasNotMeasuredIsLeftOut() throws {
    let rounds = [(100, 0.9), (101, nil), (102, nil), (200, 0.8)].map { report($0, argmax: $1) }
    let trend = try row(ChangeEffect(from: 0, change: 200, to: 200, ChangeEffect.course(of: rounds)), .argmax).before
    #expect(trend?.count == 2)
    #expect(trend?.error == nil)
  }

  /// A change without any effect is called one in about one of twenty cases, whatever the number of rounds: no round counts
  /// on both sides.
  @Test(arguments: [4, 5, 8, 12]) func scatterAloneIsSeldomAnEffect(rounds: Int) {
    var state: UInt64 = 11
    func noise() -> Double {
      (0..<12).reduce(-6.0) { sum, _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return sum + Double(state >> 11) / Double(1 << 53)
      }
    }
    var alarms = 0
    for _ in 0..<1_000 {
      let values = (0...2 * rounds).map { (edits: $0 * 100, value: 1 - 0.02 * Double($0) + 0.01 * noise()) }
      let effect = ChangeEffect(from: 0, change: rounds * 100, to: 2 * rounds * 100) { measure, range in
        measure == .argmax ? values.filter { range ~= $0.edits } : []
      }
      if ![.tooEarly, .noClearDifference].contains(effect.rows[0].verdict) { alarms += 1 }
    }
    // 5 % of 1,000 with a standard error of 7; on few rounds the test is on the safe side.
    #expect((8...72).contains(alarms), "\(alarms)")
  }

  /// The next change ends a stretch, and so does the moment that is looked at.
  @Test func stretchesEndAtTheNextChange() throws {
    let rounds = (0...12).map { report($0 * 100, argmax: 1, guardOn: (5...8).contains($0)) }
    let changes = SettingChanges(rounds).made
    #expect(changes.map(\.edits) == [400, 800])
    let (first, second) = (effect(of: changes[0], changes, rounds), effect(of: changes[1], changes, rounds))
    #expect((first.start, first.change, first.end) == (0, 400, 800))
    #expect((second.start, second.change, second.end) == (400, 800, 1_200))
    #expect(effect(of: changes[1], changes, rounds, by: 1_000).end == 1_000)
  }

  /// At the same edits, and no further than both have come.
  @Test func aForkIsComparedAtTheSameEdits() throws {
    let a = (0...9).map { report($0 * 100, argmax: 1 - 0.1 * Double($0)) }
    let b = (0...7).map { report($0 * 100, argmax: $0 <= 3 ? 1 - 0.1 * Double($0) : 0.7) }
    let effect = ChangeEffect(ChangeEffect.course(of: b), against: ChangeEffect.course(of: a), since: 300, to: 700)
    #expect((effect.change, effect.end) == (300, 700))
    let argmax = try row(effect, .argmax)
    #expect(abs(try #require(argmax.before?.slope) - -0.1) < 1e-12)
    #expect(abs(try #require(argmax.after?.slope)) < 1e-12)
    #expect(argmax.before?.count == 5)
    #expect(argmax.verdict == .better)
  }
}
