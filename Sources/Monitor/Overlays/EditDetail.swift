import Cells
import Charts
import RunModel

/// One edit, from the line that is chosen in the list.
extension MonitorState {
  /// Opens the text about an edit, and asks the engine for what only the model knows: of a forked run, both models.
  mutating func openEdit(_ index: Int) -> [Effect] {
    overlay = Overlay(.edit(index))
    list.inspections = [:]
    guard engineRefusal == nil else { return [] }
    guard branches.isForked else { return [.send(.inspect(index))] }
    return branches.views.map { .send(.on($0.name, .inspect(index))) }
  }

  /// A and B with what each knows; of a run that is not forked the one branch, without a letter.
  var lettered: [(letter: String, branch: BranchView)] {
    branches.views.map { (branches.letter(of: $0.name).map { "\($0) " } ?? "", $0) }
  }
}

/// Everything that is known of an edit: what was asked for, how it stands, and its probability over edits; of a forked run, in
/// both branches.
func editDetail(of index: Int, _ state: MonitorState) -> [OverlayLine] {
  guard let run = state.run else { return [.entry("state", state.loadingRefusal)] }
  if let failure = run.ledger.failures.last(where: { $0.edit.index == index }) {
    return [
      .heading("Failed"), .entry("reason", failure.edit.reason), .entry("case", grouped(failure.edit.caseID)),
      .entry("round", "the one that ended at edit \(grouped(failure.edits)); no weight was changed for it"),
    ]
  }
  guard let entry = run.ledger.entry(of: index) ?? state.other?.run.ledger.entry(of: index) else {
    return [.entry("", "nothing was measured of this edit")]
  }
  let outcome = entry.outcome
  let histories = state.lettered.flatMap { letter, branch in
    branch.run.ledger.entry(of: index).map { measurementLines($0, letter, state) } ?? []
  }
  return [
    .heading(outcome.prompt.replacing("{}", with: outcome.subject)),
    .entry("subject", outcome.subject),
    .entry("objects", "\(outcome.oldObject.trimmed) \(state.environment.glyphs.arrow) \(outcome.newObject.trimmed)"),
    .entry("case", "\(grouped(outcome.caseID)) of the edits file"),
  ] + histories + inspectionLines(of: index, state)
}

/// What the model may say next after the edit's prompts.
private func inspectionLines(of index: Int, _ state: MonitorState) -> [OverlayLine] {
  let heading: [OverlayLine] = [.blank, .heading("What the model says next")]
  let answers = state.lettered.compactMap { letter, branch in
    state.list.inspections[branch.name].flatMap { $0.index == index ? (letter: letter, inspection: $0) : nil }
  }
  guard let first = answers.first?.inspection else {
    if let refusal = state.engineRefusal { return heading + [.entry("", "nobody can ask the model: \(refusal)")] }
    let isLater = state.engine.answersLater
    return heading + [.entry("", isLater ? "asked when what is being measured is done" : "asking ...")]
  }
  func words(_ candidates: [EditInspection.Candidate]) -> String {
    candidates.isEmpty
      ? "its logits are not numbers"
      : candidates.map { "\"\($0.text.trimmed)\" \(share($0.probability))" }.joined(separator: ", ")
  }
  let moments = answers.map { "\($0.letter)at edit \(grouped($0.inspection.edits))" } + ["at edit 0"]
  return heading + [.entry("", moments.joined(separator: ", "))]
    + first.prompts.enumerated().flatMap { place, prompt -> [OverlayLine] in
      let now = answers.filter { $0.inspection.prompts.indices.contains(place) }.map { letter, inspection in
        OverlayLine.entry("  \(letter)now", words(inspection.prompts[place].now))
      }
      return [.entry(prompt.kind.rawValue, prompt.text)] + now + [.entry("  edit 0", words(prompt.before))]
    }
}

/// - Parameter letter: of the branch, with a blank behind; empty where there is one.
private func measurementLines(
  _ entry: EditLedger.Entry, _ letter: String, _ state: MonitorState
) -> [OverlayLine] {
  guard let first = entry.measurements.first, let last = entry.measurements.last else { return [] }
  let finite = entry.measurements.map(\.probability).filter(\.isFinite)
  let range = finite.min().map { low in "lowest \(share(low)), highest \(share(finite.max() ?? low))" } ?? ""
  let track = Track(entry.measurements.map { ChartPoint(x: Double($0.edits), y: $0.probability) })
  // A line even for one that was measured once.
  let end = max(Double(last.edits), Double(first.edits) + 1)
  let values = track.sampled(
    from: Double(first.edits), through: end, columns: max(8, min(48, state.environment.size.width - 24)))
  let spark = state.environment.glyphs.sparkline(values, in: 0...1)
  let turns = zip(entry.measurements, entry.measurements.dropFirst()).filter { $0.status != $1.status }.suffix(12)
  let span =
    entry.measurements.count == 1
    ? "measured once"
    : "edit \(grouped(first.edits)) to \(grouped(last.edits)), \(entry.measurements.count) times, \(range)"
  return [
    .blank, .heading(letter.isEmpty ? "Over the run" : "Over branch \(letter)"),
    .entry("last seen", "\(last.status.rawValue), p \(share(last.probability)), at edit \(grouped(last.edits))"),
    .entry("p", spark),
    .entry("", span),
    .entry("at first", "\(first.status.rawValue), p \(share(first.probability))"),
  ]
    + turns.map { before, after in
      .entry(
        "@\(grouped(after.edits))",
        "\(before.status.rawValue) \(state.environment.glyphs.arrow) \(after.status.rawValue), p \(share(after.probability))"
      )
    }
}
