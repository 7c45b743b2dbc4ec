import Foundation
import Models

/// How a model weighs the new object of an edit, and the true one where the edit names it, after one prompt.
package struct ObjectScores: Sendable, Equatable {
  package let new: TargetScore
  /// Nil where no true object is known (ZSRE).
  package let old: TargetScore?

  package init(new: TargetScore, old: TargetScore?) {
    self.new = new
    self.old = old
  }

  /// P(new) > P(true), strictly; false when either is NaN or no true object is known.
  package var prefersNew: Bool { old.map { $0.nll > new.nll } ?? false }
  /// P(true) > P(new), strictly; false when either is NaN or no true object is known.
  package var prefersOld: Bool { old.map { $0.nll < new.nll } ?? false }

  /// How far the new object is written: 1 or 0 as P(new) > P(true) or not; where no true object is known, the share of the
  /// new one's tokens that are argmax.
  package var successOfNew: Double { old == nil ? new.argmaxShare : prefersNew ? 1 : 0 }
  /// 1 or 0 as P(true) > P(new) or not; nil where no true object is known.
  package var successOfOld: Double? { old == nil ? nil : prefersOld ? 1 : 0 }
}

/// How well one edit holds, by COUNTERFACT's measures (MEMIT `eval_utils_counterfact`), or by ZSRE's (`eval_utils_zsre`) for
/// an edit without a true object.
package struct EditMeasurement: Sendable, Equatable {
  package let rewrite: ObjectScores
  /// Empty when only the rewrite prompt was measured.
  package let paraphrases: [ObjectScores]
  /// Empty when only the rewrite prompt was measured.
  package let neighbours: [ObjectScores]
  /// Empty unless asked for.
  package let attributes: [ObjectScores]
  /// The answers of questions about something else.
  package let questions: [TargetScore]

  package init(
    rewrite: ObjectScores, paraphrases: [ObjectScores] = [], neighbours: [ObjectScores] = [],
    attributes: [ObjectScores] = [], questions: [TargetScore] = []
  ) {
    self.rewrite = rewrite
    self.paraphrases = paraphrases
    self.neighbours = neighbours
    self.attributes = attributes
    self.questions = questions
  }

  /// Geometric mean of the token probabilities of the new object after the rewrite prompt.
  package var probabilityNew: Double { rewrite.new.probability }
  /// P(new) > P(true) after the rewrite prompt; where no true object is known, that greedy decoding writes the new one.
  package var succeeds: Bool { rewrite.old == nil ? holds : rewrite.prefersNew }
  /// Greedy decoding writes the new object after the rewrite prompt.
  package var holds: Bool { rewrite.new.isArgmax }
  /// `ObjectScores.successOfNew` after the rewrite prompt.
  package var efficacy: Double { rewrite.successOfNew }
  /// The same over paraphrases; nil without any.
  package var paraphraseSuccess: Double? { mean(paraphrases.map(\.successOfNew)) }
  /// Share of neighbourhood prompts with P(true) > P(new), and of the tokens of questions' answers that are argmax; nil
  /// without either.
  package var neighbourhoodSuccess: Double? {
    mean(neighbours.compactMap(\.successOfOld) + questions.map(\.argmaxShare))
  }
}

/// Means over edits of what each edit scores by itself; nil where no edit has such prompts. Fractions in 0..1.
package struct EditScores: Sendable, Equatable {
  /// Share of edits with P(new) > P(true); near 0.5 on a ruined model. Of ZSRE's edits, the share of target tokens that are
  /// argmax.
  package let efficacy: Double?
  /// Share of edits that greedy decoding writes; 0 on a ruined model.
  package let efficacyArgmax: Double?
  package let paraphrase: Double?
  package let neighbourhood: Double?
  /// Edits behind the scores, each with one rewrite prompt.
  package let edits: Int
  /// Paraphrase prompts behind the scores.
  package let paraphrases: Int
  /// Neighbourhood prompts and questions behind the scores.
  package let neighbours: Int

  package init(_ measurements: [EditMeasurement]) {
    efficacy = mean(measurements.map(\.efficacy))
    efficacyArgmax = mean(measurements.map { $0.holds ? 1 : 0 })
    paraphrase = mean(measurements.compactMap(\.paraphraseSuccess))
    neighbourhood = mean(measurements.compactMap(\.neighbourhoodSuccess))
    edits = measurements.count
    paraphrases = measurements.reduce(0) { $0 + $1.paraphrases.count }
    neighbours = measurements.reduce(0) { $0 + $1.neighbours.count + $1.questions.count }
  }
}

extension Transformer {
  /// Measures edits by all their prompts, in the order of `edits`.
  ///
  /// - Parameter shouldContinue: asked now and then.
  /// - Throws: `EvaluationError.interrupted`, `.model`.
  package func measurements(
    of edits: [PreparedEditPrompts], limits: PassLimits = .standard, shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> [EditMeasurement] {
    let prompts = edits.flatMap { $0.comparisons + $0.questions }
    var scores = try targetScores(of: prompts, limits: limits, shouldContinue: shouldContinue)[...]
    func take(_ choices: [PreparedChoice]) -> [[TargetScore]] {
      defer { scores = scores.dropFirst(choices.count) }
      return Array(scores.prefix(choices.count))
    }
    func objects(_ choices: [PreparedChoice]) -> [ObjectScores] {
      take(choices).map { ObjectScores(new: $0[0], old: $0.count > 1 ? $0[1] : nil) }
    }
    return edits.map { edit in
      let rewrite = objects([edit.rewrite])[0]
      let paraphrases = objects(edit.paraphrases)
      let neighbours = objects(edit.neighbours)
      let attributes = objects(edit.attributes)
      return EditMeasurement(
        rewrite: rewrite, paraphrases: paraphrases, neighbours: neighbours, attributes: attributes,
        questions: take(edit.questions).map { $0[0] })
    }
  }
}

/// The mean; nil of nothing.
func mean(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}
