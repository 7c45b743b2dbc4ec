import Editing
import Engine

/// A round of some size: how its cost grows with the edits in it.
package struct RoundSizeRow: Sendable, Equatable, Codable {
  package var edits: Int
  package var times: PartValues<Timing>
  /// Seconds of editing for each edit.
  package var secondsPerEdit: Double
}

/// Times rounds of several sizes with the plan's first editor.
///
/// - Parameter tell: told what is being done.
/// - Returns: one row for each size that the list of edits is long enough for.
/// - Throws: what keeps the editor from this model; what a round throws.
package func roundGrowth(
  _ setup: BenchSetup
) throws -> [RoundSizeRow] {
  let (plan, tell) = (setup.plan, setup.tell)
  var rounds = setup.rounds
  guard let kind = plan.editors.first else { return [] }
  try rounds.setEditor(kind)
  _ = try rounds.first(plan.roundSize)
  return try plan.roundSizes.filter { $0 <= rounds.editLimit }.map { size in
    let reports = try (0..<plan.repeats).map { turn in
      tell("\(kind.rawValue): \(size) edits, round \(turn + 1) of \(plan.repeats)")
      return try rounds.first(size).report
    }
    let times = PartValues(RoundPart.allCases) { part in Timing(reports.map { part.seconds($0.seconds) }) }
    return RoundSizeRow(edits: size, times: times, secondsPerEdit: (times[.editing]?.median ?? .nan) / Double(size))
  }
}
