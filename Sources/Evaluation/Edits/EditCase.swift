import RunModel

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
  package var neighbours: [PromptOutcome] { measurement.neighbours.map { PromptOutcome($0, wantsNew: false) } }
  package var questions: [PromptOutcome] { measurement.questions.map { PromptOutcome(answer: $0) } }
  package var attributes: [PromptOutcome] { measurement.attributes.map { PromptOutcome($0, wantsNew: true) } }

  /// Neighbourhood prompts, where the true object should follow, and questions.
  fileprivate var neighbourhood: [PromptOutcome] {
    measurement.neighbours.filter { $0.old != nil }.map { PromptOutcome($0, wantsNew: false) } + questions
  }
}

extension PromptOutcome {
  /// - Parameter wantsNew: whether the new object should follow, not the true one.
  package init(_ scores: ObjectScores, wantsNew: Bool) {
    let wanted = wantsNew ? scores.new : scores.old ?? scores.new
    self.init(
      success: scores.old == nil ? nil : (wantsNew ? scores.prefersNew : scores.prefersOld) ? 1 : 0,
      magnitude: scores.old.map { old in (scores.new.probability - old.probability) * (wantsNew ? 1 : -1) },
      accuracy: wanted.isArgmax ? 1 : 0, tokenAccuracy: wanted.argmaxShare, nllNew: scores.new.nll,
      nllTrue: scores.old?.nll)
  }

  /// Of an answer that should follow its question.
  fileprivate init(answer: TargetScore) {
    self.init(
      success: nil, magnitude: nil, accuracy: answer.isArgmax ? 1 : 0, tokenAccuracy: answer.argmaxShare, nllNew: nil,
      nllTrue: answer.nll)
  }
}

extension PromptMeans {
  /// - Parameter edits: of each edit its prompts of this kind. One without any counts for nothing.
  fileprivate init(_ edits: [[PromptOutcome]]) {
    func overall(_ measure: (PromptOutcome) -> Double?) -> Double? {
      mean(edits.compactMap { prompts in mean(prompts.compactMap(measure)) })
    }
    self.init(
      success: overall(\.success), magnitude: overall(\.magnitude), accuracy: overall(\.accuracy),
      tokenAccuracy: overall(\.tokenAccuracy))
  }
}

/// The scores that papers report over edited records (MEMIT, AlphaEdit `experiments/summarize.py`): means within each
/// record, then over records. Fractions, not percent.
extension EvaluationReport {
  /// - Parameters:
  ///   - cases: the edits whose prompts fit the model.
  ///   - edits: how many there are.
  ///   - seconds: that measuring them took.
  package init(_ cases: [EditCase], edits: Int, seconds: Double) {
    let rewrite = PromptMeans(cases.map { [$0.rewrite] })
    let paraphrase = PromptMeans(cases.map(\.paraphrases))
    let neighbourhood = PromptMeans(cases.map(\.neighbourhood))
    self.init(
      edits: edits, measured: cases.count, rewrite: rewrite, paraphrase: paraphrase, neighbourhood: neighbourhood,
      attributes: PromptMeans(cases.map(\.attributes)),
      score: Self.score(rewrite.success, paraphrase.success, neighbourhood.success),
      fluency: mean(cases.compactMap { $0.texts?.fluency }),
      consistency: mean(cases.compactMap { $0.texts?.consistency }),
      written: cases.count { $0.texts != nil }, seconds: seconds)
  }

  private static func score(_ a: Double?, _ b: Double?, _ c: Double?) -> Double? {
    guard let a, let b, let c else { return nil }
    guard a > 0, b > 0, c > 0 else { return 0 }
    return 3 / (1 / a + 1 / b + 1 / c)
  }
}
