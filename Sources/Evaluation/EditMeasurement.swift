import Models

/// How a model weighs the new object of an edit against the true one after one prompt.
package struct ObjectScores: Sendable, Equatable {
  package let new: TargetScore
  package let old: TargetScore

  package init(new: TargetScore, old: TargetScore) {
    self.new = new
    self.old = old
  }

  /// P(new) > P(true), strictly; false when either is NaN.
  package var prefersNew: Bool { old.nll > new.nll }
  /// P(true) > P(new), strictly; false when either is NaN.
  package var prefersOld: Bool { old.nll < new.nll }
}

/// How well one edit holds (COUNTERFACT's measures, MEMIT `eval_utils_counterfact`).
package struct EditMeasurement: Sendable, Equatable {
  package let rewrite: ObjectScores
  /// Empty when only the rewrite prompt was measured.
  package let paraphrases: [ObjectScores]
  /// Empty when only the rewrite prompt was measured.
  package let neighbours: [ObjectScores]

  package init(rewrite: ObjectScores, paraphrases: [ObjectScores] = [], neighbours: [ObjectScores] = []) {
    self.rewrite = rewrite
    self.paraphrases = paraphrases
    self.neighbours = neighbours
  }

  /// Geometric mean of the token probabilities of the new object after the rewrite prompt.
  package var probabilityNew: Double { rewrite.new.probability }
  /// P(new) > P(true) after the rewrite prompt.
  package var succeeds: Bool { rewrite.prefersNew }
  /// Greedy decoding writes the new object after the rewrite prompt.
  package var holds: Bool { rewrite.new.isArgmax }
  /// Share of paraphrases with P(new) > P(true); nil without any.
  package var paraphraseSuccess: Double? { mean(paraphrases.map { $0.prefersNew ? 1 : 0 }) }
  /// Share of neighbourhood prompts with P(true) > P(new); nil without any.
  package var neighbourhoodSuccess: Double? { mean(neighbours.map { $0.prefersOld ? 1 : 0 }) }
}

/// Means over edits of what each edit scores by itself; nil where no edit has such prompts. Fractions in 0..1.
package struct EditScores: Sendable, Equatable {
  /// Share of edits with P(new) > P(true); near 0.5 on a ruined model.
  package let efficacy: Double?
  /// Share of edits that greedy decoding writes; 0 on a ruined model.
  package let efficacyArgmax: Double?
  package let paraphrase: Double?
  package let neighbourhood: Double?
  /// Edits behind the scores, each with one rewrite prompt.
  package let edits: Int
  /// Paraphrase prompts behind the scores.
  package let paraphrases: Int
  /// Neighbourhood prompts behind the scores.
  package let neighbours: Int

  package init(_ measurements: [EditMeasurement]) {
    efficacy = mean(measurements.map { $0.succeeds ? 1 : 0 })
    efficacyArgmax = mean(measurements.map { $0.holds ? 1 : 0 })
    paraphrase = mean(measurements.compactMap(\.paraphraseSuccess))
    neighbourhood = mean(measurements.compactMap(\.neighbourhoodSuccess))
    edits = measurements.count
    paraphrases = measurements.reduce(0) { $0 + $1.paraphrases.count }
    neighbours = measurements.reduce(0) { $0 + $1.neighbours.count }
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
    let prompts = edits.flatMap { [$0.rewrite] + $0.paraphrases + $0.neighbours }
    var scores = try targetScores(of: prompts, limits: limits, shouldContinue: shouldContinue)
      .map { ObjectScores(new: $0[0], old: $0[1]) }[...]
    return edits.map { edit in
      let rewrite = scores.removeFirst()
      let paraphrases = Array(scores.prefix(edit.paraphrases.count))
      scores = scores.dropFirst(edit.paraphrases.count)
      let neighbours = Array(scores.prefix(edit.neighbours.count))
      scores = scores.dropFirst(edit.neighbours.count)
      return EditMeasurement(rewrite: rewrite, paraphrases: paraphrases, neighbours: neighbours)
    }
  }
}

/// The mean; nil of nothing.
func mean(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}
