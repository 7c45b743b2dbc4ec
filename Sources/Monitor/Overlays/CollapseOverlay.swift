import Cells
import Charts
import RunModel

/// How near the run is to collapse: every signal at the moment shown, with its threshold and how much of the way there is
/// gone.
func collapseLines(_ state: MonitorState) -> [OverlayLine] {
  guard let run = state.run, let report = state.shownRound else { return [.entry("state", state.loadingRefusal)] }
  let words = state.isHistory ? nil : run.detector.alarmWords
  let verdict = words ?? (state.collapseTitle.isEmpty ? "nothing to tell it by is measured" : state.collapseTitle)
  let others = CollapseSignal.allCases.filter { !CollapseSignal.alarms.contains($0) }
  return [.entry("state", verdict), .blank, .heading("The alarm: any of these")]
    + CollapseSignal.alarms.map { signalLine($0, after: report, of: run, state) }
    + [.blank, .heading("Signs beside it, which raise no alarm")]
    + others.map { signalLine($0, after: report, of: run, state) } + [
      .blank,
      .entry(
        "note",
        "The thresholds are this program's; no paper names any. LS and SS can fall long before anything is lost."),
    ]
}

/// `[####------]  41 %  0.87, 0.98 at first, threshold 0.78`.
private func signalLine(
  _ signal: CollapseSignal, after report: RoundReport, of run: RunTimeline, _ state: MonitorState
) -> OverlayLine {
  // Scores may be older than the weights.
  let measured = [report, state.scoredRound].compactMap(\.self).lazy.compactMap { round in
    run.detector.standing(of: signal, after: round).map { (standing: $0, round: round) }
  }
  guard let (standing, round) = measured.first else { return .entry(signal.rawValue, "not measured") }
  let (full, empty) = state.environment.glyphs.meter(standing.progress, width: 10)
  let percent = "\(clampedInt((standing.progress * 100).rounded(.down)))"
  var text = "\(full)\(empty) \(String(repeating: " ", count: max(0, 3 - percent.count)))\(percent) %  "
  text +=
    "\(compact(standing.value)), \(compact(standing.reference)) at first, threshold \(compact(standing.threshold))"
    + state.ageMark(round, beside: report)
  if case .at(let edits) = run.detector.finding(signal), edits <= report.edits { text += ", seen at \(grouped(edits))" }
  return .entry(signal.rawValue, text)
}

extension MonitorState {
  /// The thresholds of signals, to be drawn where their measures are. What is relative to edit 0, or to its first value, has
  /// its threshold in the same terms. Signals with one threshold share its line.
  func thresholds(_ signals: [CollapseSignal], _ palette: Palette) -> [ChartThreshold] {
    guard let run else { return [] }
    let detector = run.detector
    var places: [Double: [CollapseSignal]] = [:]
    for signal in signals {
      // Signals of weights are means over layers: beside the line of one layer their threshold would tell something untrue.
      if signal.charted.isLayered, shownLayers.count < run.description.layers.count { continue }
      guard let threshold = detector.threshold(of: signal) else { continue }
      places[signal == .hidden ? signal.threshold(from: 1) : threshold, default: []].append(signal)
    }
    return places.sorted { $0.key < $1.key }.map { place, signals in
      let isAlarm = signals.contains(where: CollapseSignal.alarms.contains)
      let tags = signals.map { String($0.charted.tag) }.joined(separator: " ")
      return ChartThreshold(
        y: place, words: "\(tags) \(isAlarm ? "alarm" : "sign")",
        style: isAlarm ? palette.faded(palette.alarm) : palette.divider)
    }
  }

  /// The gauge in a few words: `way to collapse 62 % (tasks)`, in short `to alarm 62 % (tasks)`, or `collapsed at 1,300
  /// (tasks)`; empty when nothing tells.
  var collapseTitle: String { collapseTitle(isShort: false) }

  func collapseTitle(isShort: Bool) -> String {
    guard let run, let report = shownRound else { return "" }
    if let alarm = run.detector.alarm, alarm.edits <= report.edits {
      return "collapsed at \(grouped(alarm.edits)) (\(alarm.signal.rawValue))"
    }
    guard let scored = scoredRound, scored.round > 0, let (signal, progress) = run.detector.nearest(after: scored)
    else {
      return ""
    }
    return
      "\(isShort ? "to alarm" : "way to collapse") \(clampedInt((progress * 100).rounded(.down))) % (\(signal.rawValue))"
      + ageMark(scored, beside: report)
  }

  /// Why one cannot edit until collapse; nil when one can.
  var collapseRefusal: String? {
    editingRefusal ?? run?.collapsedAt.map { "the run has collapsed at edit \(grouped($0)) already" }
  }

  /// Edits until a signal raises the alarm.
  mutating func runUntilCollapse() -> [Effect] {
    engine.run()
    footer.say(.info, "editing until \(CollapseSignal.alarms.map(\.title).joined(separator: " or "))")
    return [.send(.run(until: .collapse(by: nil)))]
  }
}
