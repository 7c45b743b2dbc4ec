import Cells
import Charts
import Telemetry

/// The lines of the pane of norms, each relative to its first value.
enum NormSeries: CaseIterable {
  case weight, spectral, hidden

  var name: String {
    switch self {
    case .weight: "||W||_F"
    case .spectral: "sigma_1"
    case .hidden: "|h0|"
    }
  }

  var tag: Character {
    switch self {
    case .weight: "W"
    case .spectral: "S"
    case .hidden: "H"
    }
  }
}

extension MonitorState {
  /// A norm over edits, relative to the unedited model; the hidden state to its first measured value.
  func normPoints(_ series: NormSeries) -> [ChartPoint] { points(normMeasure(series)) }

  func normMeasure(_ series: NormSeries) -> (RoundReport) -> Double? {
    switch series {
    case .weight: return { layerMean($0, \.frobeniusRatio) }
    case .spectral: return { layerMean($0, \.spectralRatio) }
    case .hidden:
      let norms = run?.rounds.lazy.compactMap { layerMean($0, \.hiddenNorm) }
      guard let first = norms?.first(where: { $0.isFinite && $0 > 0 }) else { return { _ in nil } }
      return { report in layerMean(report, \.hiddenNorm).map { $0 / first } }
    }
  }
}

/// How large the round's update was and how much of it the guard let through.
private func updateNote(_ state: MonitorState) -> String {
  guard let report = state.shownRound, report.round > 0,
    let change = state.layerMean(report, \.relativeChange), let kept = state.layerMean(report, \.kept)
  else { return "relative to edit 0" }
  return "round \(report.round): ||dW||/||W|| \(compact(change)), kept \(share(kept))"
}

/// Growth of the edited weight and of the hidden state at the edited subjects, over edits.
func drawNorms(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  var chart = state.timeChart(.norms, state.axis(.norms), palette)
  chart.series = NormSeries.allCases.enumerated().map { index, series in
    state.line(
      series.name, tag: series.tag, style: palette.series(index), format: { "x" + compact($0) },
      measure: state.normMeasure(series))
  }
  let broken = brokenNote(chart.series)
  var notes = ["W ||W||_F  S sigma_1  H |h0|", "W weight  S sigma_1  H hidden", "W  S  H"]
  if timeColumns(width: frame.inner.width).legend == .full { notes = [updateNote(state)] }
  frame.draw(palette, detail: state.layerTitle, notes: broken.isEmpty ? notes : [broken], into: &buffer)
  chart.draw(
    in: frame.inner, columns: timeColumns(width: frame.inner.width), axisRow: frame.bottom,
    into: &buffer)
}
