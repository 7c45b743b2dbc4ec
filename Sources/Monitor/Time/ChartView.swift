import Charts

/// Which layer charts show.
package enum LayerChoice: Sendable, Equatable {
  /// The layer at this place of the run's description.
  case one(Int)
  case mean
}

/// What the charts show of a run, and how.
package struct ChartView: Sendable, Equatable {
  /// The layer that panes show.
  package var layer = LayerChoice.one(0)
  /// The stretch of edits that charts over edits show.
  package var window = EditWindow()
  /// The round under the crosshair; nil without one.
  package var crosshair: Int?
  /// The pane in whose chart the mouse moves the crosshair, from the press on.
  var dragged: Pane?
  /// Whether singular values are shown as ratios to edit 0.
  package var showsRatios = false
  /// How far lines over edits are smoothed.
  package var smoothing = Smoothing.off
  /// Value axes that follow the data.
  package var axes = ValueAxes()

  package init() {}

  /// Brings the crosshair to a round that is there; rounds that were taken back leave nothing to see in a window beyond them.
  mutating func clamp(toRounds count: Int, edits: Int) {
    if let range = window.range, range.lowerBound > Double(edits) { window = EditWindow() }
    if let place = crosshair { crosshair = count > 0 ? max(0, min(place, count - 1)) : nil }
  }
}

extension MonitorState {
  /// The places of the layers that the panes show, in the run's description.
  var shownLayers: [Int] {
    let count = run?.description.layers.count ?? 0
    switch charts.layer {
    case .one(let position): return (0..<count).contains(position) ? [position] : []
    case .mean: return Array(0..<count)
    }
  }

  /// The numbers of the shown layers.
  var shownLayerNumbers: [Int] { shownLayers.compactMap { run?.description.layers[$0].layer } }

  /// The number of the layer whose lines are shown; nil for the mean.
  var shownLayerNumber: Int? {
    guard case .one = charts.layer, (run?.description.layers.count ?? 0) > 1 else { return nil }
    return shownLayerNumbers.first
  }

  /// `layer 5` or `mean of 5 layers`.
  var layerTitle: String {
    guard let layers = run?.description.layers, !layers.isEmpty else { return "" }
    switch charts.layer {
    case .one(let position): return layers.indices.contains(position) ? "layer \(layers[position].layer)" : ""
    case .mean: return "mean of \(layers.count) layers"
    }
  }

  /// Singular values of the shown layers after a round, their mean by index when there are several.
  func shownSpectrum(round index: Int?) -> [Double] {
    guard let run else { return [] }
    let spectra = shownLayers.map { position in
      index.map { run.spectrum(position: position, round: $0) } ?? run.description.layers[position].spectrum
    }
    return spectra.count == 1 ? spectra[0].map(Double.init) : meanSpectrum(spectra).map(Double.init)
  }

  /// Shows a layer, or their mean, with axes that fit it.
  package mutating func show(_ layer: LayerChoice) {
    charts.layer = layer
    resetAxes()
  }

  mutating func setSmoothing(_ smoothing: Smoothing) {
    charts.smoothing = smoothing
    smoothBehind(smoothing)
    changeBranches { branches in
      for place in branches.views.indices { branches.views[place].series.smooth(smoothing) }
    }
  }

  /// Smooths lines, and says how far.
  mutating func smooth(_ smoothing: Smoothing) {
    setSmoothing(smoothing)
    switch smoothing {
    case .off: footer.say(.info, "lines as they were measured")
    case .light:
      footer.say(.info, "lines smoothed over some 5 rounds, with the raw ones behind; numbers are never smoothed")
    case .strong:
      footer.say(.info, "lines smoothed over some 25 rounds, with the raw ones behind; numbers are never smoothed")
    }
  }
}
