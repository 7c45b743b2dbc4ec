import Charts

/// The stretch of edits that all charts over edits show.
package struct EditWindow: Sendable, Equatable {
  /// Edit counts; nil for the whole run, with room for what is to come.
  package var range: ClosedRange<Double>?
  /// Whether the newest edit is kept in sight.
  package var follows = true

  package init() {}

  /// Fewer edits than these are never spread over the screen.
  package static let narrowest = 4.0
}

extension MonitorState {
  /// The axis of edits: the window, or all of the run from 0 to a round number that leaves room for the coming rounds. It is
  /// the same in every pane.
  package var editAxis: Axis {
    window.range.map { Axis(.linear, $0.lowerBound, $0.upperBound) } ?? wholeAxis
  }

  private var wholeAxis: Axis {
    guard let run else { return Axis(.linear, 0, 1) }
    let size = max(1, min(run.description.roundSize, 1_000_000))
    let wanted = max(Double(branches.furthestEdits) * 1.02, Double(size * 10))
    let power = niceStep(atMost: wanted) / 10
    let steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].flatMap { [$0 * power, $0 * power * 10] }
    let upper = steps.filter { $0 >= wanted }.min() ?? wanted
    let limit = Double(run.description.editLimit)
    return Axis(.linear, 0, limit >= Double(branches.furthestEdits) && limit > 0 ? min(upper, limit) : upper)
  }

  /// What a zoom keeps in its place: the crosshair, else the moment that is looked back at, else the newest edit when it is
  /// followed, else the middle.
  private var zoomAnchor: Double {
    let (axis, newest) = (editAxis, Double(run?.edits ?? 0))
    if let round = crosshairRound ?? (isHistory ? shownRound : nil) { return Double(round.edits) }
    return window.follows ? min(newest, axis.upper) : (axis.lower + axis.upper) / 2
  }

  /// Makes the window narrower (`factor` below 1) or wider.
  ///
  /// - Parameter anchor: the edit that stays where it is; nil for what is looked at.
  mutating func zoom(by factor: Double, around anchor: Double? = nil) {
    let (axis, anchor) = (editAxis, anchor ?? zoomAnchor)
    let width = max(EditWindow.narrowest, (axis.upper - axis.lower) * factor)
    let share = min(1, max(0, (anchor - axis.lower) / (axis.upper - axis.lower)))
    let lower = anchor - share * width
    show(lower...lower + width)
  }

  /// Moves the window by a share of its width.
  mutating func pan(by share: Double) {
    let axis = editAxis
    let step = (axis.upper - axis.lower) * share
    show(axis.lower + step...axis.upper + step)
  }

  /// Shows a stretch, moved to where there are edits; the whole run when it holds all of it.
  mutating func show(_ range: ClosedRange<Double>) {
    let whole = wholeAxis
    let width = range.upperBound - range.lowerBound
    if width >= whole.upper * 0.999 {
      window = EditWindow()
    } else {
      let lower = max(0, min(range.lowerBound, whole.upper - width))
      window.range = lower...lower + width
      window.follows = false
    }
    refitAxes()
  }

  /// Back to the newest edit, in a window of the same width.
  mutating func follow() {
    window.follows = true
    followNewest()
    refitAxes()
  }

  /// Keeps the newest edit in sight. The window moves by an eighth of its width at a time: a picture that creeps along is
  /// hard to read.
  mutating func followNewest() {
    guard window.follows, let range = window.range else { return }
    let (newest, width) = (Double(run?.edits ?? 0), range.upperBound - range.lowerBound)
    guard newest > range.upperBound - width / 50 || newest < range.lowerBound else { return }
    let upper = max(width, newest + width / 8)
    window.range = upper - width...upper
  }

  /// Brings a moment into the window.
  mutating func reveal(_ edits: Int) {
    let (x, axis) = (Double(edits), editAxis)
    guard x < axis.lower || x > axis.upper else { return }
    let half = (axis.upper - axis.lower) / 2
    show(x - half...x + half)
  }

  /// Why the window cannot be moved or made narrower.
  func windowRefusal(_ direction: Int) -> String? {
    guard run != nil else { return loadingRefusal }
    let (axis, whole) = (editAxis, wholeAxis)
    if window.range == nil { return "the whole run is in sight: + zooms in" }
    if direction < 0, axis.lower <= 0 { return "this is the start of the run" }
    return direction > 0 && axis.upper >= whole.upper ? "this is the end of the run: f follows it" : nil
  }

  var zoomRefusal: String? {
    guard run != nil else { return loadingRefusal }
    let axis = editAxis
    return axis.upper - axis.lower <= EditWindow.narrowest * 1.001 ? "no closer: few edits fill the screen" : nil
  }
}
