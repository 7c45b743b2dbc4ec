import Cells
import Charts

/// Choosing the layer that panes show, with what became of each.
extension MonitorState {
  mutating func openLayers() {
    switch charts.layer {
    case .mean: open(.layers)
    case .one(let position): open(.layers, at: position + 1)
    }
  }

  var layerList: ListPicker {
    let mean = LayerRow(position: nil, title: "mean", isShown: charts.layer == .mean)
    return ListPicker(
      "layer", of: [mean] + layerRows(self), note: "* shown; sparklines over the window of the charts",
      next: .character("v")
    ) { row in
      let isChosen = row.position.map { charts.layer == .one($0) } ?? row.isShown
      let norm = sparkline(.weightNorm, of: row, width: 16)
      let drift = sparkline(.coreDrift, of: row, width: 16)
      return ListPicker.Row(
        mark: isChosen ? "*" : "", name: row.position == nil ? "mean" : "layer \(row.title)",
        text: "||W|| x\(padded(norm.value)) \(norm.line)  core drift \(padded(drift.value)) \(drift.line)", word: "")
    } take: { state, row in
      state.chooseLayer(row.position.map { .one($0) } ?? .mean)
      return []
    }
  }

  /// Shows a layer, and says so.
  mutating func chooseLayer(_ layer: LayerChoice) {
    show(layer)
    footer.say(.info, "panes show \(layerTitle)")
  }
}

/// A number as wide as all of them.
private func padded(_ text: String) -> String {
  text + String(repeating: " ", count: max(0, 6 - displayWidth(of: text)))
}
