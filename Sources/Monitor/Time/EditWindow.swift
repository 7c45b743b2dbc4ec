import Charts

/// The stretch of edits that all charts over edits show, within the axis of the whole run.
package struct EditWindow: Sendable, Equatable {
  /// Edit counts; nil for the whole run, with room for what is to come.
  package private(set) var range: ClosedRange<Double>?
  /// Whether the newest edit is kept in sight.
  package private(set) var follows = true

  package init() {}

  /// The fewest edits that a window shows.
  package static let narrowest = 4.0

  func axis(of whole: Axis) -> Axis { range.map { Axis(.linear, $0.lowerBound, $0.upperBound) } ?? whole }

  /// Makes the window narrower (`factor` below 1) or wider.
  ///
  /// - Parameter anchor: the edit that stays where it is.
  mutating func zoom(by factor: Double, around anchor: Double, in whole: Axis) {
    let axis = axis(of: whole)
    let width = max(EditWindow.narrowest, (axis.upper - axis.lower) * factor)
    let share = min(1, max(0, (anchor - axis.lower) / (axis.upper - axis.lower)))
    let lower = anchor - share * width
    show(lower...lower + width, in: whole)
  }

  /// Moves the window by a share of its width.
  mutating func pan(by share: Double, in whole: Axis) {
    let axis = axis(of: whole)
    let step = (axis.upper - axis.lower) * share
    show(axis.lower + step...axis.upper + step, in: whole)
  }

  /// Shows a stretch, moved to where there are edits; the whole run when it holds all of it.
  mutating func show(_ range: ClosedRange<Double>, in whole: Axis) {
    let width = range.upperBound - range.lowerBound
    if width >= whole.upper * 0.999 {
      self = EditWindow()
    } else {
      let lower = max(0, min(range.lowerBound, whole.upper - width))
      (self.range, follows) = (lower...lower + width, false)
    }
  }

  /// Brings a moment into the window.
  ///
  /// - Returns: whether it had to be moved.
  mutating func reveal(_ edits: Int, in whole: Axis) -> Bool {
    let (x, axis) = (Double(edits), axis(of: whole))
    guard x < axis.lower || x > axis.upper else { return false }
    let half = (axis.upper - axis.lower) / 2
    show(x - half...x + half, in: whole)
    return true
  }

  /// Back to the newest edit, in a window of the same width.
  mutating func follow(_ newest: Int) {
    follows = true
    keepInSight(newest)
  }

  /// Keeps the newest edit in sight while it is followed. The window moves by an eighth of its width at a time: a picture
  /// that creeps along is hard to read.
  mutating func keepInSight(_ newest: Int) {
    guard follows, let range else { return }
    let (newest, width) = (Double(newest), range.upperBound - range.lowerBound)
    guard newest > range.upperBound - width / 50 || newest < range.lowerBound else { return }
    let upper = max(width, newest + width / 8)
    self.range = upper - width...upper
  }
}

extension MonitorState {
  /// The axis of edits: the window, or all of the run from 0 to a round number that leaves room for what is to come. It is
  /// the same in every pane.
  package var editAxis: Axis { charts.window.axis(of: wholeAxis) }

  private var wholeAxis: Axis {
    guard let run else { return Axis(.linear, 0, 1) }
    let size = max(1, min(run.description.roundSize, 1_000_000))
    let furthest = Double(branches.furthestEdits)
    let wanted = max(furthest * 1.02, 10)
    let power = niceStep(atMost: wanted) / 10
    let steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].flatMap { [$0 * power, $0 * power * 10] }
    // Through the first ten rounds it grows in few large steps: the picture must not change with each of them.
    let early = niceStep(atLeast: max(10, min(wanted, Double(size) * 9 * 1.02)))
    let upper =
      furthest < Double(size * 10) && early >= furthest
      ? early : max(early, steps.filter { $0 >= wanted }.min() ?? wanted)
    let limit = Double(run.description.editLimit)
    return Axis(.linear, 0, limit >= furthest && limit > 0 ? min(upper, limit) : upper)
  }

  /// What a zoom keeps in its place: the crosshair, else the moment that is looked back at, else the newest edit when it is
  /// followed, else the middle.
  private var zoomAnchor: Double {
    let (axis, newest) = (editAxis, Double(run?.edits ?? 0))
    if isHistory || charts.crosshair != nil, let round = shownRound { return Double(round.edits) }
    return charts.window.follows ? min(newest, axis.upper) : (axis.lower + axis.upper) / 2
  }

  /// - Parameter anchor: the edit that stays where it is; nil for what is looked at.
  mutating func zoom(by factor: Double, around anchor: Double? = nil) {
    charts.window.zoom(by: factor, around: anchor ?? zoomAnchor, in: wholeAxis)
    refitAxes()
  }

  mutating func pan(by share: Double) {
    charts.window.pan(by: share, in: wholeAxis)
    refitAxes()
  }

  mutating func show(_ range: ClosedRange<Double>) {
    charts.window.show(range, in: wholeAxis)
    refitAxes()
  }

  mutating func showWholeRun() {
    charts.window = EditWindow()
    refitAxes()
  }

  mutating func follow() {
    charts.window.follow(run?.edits ?? 0)
    refitAxes()
  }

  mutating func reveal(_ edits: Int) {
    if charts.window.reveal(edits, in: wholeAxis) { refitAxes() }
  }

  /// Why the window cannot be moved or made narrower.
  func windowRefusal(_ direction: Int) -> String? {
    guard run != nil else { return loadingRefusal }
    let (axis, whole) = (editAxis, wholeAxis)
    if charts.window.range == nil { return "the whole run is in sight: + zooms in" }
    if direction < 0, axis.lower <= 0 { return "this is the start of the run" }
    return direction > 0 && axis.upper >= whole.upper ? "this is the end of the run: f follows it" : nil
  }

  var zoomRefusal: String? {
    guard run != nil else { return loadingRefusal }
    let axis = editAxis
    return axis.upper - axis.lower <= EditWindow.narrowest * 1.001 ? "no closer: few edits fill the screen" : nil
  }

  /// Why no more edits can be shown.
  var wideningRefusal: String? {
    charts.window.range == nil ? (run == nil ? loadingRefusal : "the whole run is in sight") : nil
  }
}
