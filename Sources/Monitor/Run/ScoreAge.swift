import Charts
import RunModel

/// The edit that scores are of. A single step measures its own edit alone, so that a score may be older than the moment it is
/// printed for; it then says so, as in `@37`.
extension RunTimeline {
  /// The last round up to a place after which everything was measured.
  func scored(by index: Int) -> RoundReport? {
    guard rounds.indices.contains(index) else { return nil }
    return rounds[...index].last { !$0.isPartial }
  }
}

extension MonitorState {
  /// The last round up to the moment shown after which everything was measured.
  var scoredRound: RoundReport? { shownIndex.flatMap { run?.scored(by: $0) } }

  /// `@37` when scores at the moment shown are of edit 37, and of branches `@37|40`; empty when all are of that moment.
  var scoreMark: String {
    guard let index = shownIndex, let run, let report = shownRound else { return "" }
    func measured(_ run: RunTimeline, _ index: Int?) -> (edits: Int, isOld: Bool)? {
      guard let index, let scored = run.scored(by: index) else { return nil }
      return (scored.edits, scored.edits != run.rounds[index].edits)
    }
    let mine = measured(run, index)
    let theirs = other.flatMap { measured($0.run, $0.run.lastRound(by: report.edits)) }
    guard mine?.isOld == true || theirs?.isOld == true, let mine else { return "" }
    return "@" + sideBySide(grouped(mine.edits), theirs.map { grouped($0.edits) })
  }

  /// ` @37` behind a number of a report that is older than another one; empty when it is not.
  func ageMark(_ report: RoundReport, beside moment: RoundReport) -> String {
    report.edits == moment.edits ? "" : " @\(grouped(report.edits))"
  }
}
