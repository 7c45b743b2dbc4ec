import Charts
import RunModel

/// What a reader must know to trust the numbers.
func aboutLines(_ state: MonitorState) -> [OverlayLine] {
  guard let run = state.run else { return [.entry("state", state.loadingRefusal)] }
  let about = run.description
  let layers = about.layers.map { layer -> OverlayLine in
    let norms = "||W_0||_F \(compact(layer.frobenius)), sigma_1 \(compact(Double(layer.spectrum.first ?? .nan)))"
    return .entry("layer \(layer.layer)", "\(grouped(layer.d)) x \(grouped(layer.m)), \(norms)")
  }
  return [
    .heading("Run"), .entry("model", "\(about.model), \(grouped(about.parameters)) parameters"),
  ] + editorLines(state, run) + [
    .entry("guard", state.guardSentence(run.guardSetting))
  ] + (state.pendingGuard.map { [.entry("", "from round \(state.comingRound): \(state.guardSentence($0))")] } ?? [])
    + (about.libraries.map { [.entry("computed", "\(about.precision ?? "f32"); \($0)")] } ?? [])
    + [.entry("folder", about.folder ?? "not kept")] + layers + about.remarks.map { .entry("note", $0) }
    + (state.usage.map { [.blank, .heading("Program")] + $0.lines.map { .entry($0.term, $0.text) } } ?? [])
    + (state.shownRound.map { roundLines($0, of: about, state) } ?? [])
}

/// The editor, what it began as and what it will be.
private func editorLines(_ state: MonitorState, _ run: RunTimeline) -> [OverlayLine] {
  let about = run.description
  let numbers = run.editedLayers.map { $0.map(String.init).joined(separator: ", ") }
  let layers = numbers.map { " in layer \($0)" } ?? ""
  let origin = run.editor == about.editor ? "" : ", \(about.editor) at first"
  let line = "\(run.editor)\(layers)\(origin), rounds of \(grouped(about.roundSize)), seed \(about.seed)"
  var lines: [OverlayLine] = [.entry("editor", line)]
  let widths = Dictionary(about.layers.map { ($0.layer, $0.m) }) { first, _ in first }
  let spaces = run.nullSpaces.sorted { $0.key < $1.key }.map { layer, rank in
    "layer \(layer) \(grouped(rank))" + (widths[layer].map { "/\(grouped($0))" } ?? "")
  }
  if !spaces.isEmpty { lines.append(.entry("", "null space: " + spaces.joined(separator: ", "))) }
  if let pending = state.pendingEditor { lines.append(.entry("", "from round \(state.comingRound): \(pending)")) }
  if let clamp = run.clamp, run.editor.setsTargets { lines.append(.entry("clamp", clamp.title)) }
  if run.editor.setsTargets, run.anchor == .nas { lines.append(.entry("anchor", run.anchor.title)) }
  if let pending = state.pendingAnchor { lines.append(.entry("", "from round \(state.comingRound): \(pending.title)")) }
  if let pending = state.pendingClamp { lines.append(.entry("", "from round \(state.comingRound): \(pending.title)")) }
  return lines
}

/// `AlphaEdit, REVIVE filter ON, tau 0.50`.
private func madeBy(_ report: RoundReport) -> String {
  let setting = report.guardSetting
  return report.editor.rawValue
    + (setting.isOn ? ", \(setting.name) ON, \(setting.strengthText)" : ", guard off")
}

/// Samples, times and what is measured by task and by layer.
private func roundLines(_ report: RoundReport, of about: RunDescription, _ state: MonitorState) -> [OverlayLine] {
  let (samples, seconds) = (report.sampled, report.seconds)
  let names = about.tasks + report.scores.tasks.keys.filter { !about.tasks.contains($0) }.sorted()
  let tasks = names.compactMap { name in report.scores.tasks[name].map { OverlayLine.entry(name, "F1 \(share($0))") } }
  let layers = report.layers.flatMap { layer -> [OverlayLine] in
    let update = "kept \(share(layer.kept)), ||dW||/||W|| \(compact(layer.relativeChange))"
    let keys = "key rank \(layer.keyRank.map(compact) ?? "-"), |h0| \(layer.hiddenNorm.map(compact) ?? "-")"
    let similarity = "k \(grouped(layer.k)): LS \(share(layer.ls)) (chance \(about.chance(layer).map(share) ?? "-"))"
    let rest = "SS \(share(layer.ss)), outside \(layer.outsideShare.map(share) ?? "-")"
    let space = layer.nullSpaceRank.flatMap { state.nullSpaceText([layer.layer: $0]) }.map { ", \($0)" } ?? ""
    return [.entry("layer \(layer.layer)", "\(update), \(keys)"), .entry("", "\(similarity), \(rest)\(space)")]
  }
  let values =
    report.values.map { values -> [OverlayLine] in
      [.entry("values", valueText(values) ?? "|v| \(compact(values.norm)), no anchor")]
    } ?? []
  let sizes = [
    counted(samples.edits, "edit"), counted(samples.paraphrases, "paraphrase"),
    counted(samples.neighbours, "neighbour"), counted(samples.perplexityTokens, "token of text"),
    counted(samples.taskItems, "task item"),
  ]
  return [
    .blank, .heading("Round \(grouped(report.round))"),
  ] + (report.round > 0 ? [.entry("made by", madeBy(report))] : []) + [
    .entry(
      "samples",
      report.isPartial
        ? "the round's own edits and the pinned prompts, nothing else yet"
        : sizes.joined(separator: ", ")),
    .entry(
      "seconds",
      "total \(compact(seconds.total)): targets \(compact(seconds.targets)), keys \(compact(seconds.keys)), solve "
        + "\(compact(seconds.solve)), filter \(compact(seconds.filter)), spectra \(compact(seconds.spectra)), "
        + "evaluation \(compact(seconds.evaluation))"),
  ] + values + tasks + layers
}
