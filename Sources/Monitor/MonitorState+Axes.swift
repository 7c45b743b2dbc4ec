import Charts

/// The value axes that follow the data are part of the state, because they are steady: where they are depends on what was
/// seen before.
extension MonitorState {
  /// Lines and axes as they would be if the present data came at once: for another run or other layers.
  mutating func resetSeries() {
    series = MeasureSeries(run?.rounds ?? [], layers: shownLayerNumbers)
    resetAxes()
  }

  mutating func resetAxes() {
    for axis in ValueAxis.allCases { axes[axis] = SteadyRange(linearPanes.contains(axis.pane) ? .linear : .log) }
    updateAxes()
  }

  /// Lets the axes follow the present data.
  mutating func updateAxes() {
    for axis in ValueAxis.allCases {
      let data = values(of: axis)
      axes[axis, default: SteadyRange(.log)].update(data)
    }
  }

  /// The axis to draw with.
  func axis(_ axis: ValueAxis) -> Axis { axes[axis]?.axis ?? Axis(.log, 0.5, 2) }

  private func values(of axis: ValueAxis) -> [Double] {
    guard run != nil else { return [] }
    switch axis {
    case .spectrum:
      // The tail below a ten-thousandth of the top sits on the floor: it would squeeze everything else together.
      let now = shownSpectrum(round: shownIndex)
      let values = shownSpectrum(round: nil) + now
      let top = values.filter(\.isFinite).max() ?? 1
      return values.filter { $0 >= top * 1e-4 }
    case .drift:
      // Drifts below a thousandth are as good as none: they do not stretch a logarithmic axis.
      let lowest = axes[.drift]?.axis.kind == .linear ? 0 : 1e-3
      return [lowest, 0.1] + points(.coreDrift).map { max(lowest, $0.y) }
    case .norms:
      return [.weightNorm, .spectralNorm, .hiddenNorm].flatMap { points($0).map(\.y) }
    case .perplexity:
      return points(.perplexity).map(\.y)
    }
  }
}

extension MonitorState.ValueAxis {
  /// The pane that draws with the axis.
  var pane: Pane {
    switch self {
    case .spectrum: .spectrum
    case .drift: .similarity
    case .norms: .norms
    case .perplexity: .quality
    }
  }
}
