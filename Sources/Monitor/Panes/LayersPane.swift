import Cells
import Charts
import Foundation

/// Every edited layer in a row: its norms and drift over edits as sparklines, with the values at the moment shown. One scale
/// for all layers, so that they can be compared.
func drawLayers(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  let rows = layerRows(state)
  frame.draw(
    palette, detail: "", notes: ["log scale, one for all layers; v chooses", "v chooses"], into: &buffer)
  let area = frame.inner
  guard !rows.isEmpty, area.width >= 24, area.height >= 2 else { return }
  let table = LayerTable(area: area, count: area.width >= 96 ? 4 : area.width >= 60 ? 3 : area.width >= 40 ? 2 : 1)
  table.drawHeadings(palette, into: &buffer)
  let chosen = state.shownLayers.first ?? 0
  let first = max(0, min(chosen - (area.height - 1) / 2, rows.count - (area.height - 1)))
  for (offset, row) in rows.dropFirst(first).prefix(area.height - 1).enumerated() {
    table.draw(row, state, palette, y: area.y + 1 + offset, into: &buffer)
  }
}

/// A layer as the pane and the list of layers show it.
struct LayerRow {
  /// Place in the run's description; nil for the mean.
  var position: Int?
  var title: String
  var isShown: Bool

  func line(_ measure: Measure, _ state: MonitorState) -> MeasureSeries.Line {
    let layers = state.run?.description.layers ?? []
    // With one layer its lines are the mean's.
    guard let position, layers.count > 1, layers.indices.contains(position) else { return .init(measure) }
    return .init(measure, layer: layers[position].layer)
  }
}

/// The layers in their order.
func layerRows(_ state: MonitorState) -> [LayerRow] {
  (state.run?.description.layers ?? []).enumerated().map { position, layer in
    LayerRow(position: position, title: "\(layer.layer)", isShown: state.shownLayers.contains(position))
  }
}

extension MonitorState {
  /// A measure of a layer as a sparkline over the window, on the scale of all layers, and its value at the moment shown.
  func sparkline(_ measure: Measure, of row: LayerRow, width: Int) -> (line: String, value: String) {
    let axis = editAxis
    let isLog = measure != .subspaces && measure != .vectors
    // Logarithms below a thousandth say nothing more.
    func scaled(_ value: Double) -> Double { isLog ? log10(max(1e-3, value)) : value }
    let bounds = layerRows(self).compactMap {
      series.track($0.line(measure, self)).bounds(from: axis.lower, through: axis.upper)
    }
    let low = bounds.map { scaled($0.lowerBound) }.min() ?? 0
    let high = bounds.map { scaled($0.upperBound) }.max() ?? 1
    let track = series.track(row.line(measure, self))
    let values = track.sampled(from: axis.lower, through: axis.upper, columns: width)
      .map { value in value.map { $0.isFinite ? scaled($0) : $0 } }
    let now = track.last(by: Double(shownRound?.edits ?? 0))?.y
    let text = now.map { isLog ? compact($0) : share($0) } ?? "-"
    return (environment.glyphs.sparkline(values, in: isLog ? low...max(low + 0.05, high) : 0...1), text)
  }
}

private struct LayerTable {
  let area: Rect
  /// Measures that fit beside each other.
  let count: Int

  private static let measures: [(measure: Measure, title: String)] = [
    (.weightNorm, "||W|| x"), (.coreDrift, "core drift"), (.subspaces, "LS"), (.spectralNorm, "sigma_1 x"),
  ]
  private static let labelWidth = 7
  private static let valueWidth = 6

  /// Columns of one measure, with its value and a gap.
  private var width: Int { (area.width - LayerTable.labelWidth) / count }

  func drawHeadings(_ palette: Palette, into buffer: inout CellBuffer) {
    buffer.write("layer", x: area.x + 1, y: area.y, style: palette.faint, clip: area)
    for (index, entry) in LayerTable.measures.prefix(count).enumerated() {
      buffer.write(
        entry.title, x: area.x + LayerTable.labelWidth + index * width, y: area.y, style: palette.faint, clip: area)
    }
  }

  func draw(_ row: LayerRow, _ state: MonitorState, _ palette: Palette, y: Int, into buffer: inout CellBuffer) {
    let mark = row.isShown ? ">" : " "
    buffer.write(mark + row.title, x: area.x, y: y, style: row.isShown ? palette.key : palette.text, clip: area)
    for (index, entry) in LayerTable.measures.prefix(count).enumerated() {
      let x = area.x + LayerTable.labelWidth + index * width
      let spark = state.sparkline(entry.measure, of: row, width: max(0, width - LayerTable.valueWidth - 2))
      buffer.write(spark.line, x: x, y: y, style: palette.series(index), clip: area)
      // Beside the end of the line, which may come before the window's.
      let end = x + spark.line.reversed().drop { $0 == " " }.count + 1
      buffer.write(spark.value, x: end, y: y, style: palette.text, clip: area)
    }
  }
}
