import Cells
import Charts
import RunModel

/// The curves of a run of before, which lie faint behind those of the run that is shown.
package struct RunBehind: Sendable, Equatable {
  /// Of its folder.
  package let path: String
  /// What the list of runs calls it.
  package let name: String
  /// Its lines over edits; of a forked run those of the branch that went on at the fork.
  fileprivate(set) var series: MeasureSeries

  /// - Parameter events: what its log tells, as a screen is told it.
  package init(path: String, name: String, events: [Event]) {
    (self.path, self.name) = (path, name)
    var state = MonitorState(environment: MonitorEnvironment(size: .init(width: 80, height: 24)))
    _ = update(&state, .engine(events))
    series = state.branches.views.first?.series ?? MeasureSeries()
  }
}

extension MonitorState {
  /// Takes in the curves of a run that was marked, unless the mark is gone already.
  mutating func put(behind run: RunBehind) {
    guard past.marked.contains(run.path), !past.behind.contains(where: { $0.path == run.path })
    else { return }
    past.behind.append(run)
    smoothBehind(charts.smoothing)
    footer.say(
      .info,
      "\(run.name) lies behind the charts over edits, marked \(past.mark(of: run.path) ?? 0) at its ends")
    refitAxes()
  }

  mutating func smoothBehind(_ smoothing: Smoothing) {
    for place in past.behind.indices where past.behind[place].series.smoothing != smoothing {
      past.behind[place].series.smooth(smoothing)
    }
  }

  /// A measure of the runs behind, of the shown layers.
  func tracksBehind(_ measure: Measure) -> [Track] {
    past.behind.map { $0.series.track(MeasureSeries.Line(measure, layer: shownLayerNumber)) }
  }

  /// The lines of a measure of the runs behind: faint, without a legend, each with its number at the end.
  func linesBehind(_ measure: Measure, _ style: Style, _ palette: Palette) -> [LineSeries] {
    let name = MeasureSeries.Line(measure, layer: shownLayerNumber)
    return past.behind.map { run in
      LineSeries(
        name: measure.name, tag: measure.tag, style: palette.faded(style),
        track: run.series.smoothed(name), priority: 0,
        isNamed: false, endMark: Character(String((past.mark(of: run.path) ?? 0) % 10)))
    }
  }
}
