import Cells
import Charts

/// Singular values by index, both logarithmic: at the moment shown, over those of the unedited weight and those at the last
/// change of the guard. The protected indices i <= k are shaded. Or each as a ratio to edit 0, where a healthy weight is flat.
func drawSpectrum(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  let original = state.shownSpectrum(round: nil)
  let now = state.shownSpectrum(round: state.shownIndex)
  let spectrumAxis = state.charts.axes[state.charts.showsRatios ? .growth : .spectrum]
  var chart = LineChart(
    x: Axis(.log, 1, Double(max(2, original.count))), y: spectrumAxis, glyphs: state.environment.glyphs,
    style: palette.chart(.spectrum))
  chart.xTitle = "index"
  chart.showsTagsOnLines = palette.linesNeedTags || state.environment.glyphs == .ascii
  chart.series = spectrumLines(state, original: original, now: now, palette)
  chart.hasFloor = chart.series.contains { line in line.track.points.contains { $0.y < spectrumAxis.lower } }
  let k = state.shownProtectedCount
  if k > 0 {
    chart.bands = [
      ChartBand(lower: 1, upper: Double(k), background: palette.bandTint, style: palette.guardOn)
    ]
    chart.rules = [ChartRule(x: Double(k), notes: [["k \(k)"]], style: palette.guardOn)]
  }
  let detail = state.charts.showsRatios ? "\(state.layerTitle), ratio to edit 0" : state.layerTitle
  frame.draw(
    palette, detail: detail, notes: notes(original: original, now: now, k: k, chart.series), into: &buffer)
  chart.draw(
    in: frame.inner, columns: ChartColumns(width: frame.inner.width, nameWidth: 8), axisRow: frame.bottom,
    into: &buffer)
}

private func spectrumLines(
  _ state: MonitorState, original: [Double], now: [Double], _ palette: Palette
) -> [LineSeries] {
  let moment = state.isHistory ? "at \(grouped(state.shownRound?.edits ?? 0))" : "now"
  func values(_ spectrum: [Double]) -> [Double] {
    state.charts.showsRatios ? zip(spectrum, original).map(ratio) : spectrum
  }
  var lines = [spectrumLine(values(now), name: moment, tag: "n", style: palette.series(0), priority: 2)]
  if let index = state.ghostIndex, let edits = state.run?.rounds[index].edits {
    let ghost = values(state.shownSpectrum(round: index))
    lines.append(spectrumLine(ghost, name: "at \(grouped(edits))", tag: "g", style: palette.toggleGhost, priority: 1))
  }
  lines.append(spectrumLine(values(original), name: "edit 0", tag: "0", style: palette.ghost, priority: 0))
  return lines
}

/// What one singular value has become of another; 1 where both are 0.
private func ratio(_ now: Double, _ before: Double) -> Double {
  now == before ? 1 : before == 0 ? .infinity : now / before
}

private func spectrumLine(
  _ values: [Double], name: String, tag: Character, style: Style, priority: Int
) -> LineSeries {
  let points = values.enumerated().map { ChartPoint(x: Double($0.offset + 1), y: $0.element) }
  return LineSeries(name: name, tag: tag, style: style, points: points, priority: priority, anchor: values.last)
}

private func notes(original: [Double], now: [Double], k: Int, _ series: [LineSeries]) -> [String] {
  let broken = brokenNote(series)
  guard let top = now.first, let first = original.first else { return [broken] }
  let sigma = "sigma_1 \(compact(top))"
  let ratio = first > 0 ? " (x\(compact(top / first)))" : ""
  let lead = broken.isEmpty ? "" : broken + "  "
  return [
    lead + sigma + ratio + "  protected i <= \(k) of \(original.count)", lead + sigma + ratio, lead + sigma, broken,
  ]
}

extension MonitorState {
  /// The round at which the guard was changed last before the moment shown.
  var ghostIndex: Int? {
    guard let run, let shown = shownIndex else { return nil }
    let moment = run.rounds[shown].edits
    return run.marks.last { $0.guardStep != nil && $0.edits < moment }.flatMap { run.lastRound(by: $0.edits) }
  }

  /// The shown spectrum of a round against that of edit 0.
  func spectrumRatios(round index: Int?) -> [Double] {
    zip(shownSpectrum(round: index), shownSpectrum(round: nil)).map(ratio)
  }

  /// k of the shown layers at the moment shown, rounded when their mean is shown.
  var shownProtectedCount: Int {
    guard let run else { return 0 }
    // At the newest round the band follows the setting that is coming, so that turning tau is seen at once.
    if isHistory, let report = shownRound, let k = report.mean(over: shownLayerNumbers, { Double($0.k) }) {
      return clampedInt(k)
    }
    let counts = shownLayers.map { coming.protectedCount(spectrum: run.description.layers[$0].spectrum) }
    return counts.isEmpty ? 0 : counts.reduce(0, +) / counts.count
  }
}
