import Charts
import RunModel

/// What the screen shows in sentences, under headings: for screen readers and for reports.
package struct ScreenReaderText: Sendable, Equatable {
  package let title: String
  package let sentences: [String]
}

extension MonitorState {
  /// Everything that the screen shows, as it would be told to someone who does not see it.
  package var sentences: [ScreenReaderText] {
    guard let run else { return [ScreenReaderText(title: "Run", sentences: ["\(capitalised(loadingRefusal))."])] }
    let parts = [
      ScreenReaderText(title: "Run", sentences: runSentences(run)),
      ScreenReaderText(title: "Guard", sentences: guardSentences(run)),
      ScreenReaderText(title: "Branches", sentences: branchSentences),
      ScreenReaderText(title: "Changes", sentences: changeSentences),
      ScreenReaderText(title: "Model", sentences: shownRound.map { modelSentences($0, run) } ?? []),
      ScreenReaderText(title: "Weights", sentences: shownRound.map(weightSentences) ?? []),
      ScreenReaderText(title: "Edits", sentences: editSentences(run)),
      ScreenReaderText(title: "Screen", sentences: screenSentences),
    ]
    return parts.filter { !$0.sentences.isEmpty }
  }

  private func runSentences(_ run: RunTimeline) -> [String] {
    let about = run.description
    let layers = about.layers.map { "\($0.layer)" }
    let what = "\(about.model) with \(grouped(about.parameters)) parameters is edited by \(run.editor)"
    let place = "in layer\(layers.count == 1 ? "" : "s") \(listed(layers))"
    var result = [
      "\(what) \(place), in rounds of \(counted(about.roundSize, "edit")), with seed \(about.seed).",
      "\(grouped(run.edits)) of \(grouped(about.editLimit)) edits are done, in \(counted(max(0, run.rounds.count - 1), "round")).",
      "\(capitalised(engineSentence)).",
    ]
    if isHistory, let report = shownRound {
      result.append("The screen looks back at edit \(grouped(report.edits)), after round \(report.round).")
    }
    if let edits = run.collapsedAt, edits <= shownRound?.edits ?? 0 {
      result.append("The model collapsed at edit \(grouped(edits)).")
    }
    let marked = run.markedEdits.map { (edits: $0, words: markWords(at: $0)) }.filter { !$0.words.isEmpty }
    result += marked.map { "At edit \(grouped($0.edits)): \($0.words)." }
    return result
  }

  /// What the engine is doing.
  private var engineSentence: String {
    if engine.isReplay { return "this is a replay: nothing can be edited" }
    if let attachment = engine.attachment { return attachment.sentence }
    if let stopped = engine.stopped { return "the engine has stopped: \(stopped)" }
    if engine.isBusy { return engine.activity?.isRunning == true ? "it is running" : "one more step is being made" }
    if engine.isSurveying { return "it is paused, and measures how every edit stands" }
    if engine.isCatchingUp { return "it is paused, and measures what single steps have left to be measured" }
    if let round = heldRound { return "it is paused in round \(round)" }
    return hasAllEdits ? "all edits are done" : "it is paused"
  }

  private func guardSentences(_ run: RunTimeline) -> [String] {
    let setting = shownRound.flatMap { isHistory ? $0.guardSetting : nil } ?? run.guardSetting
    let state = setting.isOn ? "on" : "off"
    let share =
      setting.kind == .sphere
      ? setting.strengthText
      : "tau is \(fixed(setting.tau, digits: 2)), which protects \(protectedText(setting)) singular values of \(layerTitle)"
    let pending = pendingGuard.map { ["From round \(comingRound) on: \(guardSentence($0))."] } ?? []
    return ["The \(setting.name) is \(state); \(share)."] + pending
  }

