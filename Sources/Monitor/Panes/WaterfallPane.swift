import Cells
import Charts

/// How much every singular value has grown or shrunk since edit 0, over edits: rows are indices on a logarithmic axis with the
/// largest value at the top, colours log2 of the ratio.
func drawWaterfall(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  let glyphs = state.environment.glyphs
  frame.draw(
    palette, detail: state.layerTitle,
    notes: [
      "log2 of sigma_i / sigma_i at edit 0, strongest of each stretch", "log2 sigma / sigma at edit 0", "log2 ratio",
    ],
    into: &buffer)
  let columns = state.timeColumns(width: frame.inner.width)
  let plot = LineChart.plot(in: frame.inner, columns: columns)
  guard !plot.isEmpty, let growth = state.shownGrowth else { return }
  let (limit, since) = growth.limit(by: state.run?.edits ?? 0)
  let map = HeatMap(ramp: palette.heat(glyphs, limit: limit))
  let axis = state.editAxis.snapped(columns: plot.width)
  let cell = (axis.upper - axis.lower) * 2 / Double(max(1, 2 * plot.width - 1))
  map.draw(
    in: plot,
    column: { column in
      // A column holds two dots of the charts above and below it, each of which begins half a dot before its place.
      let start = axis.lower + (Double(column) - 0.25) * cell
      return growth.growth(from: start, to: start + cell, rows: plot.height * 2)
    }, into: &buffer)
  drawWaterfallAxes(state, palette, frame, columns, rescaledAt: since, limit: limit, into: &buffer)
  if columns.legend == .full || columns.legend == .tagAndValue {
    let bar = Rect(x: plot.maxX + 1, y: plot.y, width: columns.legendWidth - 1, height: plot.height)
    map.drawBar(in: bar, labels: barLabels(columns.legend == .full, limit: limit), style: palette.label, into: &buffer)
  }
}

/// What the colours of the bar mean, as growth.
private func barLabels(_ isWide: Bool, limit: Double) -> [(value: Double, text: String)] {
  let (power, times) = (clampedInt(limit), 1 << clampedInt(limit))
  return isWide
    ? [(limit, "+\(power)  x\(times) or more"), (0, " 0  as at edit 0"), (-limit, "-\(power)  x1/\(times) or less")]
    : [(limit, "x\(times)"), (0, "x1"), (-limit, "x1/\(times)")]
}

/// The indices at the left, the edits below, and over the picture the rules of changes.
private func drawWaterfallAxes(
  _ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, _ columns: ChartColumns, rescaledAt since: Int?,
  limit: Double, into buffer: inout CellBuffer
) {
  let count = Double(max(2, state.shownSpectrum(round: nil).count))
  var chart = state.timeChart(.waterfall, Axis(.log, 1, count), palette)
  for index in chart.bands.indices { chart.bands[index].background = nil }
  chart.hasFlags = false
  if let since {
    // Where a value first was beyond what the colours reached before.
    let before = 1 << clampedInt(SpectralHistory.limits.last { $0 < limit } ?? limit)
    chart.rules.append(
      ChartRule(
        x: Double(since), place: grouped(since), notes: [["colours past x\(before)", ">x\(before)"]],
        style: palette.label))
  }
  // The axis runs upwards, indices downwards.
  chart.valueTicks = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000].filter { $0 <= count }
    .map { Tick(value: count / $0, label: "\(clampedInt($0))") }
  let k = Double(state.shownProtectedCount)
  if k >= 1, k <= count { chart.valueTicks?.insert(Tick(value: count / k, label: "k \(clampedInt(k))"), at: 0) }
  chart.draw(in: frame.inner, columns: columns, axisRow: frame.bottom, into: &buffer)
}

extension MonitorState {
  /// The growth of the shown layer's spectrum, or of the mean one.
  var shownGrowth: SpectralHistory? {
    guard let growth = run?.growth else { return nil }
    switch charts.layer {
    case .one(let position): return growth.indices.contains(position) ? growth[position] : nil
    case .mean: return growth.last
    }
  }
}
