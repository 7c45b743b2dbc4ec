import Cells
import RunModel

/// A chart of a run as it looks outside of the screen.
package struct ChartPicture: Sendable {
  /// `quality`, `norms-layer-5` or `norms-mean`.
  package let name: String
  package let cells: CellBuffer
}

extension MonitorState {
  /// Every chart that the monitor has, as it stands at the newest round: one for each layer, and one of their mean where
  /// there are several. The first row says what the run is.
  package func chartPictures(size: Size) -> [ChartPicture] {
    guard run != nil else { return [] }
    var state = self
    // No chart has the focus, and none looks back.
    state.panes.focus = .edits
    state.playback.scrub = nil
    state.showMoment()
    (state.charts.crosshair, state.charts.window) = (nil, EditWindow())
    return layerChoices.flatMap { name, layer in
      state.show(layer)
      let panes = Pane.allCases.filter { $0.isChart && ($0.isByLayer || layer == layerChoices.first?.layer) }
      return panes.map { pane in
        ChartPicture(
          name: pane.isByLayer ? "\(pane.title)-\(name)" : pane.title, cells: state.picture(of: pane, size: size))
      }
    }
  }

  private var layerChoices: [(name: String, layer: LayerChoice)] {
    let layers = run?.description.layers ?? []
    return layers.enumerated().map { ("layer-\($0.element.layer)", .one($0.offset)) }
      + (layers.count == 1 ? [] : [("mean", .mean)])
  }

  private func picture(of pane: Pane, size: Size) -> CellBuffer {
    let palette = Palette(theme: theme, hasColor: environment.hasColor)
    var buffer = CellBuffer(size: size, fill: Cell(" ", style: palette.ground))
    drawHeader(self, palette, width: size.width, isLive: false, into: &buffer)
    drawPane(
      pane, in: Rect(x: 0, y: 1, width: size.width, height: max(0, size.height - 1)), self, palette, into: &buffer)
    return buffer
  }
}