  private func modelSentences(_ shown: RoundReport, _ run: RunTimeline) -> [String] {
    let report = scoredRound ?? shown
    let layers = shownLayerNumbers
    let measures: [Measure] = [.efficacy, .argmax, .paraphrase, .neighbourhood, .tasks, .perplexity]
    let values = measures.compactMap { measure in
      measure.value(report, layers: layers).map { "\(measure.name) \(measure.isShare ? share($0) : compact($0))" }
    }
    guard !values.isEmpty else { return [] }
    let sample = "sampled over \(counted(report.sampled.edits, "edit"))"
    var result = ["After \(counted(report.edits, "edit")), \(sample): \(listed(values))."]
    if report.edits < shown.edits {
      result.append("Of the edits up to \(grouped(shown.edits)) since then, each was measured by itself alone.")
    }
    if report.edits > 0, let first = run.rounds.first {
      let before = measures.compactMap { measure in
        measure.value(first, layers: layers).map { "\(measure.name) \(measure.isShare ? share($0) : compact($0))" }
      }
      if !before.isEmpty { result.append("At edit 0: \(listed(before)).") }
    }
    return result
  }

  private func weightSentences(_ report: RoundReport) -> [String] {
    let layers = shownLayerNumbers
    func value(_ measure: Measure) -> Double? { measure.value(report, layers: layers) }
    let norms: [(Measure, String)] = [
      (.weightNorm, "the Frobenius norm"), (.spectralNorm, "the largest singular value"),
    ]
    let grown = norms.compactMap { measure, name in value(measure).map { "\(name) is \(compact($0)) times" } }
    var result = grown.isEmpty ? [] : ["In \(layerTitle), \(listed(grown)) that at edit 0."]
    let likeness = [
      value(.subspaces).map { "LS \(share($0))" }, value(.vectors).map { "SS \(share($0))" },
      value(.coreDrift).map { "core drift \(compact($0))" },
    ].compactMap(\.self)
    if !likeness.isEmpty { result.append("Against the unedited weight: \(listed(likeness)).") }
    return result
  }

  private func editSentences(_ run: RunTimeline) -> [String] {
    let edits = shownRound?.edits ?? 0
    let counts = EditStatus.allCases.compactMap { status -> String? in
      var filter = EditFilter()
      filter.status = status
      let count = run.ledger.references(at: edits, filter: filter).count
      return count == 0 ? nil : "\(grouped(count)) \(status.rawValue)"
    }
    guard !counts.isEmpty else { return [] }
    var result = ["When they were seen last, edits stood so: \(listed(counts))."]
    if let line = chosenLine, case .measured(let outcome, let measurement) = line {
      let prompt = outcome.prompt.replacing("{}", with: outcome.subject)
      result.append(
        "Edit \(grouped(line.index == .max ? line.index : line.index + 1)) is chosen: \"\(prompt)\" was \(outcome.oldObject.trimmed), is to be "
          + "\(outcome.newObject.trimmed); it is \(measurement.status.rawValue), with probability \(share(measurement.probability))."
      )
    }
    return result
  }

  private var screenSentences: [String] {
    let titles = Pane.allCases.filter(wantedPanes.contains).map { "\($0.digit) \($0.title)" }
    let axis = editAxis
    let stretch = "edits \(grouped(clampedInt(axis.lower))) to \(grouped(clampedInt(axis.upper)))"
    let read = readout()
    return [
      "Layout \(panes.preset.rawValue) with panes \(listed(titles)); \(panes.focus.title) has the focus"
        + (panes.isExpanded ? " and the whole screen." : "."),
      "Charts show \(stretch)" + (charts.window.follows ? " and follow the newest." : ".") + " Theme \(theme.name).",
    ] + (read.isEmpty ? [] : ["Under the crosshair: \(read.joined(separator: ", "))."])
  }

  private func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  /// `a, b and c`.
  private func listed(_ words: [String]) -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
  }
}

/// The sentences as the lines of an overlay.
func descriptionLines(_ state: MonitorState) -> [OverlayLine] {
  state.sentences.flatMap { part in [.heading(part.title)] + part.sentences.map { .text($0) } + [.blank] }
    .dropLast()
}
