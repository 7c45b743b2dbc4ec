import Cells
import Charts
import Monitor
import RunModel

/// What a change of a run did, or what its branches do since the fork, as exports tell it.
struct ExportedEffect {
  /// `guard REVIVE filter, tau 0.3`; of a fork what branch B is and does.
  let words: String
  let isFork: Bool
  let effect: ChangeEffect

  /// Every change of a run's branches, and A against B of a forked one, by edit counts.
  static func all(of run: LoggedRun) -> [ExportedEffect] {
    var result = changes(of: run)
    guard let other = run.other, let fork = run.run.fork else { return result }
    let end = min(run.edits, other.edits)
    let effect = ChangeEffect(
      ChangeEffect.course(of: other.rounds), against: ChangeEffect.course(of: run.rounds), since: fork.edits, to: end)
    let words =
      "branch \(fork.name) up to edit \(grouped(other.edits)): \(fork.setting.editor), guard "
      + guardText(fork.setting.guardSetting)
    result.append(ExportedEffect(words: words, isFork: true, effect: effect))
    return result + changes(of: other).filter { $0.effect.change > fork.edits }
  }

  private static func changes(of run: LoggedRun) -> [ExportedEffect] {
    let course = ChangeEffect.course(of: run.rounds)
    let changes = run.settingChanges
    return zip(changes, run.changes).map { change, words in
      ExportedEffect(
        words: words.text, isFork: false, effect: change.effect(among: changes, to: run.edits, course))
    }
  }

  /// A table for people.
  var text: String {
    let head = isFork ? ["A", "B"] : ["before", "since"]
    var table = TextTable(["  per 100 edits"] + head + ["verdict"])
    for row in effect.rows {
      func cell(_ trend: Trend?) -> String {
        guard let trend else { return "-" }
        return ChangeEffect.signed(trend.slope) + (trend.error.map { " ±\(compact($0))" } ?? "") + " (\(trend.count))"
      }
      table.add([
        "  \(row.measure.slopeName)", cell(row.before), cell(row.after), row.verdict.words(isFork: isFork),
      ])
    }
    return table.text
  }

  /// Rows of a table for programs, a measure each.
  ///
  /// Numbers are plain; a slope or an error that is not known is empty.
  static func csv(_ effects: [ExportedEffect]) -> String {
    func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let head =
      "kind,change,edits,from,to,measure,points_before,slope_before,error_before,points_after,slope_after,error_after,"
      + "verdict\n"
    return head
      + effects.flatMap { exported in
        exported.effect.rows.map { row in
          let effect = exported.effect
          let places = [effect.change, effect.start, effect.end].map(String.init)
          let before = ["\(row.before?.count ?? 0)", number(row.before?.slope), number(row.before?.error)]
          let after = ["\(row.after?.count ?? 0)", number(row.after?.slope), number(row.after?.error)]
          let cells =
            [exported.isFork ? "fork" : "change", "\"\(exported.words.replacing("\"", with: "\"\""))\""] + places
            + [row.measure == .perplexity ? "log_perplexity" : row.measure.rawValue] + before + after + [
              row.verdict.words(isFork: exported.isFork)
            ]
          return cells.joined(separator: ",") + "\n"
        }
      }.joined()
  }
}
