import Charts

/// The value axes that follow the data are part of the state, because they are steady: where they are depends on what was
/// seen before.
extension MonitorState {
  /// Fits the axes of charts over edits to what is in the window.
  mutating func refitAxes() {
    for axis in ValueAxis.allCases where axis.pane.isOverEdits {
      axes[axis] = SteadyRange(linearPanes.contains(axis.pane) ? .linear : .log)
    }
    updateAxes()
  }

  /// Fits all axes to the present data: for another run or other layers.
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
      let values = [shownIndex, nil, ghostIndex ?? shownIndex].flatMap { shownSpectrum(round: $0) }
      let top = values.filter(\.isFinite).max() ?? 1
      return values.filter { $0 >= top * 1e-4 }
    case .growth:
      // Ratios from a half to two at least, so that noise is not made to look like something.
      return [0.5, 2] + spectrumRatios(round: shownIndex).filter { $0 > 1e-4 }
    case .drift:
      // Drifts below a thousandth are as good as none: they do not stretch a logarithmic axis.
      let lowest = axes[.drift]?.axis.kind == .linear ? 0 : 1e-3
      return [lowest, 0.1] + bounds([.coreDrift]).map { max(lowest, $0) }
    case .norms: return bounds([.weightNorm, .spectralNorm, .hiddenNorm])
    case .perplexity: return bounds([.perplexity])
    }
  }
}

extension MonitorState {
  /// The lowest and the highest values of measures in the window; for a logarithmic axis the lowest above 0.
  private func bounds(_ measures: [Measure]) -> [Double] {
    let axis = editAxis
    let tracks = measures.flatMap { measure in [track(measure)] + [otherTrack(measure)].compactMap(\.self) }
    return tracks.flatMap { track -> [Double] in
      guard let range = track.bounds(from: axis.lower, through: axis.upper) else { return [] }
      guard range.lowerBound <= 0 else { return [range.lowerBound, range.upperBound] }
      let above = track.points.lazy.map(\.y).filter { $0.isFinite && $0 > 0 }.min()
      return [range.lowerBound, above ?? range.upperBound, range.upperBound]
    }
  }
}

extension MonitorState.ValueAxis {
  /// The pane that draws with the axis.
  var pane: Pane {
    switch self {
    case .spectrum, .growth: .spectrum
    case .drift: .similarity
    case .norms: .norms
    case .perplexity: .quality
    }
  }
}
