import Cells
import Charts
import RunModel

/// A thin line through all charts over edits, with what was measured there. It changes nothing else: the panes go on
/// showing the run.
extension MonitorState {
  /// The round under the crosshair.
  package var crosshairRound: RoundReport? {
    guard let crosshair = charts.crosshair, let rounds = run?.rounds, rounds.indices.contains(crosshair) else {
      return nil
    }
    return rounds[crosshair]
  }

  /// The round that printed values are of: under the crosshair, else the one that is shown.
  var readRound: RoundReport? { crosshairRound ?? shownRound }

  /// Moves the crosshair, or puts it where one looks: on the moment shown, else at the newest round in sight. A step is a
  /// round, or as many as it takes to be seen.
  mutating func moveCrosshair(by direction: Int) {
    guard let rounds = run?.rounds, !rounds.isEmpty else { return }
    let axis = editAxis
    guard let place = charts.crosshair else {
      let last = rounds.last { Double($0.edits) <= axis.upper }
      let start = isHistory ? shownIndex : rounds.firstIndex { $0.edits == last?.edits }
      charts.crosshair = start ?? rounds.count - 1
      reveal(rounds[charts.crosshair ?? 0].edits)
      return
    }
    let step = (axis.upper - axis.lower) / 160
    let start = Double(rounds[place].edits)
    var next = place + direction
    while rounds.indices.contains(next + direction), abs(Double(rounds[next].edits) - start) < step {
      next += direction
    }
    charts.crosshair = max(0, min(next, rounds.count - 1))
    reveal(rounds[charts.crosshair ?? 0].edits)
  }

  /// Everything that was measured at the crosshair, in parts that belong together; empty without one.
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
    let head = [
      "edit \(grouped(report.edits))", "round \(report.round)",
      report.round > 0 ? report.editor.rawValue : nil,
      report.round > 0 ? (report.guardSetting.isOn ? "\(report.guardSetting.kind.shortTitle) on" : "guard off") : nil,
    ]
    let scores = [
      value(.efficacy, "efficacy ", share), value(.argmax, "argmax ", share), value(.paraphrase, "paraphrase ", share),
      value(.neighbourhood, "neighbourhood ", share), value(.tasks, "tasks ", share),
      value(.perplexity, "perplexity ", compact),
    ]
    let spectra = [
      value(.subspaces, "LS ", share), value(.vectors, "SS ", share), value(.coreDrift, "core drift ", compact),
      value(.weightNorm, "||W|| x", compact), value(.spectralNorm, "sigma_1 x", compact),
      value(.hiddenNorm, "|h0| x", compact),
    ]
    let last = run.ledger.lines(at: report.edits, skipping: 0, count: 1).first
    return (head + scores + spectra).compactMap(\.self)
      + [last.flatMap { line in editWords(line) }].compactMap(\.self)
  }

  /// `Lyon → Japan (held, p 0.94)`.
  private func editWords(_ line: EditLine) -> String? {
    guard case .measured(let outcome, let measurement) = line else { return nil }
    return "\(outcome.subject) \(environment.glyphs.arrow) \(outcome.newObject.trimmed) "
      + "(\(measurement.status.rawValue), p \(share(measurement.probability)))"
  }

  /// The read-out in rows of a screen, at most three.
  func readoutRows(width: Int) -> [String] {
    var rows: [String] = []
    for part in readout() {
      if let last = rows.last, displayWidth(of: last) + displayWidth(of: part) + 2 <= width - 2 {
        rows[rows.count - 1] = last + "  " + part
      } else {
        rows.append(part)
      }
    }
    return Array(rows.prefix(3))
  }

  /// Rows that the read-out takes on a screen.
  func readoutHeight(size: Size) -> Int {
    guard charts.crosshair != nil, size.height >= 8 else { return 0 }
    return min(readoutRows(width: size.width).count, max(1, (size.height - 8) / 5))
  }

  /// Puts the crosshair on the round that ended nearest to an edit count.
  mutating func cross(near edits: Double) {
    guard let rounds = run?.rounds, !rounds.isEmpty else { return }
    charts.crosshair = rounds.indices.min {
      abs(Double(rounds[$0].edits) - edits) < abs(Double(rounds[$1].edits) - edits)
    }
  }
}

/// The read-out of the crosshair in the rows above the line of hints.
func drawReadout(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
  let rows = state.readoutHeight(size: buffer.size)
  let lines = state.readoutRows(width: buffer.size.width).prefix(rows)
  let top = buffer.size.height - 1 - rows
  let area = Rect(x: 0, y: top, width: buffer.size.width, height: rows)
  buffer.fill(area, with: Cell(" ", style: palette.readout))
  for (offset, line) in lines.enumerated() {
    buffer.write(
      clipped(line, to: area.width - 2, state.environment.glyphs), x: 1, y: top + offset, style: palette.readout,
      clip: area)
  }
}
