/// What makes a partial report (`RoundReport.isPartial`) whole: measured when the engine had nothing else to do, with the
/// model still as that round had left it.
///
/// It is about the last round of its branch, and of the other branch too where that stands at the same shared round. One
/// that meets another round, or a report that is whole, is about nothing and is passed over.
package struct LateMeasures: Sendable, Equatable, Codable {
  /// The round, and the edit count, that they are of.
  package var round: Int
  package var edits: Int
  /// All scores of the round: those that its report had are measured again, with the sample.
  package var scores: Scores
  package var sampled: SampleSizes
  /// Edits of the round and of the sample, as in a report that was whole from the start.
  package var outcomes: [EditOutcome]
  /// Wall-clock seconds that it took; less where it was begun, interrupted and begun anew.
  package var seconds: Double

  package init(
    round: Int, edits: Int, scores: Scores, sampled: SampleSizes, outcomes: [EditOutcome], seconds: Double
  ) {
    self.round = round
    self.edits = edits
    self.scores = scores
    self.sampled = sampled
    self.outcomes = outcomes
    self.seconds = seconds
  }
}

extension RoundReport {
  /// Whether these measures are what the report lacks.
  package func lacks(_ late: LateMeasures) -> Bool { isPartial && round == late.round && edits == late.edits }

  /// Takes in what was measured late: the report is then what it would have been at once.
  ///
  /// - Returns: whether it lacked these measures; else nothing has changed.
  @discardableResult
  package mutating func complete(with late: LateMeasures) -> Bool {
    guard lacks(late) else { return false }
    (scores, sampled, outcomes, isPartial) = (late.scores, late.sampled, late.outcomes, false)
    seconds.evaluation += late.seconds
    seconds.total += late.seconds
    return true
  }
}
