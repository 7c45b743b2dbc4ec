import Foundation

/// What one prompt says of an edit, each measure in 0..1 (magnitude in -1..1).
package struct PromptOutcome: Sendable, Equatable {
  /// The object that should follow is the more probable one, strictly; nil where no true object is known.
  package let success: Double?
  /// P of the object that should follow less P of the other, each a geometric mean over tokens; nil likewise.
  package let magnitude: Double?
  /// Each of the tokens of the object that should follow is argmax.
  package let accuracy: Double
  /// Share of them that are.
  package let tokenAccuracy: Double

  /// - Parameter wantsNew: whether the new object should follow, not the true one.
  package init(_ scores: ObjectScores, wantsNew: Bool) {
    let wanted = wantsNew ? scores.new : scores.old ?? scores.new
    success = scores.old == nil ? nil : (wantsNew ? scores.prefersNew : scores.prefersOld) ? 1 : 0
    magnitude = scores.old.map { old in
      (scores.new.probability - old.probability) * (wantsNew ? 1 : -1)
    }
    accuracy = wanted.isArgmax ? 1 : 0
    tokenAccuracy = wanted.argmaxShare
  }

  /// Of an answer that should follow its question.
  package init(answer: TargetScore) {
    success = nil
    magnitude = nil
    accuracy = answer.isArgmax ? 1 : 0
    tokenAccuracy = answer.argmaxShare
  }
}

/// Means over prompts of one kind, and then over edits. Nil where nothing was measured.
package struct PromptScores: Sendable, Equatable {
  package let success: Double?
  package let magnitude: Double?
  package let accuracy: Double?
  package let tokenAccuracy: Double?

  /// - Parameter edits: of each edit its prompts of this kind. One without any counts for nothing.
  init(_ edits: [[PromptOutcome]]) {
    func overall(_ measure: (PromptOutcome) -> Double?) -> Double? {
      Evaluation.mean(edits.compactMap { prompts in Evaluation.mean(prompts.compactMap(measure)) })
    }
    success = overall(\.success)
    magnitude = overall(\.magnitude)
    accuracy = overall(\.accuracy)
    tokenAccuracy = overall(\.tokenAccuracy)
  }
}

/// An edit measured by everything that its data set offers.
package struct EditCase: Sendable {
  package let measurement: EditMeasurement
  /// What texts about the subject are like; nil where none were written.
  package let texts: TextQuality?

  package init(_ measurement: EditMeasurement, texts: TextQuality? = nil) {
    self.measurement = measurement
    self.texts = texts
  }

  package var rewrite: PromptOutcome { PromptOutcome(measurement.rewrite, wantsNew: true) }
  package var paraphrases: [PromptOutcome] { measurement.paraphrases.map { PromptOutcome($0, wantsNew: true) } }
  /// Neighbourhood prompts, where the true object should follow, and questions.
  package var neighbours: [PromptOutcome] {
    measurement.neighbours.filter { $0.old != nil }.map { PromptOutcome($0, wantsNew: false) }
      + measurement.questions.map { PromptOutcome(answer: $0) }
  }
  package var attributes: [PromptOutcome] { measurement.attributes.map { PromptOutcome($0, wantsNew: true) } }
}

/// The scores that papers report over edited records (MEMIT, AlphaEdit `experiments/summarize.py`): means within each
/// record, then over records. Fractions, not percent.
package struct BenchmarkScores: Sendable, Equatable {
  /// Efficacy.
  package let rewrite: PromptScores
  package let paraphrase: PromptScores
  /// Neighbourhood or specificity.
  package let neighbourhood: PromptScores
  package let attributes: PromptScores
  /// Mean n-gram entropy in bits; published times 100.
  package let fluency: Double?
  /// Mean cosine of TF-IDF vectors in 0..1.
  package let consistency: Double?
  package let edits: Int
  /// Edits that free texts were written about.
  package let written: Int

  package init(_ cases: [EditCase]) {
    rewrite = PromptScores(cases.map { [$0.rewrite] })
    paraphrase = PromptScores(cases.map(\.paraphrases))
    neighbourhood = PromptScores(cases.map(\.neighbours))
    attributes = PromptScores(cases.map(\.attributes))
    fluency = mean(cases.compactMap { $0.texts?.fluency })
    consistency = mean(cases.compactMap { $0.texts?.consistency })
    edits = cases.count
    written = cases.count { $0.texts != nil }
  }

  /// "Score": the harmonic mean of the three successes; 0 when one of them is 0, nil when one is missing.
  package var score: Double? {
    guard let a = rewrite.success, let b = paraphrase.success, let c = neighbourhood.success else { return nil }
    guard a > 0, b > 0, c > 0 else { return 0 }
    return 3 / (1 / a + 1 / b + 1 / c)
  }
}
