import Charts

/// The value axes that follow the data. They are part of the state because they are steady: where they are depends on what
/// was seen before.
package struct ValueAxes: Sendable, Equatable {
  /// The charts that have such an axis.
  package enum Name: Sendable, Hashable, CaseIterable {
    case spectrum, growth, similarity, drift, norms, shares, perplexity

    /// The pane that draws with the axis.
    var pane: Pane {
      switch self {
      case .spectrum, .growth: .spectrum
      case .similarity, .drift: .similarity
      case .norms: .norms
      case .shares, .perplexity: .quality
      }
    }

    /// Whether it shows shares, between 0 and 1.
    var isOfShares: Bool { self == .shares || self == .similarity }
  }

  private var ranges: [Name: SteadyRange] = [:]
  /// Panes whose value axis is linear instead of logarithmic.
  private var linearPanes: Set<Pane> = []

  /// The axis to draw with.
  package subscript(_ name: Name) -> Axis { ranges[name]?.axis ?? Axis(.log, 0.5, 2) }

  /// Lets the next data decide where an axis is, whatever was seen before.
  mutating func forget(_ name: Name) {
    ranges[name] = name.isOfShares ? .shares : SteadyRange(linearPanes.contains(name.pane) ? .linear : .log)
  }

  /// Lets an axis follow the present data.
  mutating func update(_ name: Name, with values: [Double]) { ranges[name, default: SteadyRange(.log)].update(values) }

  /// Makes the axes of a pane linear, or logarithmic again.
  mutating func toggleScale(of pane: Pane) { linearPanes.formSymmetricDifference([pane]) }
}

extension MonitorState {
  /// Fits the axes of charts over edits to what is in the window.
  mutating func refitAxes() {
    for name in ValueAxes.Name.allCases where name.pane.isOverEdits { charts.axes.forget(name) }
    updateAxes()
  }

  /// Fits all axes to the present data: for another run or other layers.
  mutating func resetAxes() {
    for name in ValueAxes.Name.allCases { charts.axes.forget(name) }
    updateAxes()
  }

  /// Lets the axes follow the present data.
  mutating func updateAxes() {
    for name in ValueAxes.Name.allCases { charts.axes.update(name, with: values(of: name)) }
  }

  private func values(of name: ValueAxes.Name) -> [Double] {
    guard run != nil else { return [] }
    switch name {
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
      let lowest = charts.axes[.drift].kind == .linear ? 0 : 1e-3
      return [lowest, 0.1] + bounds([.coreDrift]).map { max(lowest, $0) }
    case .similarity: return bounds([.subspaces, .vectors], isLog: false)
    case .shares: return bounds([.efficacy, .argmax, .paraphrase, .neighbourhood, .tasks], isLog: false)
    case .norms: return bounds([.weightNorm, .spectralNorm, .hiddenNorm, .valueNorm])
    case .perplexity: return bounds([.perplexity])
    }
  }

  /// The lowest and the highest values of measures in the window; for a logarithmic axis the lowest above 0.
  private func bounds(_ measures: [Measure], isLog: Bool = true) -> [Double] {
    let axis = editAxis
    let tracks = measures.flatMap { measure in
      [track(measure)] + [otherTrack(measure)].compactMap(\.self) + tracksBehind(measure)
    }
    return tracks.flatMap { track -> [Double] in
      guard let range = track.bounds(from: axis.lower, through: axis.upper) else { return [] }
      // Only a logarithmic axis has to know more.
      guard isLog, range.lowerBound <= 0 else { return [range.lowerBound, range.upperBound] }
      let above = track.points.lazy.map(\.y).filter { $0.isFinite && $0 > 0 }.min()
      return [range.lowerBound, above ?? range.upperBound, range.upperBound]
    }
  }
}
