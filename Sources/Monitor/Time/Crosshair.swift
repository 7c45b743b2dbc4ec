import Cells
import Charts
import RunModel

/// A thin line through all charts over edits. Every pane shows the moment that it stands on, and the last row of the screen
/// says what was measured there, so that nothing moves when it comes or goes.
extension MonitorState {
  /// The round under the crosshair.
  package var crosshairRound: RoundReport? {
    guard let crosshair = charts.crosshair, let rounds = run?.rounds, rounds.indices.contains(crosshair) else {
      return nil
    }
    return rounds[crosshair]
  }

  /// Moves the crosshair, or puts it where one looks: on the moment shown, else at the newest round in sight. A step is a
  /// round, or as many as it takes to be seen.
  mutating func moveCrosshair(by direction: Int) {
    guard let rounds = run?.rounds, !rounds.isEmpty else { return }
    let axis = editAxis
    guard let place = charts.crosshair else {
      let last = rounds.last { Double($0.edits) <= axis.upper }
      let start = isHistory ? shownIndex : rounds.firstIndex { $0.edits == last?.edits }
      cross(at: start ?? rounds.count - 1)
      return
    }
    let step = (axis.upper - axis.lower) / 160
    let start = Double(rounds[place].edits)
    var next = place + direction
    while rounds.indices.contains(next + direction), abs(Double(rounds[next].edits) - start) < step {
      next += direction
    }
    cross(at: max(0, min(next, rounds.count - 1)))
  }

  /// Puts the crosshair on a round, in sight.
  private mutating func cross(at index: Int) {
    guard let rounds = run?.rounds, rounds.indices.contains(index) else { return }
    playback.stop()
    charts.crosshair = index
    reveal(rounds[index].edits)
    updateAxes()
  }

  /// Every pane shows the moment again that it showed before the crosshair came.
  mutating func leaveCrosshair() {
    charts.crosshair = nil
    updateAxes()
  }

  /// Everything that was measured at the crosshair, what tells most first; empty without one.
  func readout() -> [String] {
    guard let report = crosshairRound, let run else { return [] }
    let layers = shownLayerNumbers
    let scored = charts.crosshair.flatMap { run.scored(by: $0) } ?? report
    func value(_ measure: Measure, _ name: String, _ format: (Double) -> String) -> String? {
      let line = MeasureSeries.Line(measure, layer: shownLayerNumber)
      let source = measure.isLayered ? report : scored
      let point = series.track(line).last(by: Double(source.edits))
      guard measure.value(source, layers: layers) != nil, let point else { return nil }
      return "\(name)\(format(point.y))\(ageMark(source, beside: report))"
    }
    let setting = report.guardSetting
    let guardWords = setting.isOn ? "\(setting.kind.shortTitle) on" : "guard off"
    let made = "round \(report.round)" + (report.round > 0 ? "  \(report.editor)  \(guardWords)" : "")
    let scores = [
      value(.efficacy, "efficacy ", share), value(.argmax, "argmax ", share), value(.paraphrase, "paraphrase ", share),
      value(.neighbourhood, "neighbourhood ", share), value(.tasks, "tasks ", share),
      value(.perplexity, "perplexity ", compact),
    ]
    let spectra = [
      value(.subspaces, "LS ", share), value(.vectors, "SS ", share), value(.coreDrift, "core drift ", compact),
      value(.weightNorm, "||W|| x", compact), value(.spectralNorm, "sigma_1 x", compact),
      value(.hiddenNorm, "|h0| x", compact), value(.valueNorm, "|v| x", compact),
    ]
    let last = run.ledger.lines(at: report.edits, skipping: 0, count: 1).first
    return (["edit \(grouped(report.edits))"] + scores + spectra + [made]).compactMap(\.self)
      + [last.flatMap { line in editWords(line) }].compactMap(\.self)
  }

  /// `Lyon → Japan (held, p 0.94)`.
  private func editWords(_ line: EditLine) -> String? {
    guard case .measured(let outcome, let measurement) = line else { return nil }
    return "\(outcome.subject) \(environment.glyphs.arrow) \(outcome.newObject.trimmed) "
      + "(\(measurement.status.rawValue), p \(share(measurement.probability)))"
  }

  /// Puts the crosshair on the round that ended nearest to an edit count.
  mutating func cross(near edits: Double) {
    guard let rounds = run?.rounds, !rounds.isEmpty else { return }
    let nearest = rounds.indices.min {
      abs(Double(rounds[$0].edits) - edits) < abs(Double(rounds[$1].edits) - edits)
    }
    if let nearest { cross(at: nearest) }
  }
}

/// The read-out of the crosshair in the row of hints, as much as there is room for, and the keys that go on from it.
func drawReadout(_ state: MonitorState, _ palette: Palette, clip: Rect, into buffer: inout CellBuffer) {
  buffer.fill(clip, with: Cell(" ", style: palette.readout))
  let keys = clip.width >= 76 ? "Enter stays  Esc leaves " : "Esc leaves "
  let end = clip.maxX - displayWidth(of: keys)
  var x = clip.x + 1
  for part in state.readout() {
    guard x + displayWidth(of: part) + 2 <= end else { break }
    x = buffer.write(part, x: x, y: clip.y, style: palette.readout, clip: clip) + 2
  }
  buffer.write(keys, x: end, y: clip.y, style: palette.readout, clip: clip)
}
