import Cells
import Charts

/// Choosing the layer that panes show, with what became of each.
extension MonitorState {
  mutating func openLayers() {
    switch layer {
    case .mean: overlay = .layers(selected: 0)
    case .one(let position): overlay = .layers(selected: position + 1)
    }
  }

  /// What a key does to the list of layers; nil when the key keeps its own meaning.
  mutating func pickLayer(with key: Key, from selected: Int) -> [Effect]? {
    let count = (run?.description.layers.count ?? 0) + 1
    switch key {
    case .enter:
      overlay = nil
      show(layer: selected == 0 ? .mean : .one(selected - 1))
    case .character("v"): overlay = .layers(selected: (selected + 1) % count)
    case .home: overlay = .layers(selected: 0)
    case .end: overlay = .layers(selected: count - 1)
    default: return nil
    }
    return []
  }

  mutating func moveLayer(by rows: Int, from selected: Int) {
    overlay = .layers(selected: max(0, min(selected + rows, run?.description.layers.count ?? 0)))
  }

  mutating func show(layer choice: LayerChoice) {
    show(choice)
    say(.info, "panes show \(layerTitle)")
  }
}

/// The list of layers.
func layerPicker(_ state: MonitorState, selected: Int) -> Picker {
  let mean = LayerRow(position: nil, title: "mean", isShown: state.layer == .mean)
  let rows = ([mean] + layerRows(state)).map { row in
    let isChosen = row.position.map { state.layer == .one($0) } ?? row.isShown
    let norm = state.sparkline(.weightNorm, of: row, width: 16)
    let drift = state.sparkline(.coreDrift, of: row, width: 16)
    return Picker.Row(
      mark: isChosen ? "*" : "", name: row.position == nil ? "mean" : "layer \(row.title)",
      text: "||W|| x\(padded(norm.value)) \(norm.line)  core drift \(padded(drift.value)) \(drift.line)")
  }
  return Picker(
    title: "layer", rows: rows, selected: selected, note: "* shown; sparklines over the window of the charts")
}

/// A number as wide as all of them.
private func padded(_ text: String) -> String {
  text + String(repeating: " ", count: max(0, 6 - displayWidth(of: text)))
}
