import Foundation
import RunModel
import Testing

struct RoundTableTests {
  private func table(_ reports: [RoundReport]) -> RoundTable {
    table(reports.enumerated().map { LogLine(.round($0.element), time: Double($0.offset) + 0.5) })
  }

  private func table(_ log: [LogLine]) -> RoundTable { RoundTable(BranchedRun(log), of: log) }

  /// Without forks there is no such column.
  @Test func rowsOfAForkFollowThoseOfTheTrunk() {
    let (first, last) = (Samples.report(number: 1), Samples.report(number: 2))
    #expect(!table([first]).columns.contains("branch"))
    var own = last
    (own.branch, own.round, own.edits) = ("fork-2", 3, 250)
    let entries: [Event] = [
      .round(first), .forked(Fork(number: 2, round: 2, edits: 200, setting: Samples.fork.setting)),
    ]
    let forked = table((entries + [.on("fork-2", .round(own))]).map { LogLine($0, time: 0) })
    #expect(forked.rows.indices.map { fields(forked, row: $0)["branch"] } == ["main", "fork-2"])
    #expect(forked.rows.indices.map { fields(forked, row: $0)["edits"] } == ["200", "250"])
  }

  /// A step that was never measured further has empty fields, one that was has a whole row.
  @Test func whatWasMeasuredLateStandsInItsRow() {
    let lines = [Event.round(Samples.partialReport), .measured(Samples.late(number: 2))].map { LogLine($0, time: 0) }
    let rows = [fields(table([lines[0]]), row: 0), fields(table(lines), row: 0)]
    #expect(rows.map { $0["efficacy"] } == ["", "0.5"] && rows.map { $0["perplexity"] } == ["", "2.0"])
    #expect(rows.map { $0["newest_argmax"] } == ["0.0", "0.0"] && rows.map { $0["sampled_edits"] } == ["0", "1"])
  }

  private func fields(_ table: RoundTable, row: Int) -> [String: String] {
    Dictionary(zip(table.columns, table.rows[row])) { _, second in second }
  }

  @Test func everythingOfARoundHasItsColumn() {
    let table = table([Samples.report(number: .infinity)])
    let row = fields(table, row: 0)
    #expect(Set(table.columns).count == table.columns.count)
    let expected = [
      "time": "0.5", "round": "2", "edits": "200", "failed": "1", "editor": "MEMIT", "clamp": "anchored",
      "anchor": "none", "skipped": "",
      "guard": "constrained", "tau": "0.3", "energy": "sigma", "basis": "thin", "factor": "", "efficacy": "0.5",
      "efficacy_argmax": "0.25", "neighbourhood": "0.75", "newest_paraphrase": "", "perplexity": "inf",
      "task_mean": "inf", "task_sst2": "0.5", "task_two_words": "inf", "sampled_task_items": "5", "layer4_k": "7",
      "layer4_ls": "inf", "layer4_ss": "0.5", "layer4_core_drift": "0.25", "layer4_sigma_1": "2.0",
      "layer4_sigma_1_ratio": "1.25", "layer4_hidden_norm": "9.0", "layer4_null_space_rank": "6",
      "layer4_relative_change": "0.01", "seconds_targets": "1.0", "seconds_total": "21.0",
    ]
    for (name, value) in expected { #expect(row[name] == value, "\(name)") }
  }

  /// A round may have fewer layers and tasks than another one.
  @Test func whatARoundLacksIsEmpty() {
    var (first, second) = (Samples.report(number: 1), Samples.report(number: 2))
    (first.round, first.edits) = (1, 0)
    first.guardSetting.isOn = false
    second.layers[0].layer = 5
    second.scores.tasks = [:]
    second.scores.taskDetails = ["rte": Samples.task]
    let table = table([first, second])
    #expect(table.rows.allSatisfy { $0.count == table.columns.count })
    let rows = (0..<2).map { fields(table, row: $0) }
    #expect(rows.map { $0["guard"] } == ["off", "constrained"])
    #expect(rows.map { $0["layer4_k"] } == ["7", ""])
    #expect(rows.map { $0["layer5_k"] } == ["", "7"])
    #expect(rows.map { $0["task_sst2"] } == ["0.5", ""])
    #expect(rows.map { $0["task_rte_mcc_written"] } == ["", "-0.5"])
  }

  @Test func fieldsAreQuotedWhereTheyHaveTo() {
    var report = Samples.report(number: 1)
    report.branch = "a,\"b\"\nc"
    let text = table([report]).csv
    #expect(text.contains(",\"a,\"\"b\"\"\nc\","))
    #expect(text.hasPrefix("time,branch,round,edits,failed,editor,") && text.hasSuffix("\n"))
    #expect(table([LogLine]()).csv.split(separator: "\n").count == 1)
  }
}
