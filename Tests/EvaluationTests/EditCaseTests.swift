import Foundation
import RunModel
import Testing

@testable import Evaluation

struct EditCaseTests {
  private func target(_ probability: Double, share: Double = 0) -> TargetScore {
    TargetScore(nll: -log(probability), isArgmax: share == 1, argmaxShare: share)
  }

  private func objects(_ new: Double, _ old: Double, share: Double = 0, oldShare: Double = 0) -> ObjectScores {
    ObjectScores(new: target(new, share: share), old: target(old, share: oldShare))
  }

  private func isNear(_ found: Double?, _ expected: Double) -> Bool {
    found.map { abs($0 - expected) < 1e-12 } ?? false
  }

  private func report(_ cases: [EditCase]) -> EvaluationReport {
    EvaluationReport(cases, edits: cases.count, seconds: 0)
  }

  /// Two edits by hand.
  @Test func meansAreWithinRecordsFirst() {
    let first = EditMeasurement(
      rewrite: objects(0.5, 0.25, share: 1), paraphrases: [objects(0.5, 0.25, share: 1), objects(0.1, 0.4)],
      neighbours: [objects(0.2, 0.6, oldShare: 1)], attributes: [objects(0.5, 0.125, share: 1)])
    let second = EditMeasurement(
      rewrite: objects(0.25, 0.5, share: 0.5), paraphrases: [objects(0.5, 0.25, share: 0.5)],
      neighbours: [objects(0.6, 0.2), objects(0.2, 0.6, oldShare: 1), objects(0.2, 0.6), objects(0.6, 0.2)])
    let scores = report([EditCase(first), EditCase(second)])
    #expect(isNear(scores.rewrite.success, 0.5) && isNear(scores.rewrite.accuracy, 0.5))
    #expect(isNear(scores.rewrite.magnitude, 0) && isNear(scores.rewrite.tokenAccuracy, 0.75))
    #expect(isNear(scores.paraphrase.success, 0.75) && isNear(scores.paraphrase.accuracy, 0.25))
    #expect(isNear(scores.paraphrase.magnitude, ((0.25 - 0.3) / 2 + 0.25) / 2))
    #expect(isNear(scores.neighbourhood.success, 0.75) && isNear(scores.neighbourhood.accuracy, 0.625))
    #expect(isNear(scores.neighbourhood.magnitude, 0.2))
    #expect(scores.attributes.success == 1 && isNear(scores.attributes.magnitude, 0.375))
    #expect(isNear(scores.score, 3 / (1 / 0.5 + 1 / 0.75 + 1 / 0.75)))
    #expect(scores.fluency == nil && scores.consistency == nil && scores.measured == 2 && scores.written == 0)
  }

  @Test func tiesAndNaNFail() {
    for pair in [objects(0.5, 0.5), objects(.nan, 0.5), objects(0.5, .nan)] {
      #expect(PromptOutcome(pair, wantsNew: true).success == 0)
      #expect(PromptOutcome(pair, wantsNew: false).success == 0)
    }
  }

  /// ZSRE names no true object.
  @Test func withoutATrueObjectTokensAreCounted() {
    func edit(_ share: Double, _ paraphrase: Double, _ answer: Double) -> EditMeasurement {
      EditMeasurement(
        rewrite: ObjectScores(new: target(0.5, share: share), old: nil),
        paraphrases: [ObjectScores(new: target(0.5, share: paraphrase), old: nil)],
        questions: [target(0.1, share: answer)])
    }
    let edits = [edit(1, 0.5, 0), edit(0.25, 0.5, 1)]
    let scores = report(edits.map { EditCase($0) })
    #expect(scores.rewrite.success == nil && scores.rewrite.magnitude == nil && scores.score == nil)
    #expect(isNear(scores.rewrite.tokenAccuracy, 0.625) && isNear(scores.rewrite.accuracy, 0.5))
    #expect(isNear(scores.paraphrase.tokenAccuracy, 0.5) && isNear(scores.neighbourhood.tokenAccuracy, 0.5))
    let sampled = EditScores(edits)
    #expect(isNear(sampled.efficacy, 0.625) && isNear(sampled.efficacyArgmax, 0.5))
    #expect(isNear(sampled.paraphrase, 0.5) && isNear(sampled.neighbourhood, 0.5) && sampled.neighbours == 2)
    #expect(edits.map(\.succeeds) == [true, false])
  }

  @Test func theScoreNeedsAllThree() {
    let rewriteOnly = report([EditCase(EditMeasurement(rewrite: objects(0.5, 0.2)))])
    #expect(rewriteOnly.score == nil && rewriteOnly.paraphrase.success == nil)
    let failing = EditMeasurement(
      rewrite: objects(0.5, 0.2), paraphrases: [objects(0.1, 0.2)], neighbours: [objects(0.1, 0.2)])
    #expect(report([EditCase(failing)]).score == 0)
    #expect(report([]).rewrite.success == nil)
  }
}
