import Charts
import RunModel

/// How far lines over edits are smoothed.
package enum Smoothing: Int, Sendable, Hashable, CaseIterable {
  case off
  /// Over some 5 rounds.
  case light
  /// Over some 25 rounds.
  case strong

  package var name: String {
    switch self {
    case .off: "off"
    case .light: "light"
    case .strong: "strong"
    }
  }

  /// The next one, round and round.
  var next: Smoothing { Smoothing(rawValue: rawValue + 1) ?? .off }

  /// How much of the mean so far a new value leaves.
  fileprivate var decay: Double {
    switch self {
    case .off: 0
    case .light: 1 - 1.0 / 5
    case .strong: 1 - 1.0 / 25
    }
  }
}

/// A moving mean that forgets exponentially, without the lean towards 0 that it would begin with (Adam's correction; Kingma
/// and Ba, 2015). What is not finite passes and changes nothing.
private struct MovingMean: Sendable, Equatable {
  private var sum = 0.0
  private var weight = 0.0

  mutating func next(_ value: Double, decay: Double) -> Double {
    guard value.isFinite else { return value }
    sum = decay * sum + (1 - decay) * value
    weight = decay * weight + (1 - decay)
    return sum / weight
  }
}

/// The lines of every measure over edits, layer by layer and on average, kept beside the reports so that a frame does not
/// have to go through them.
package struct MeasureSeries: Sendable, Equatable {
  /// A measure, and the layer that it is of.
  package struct Line: Sendable, Hashable {
    package var measure: Measure
    /// The number of the layer; nil for the mean over all layers, and for what is measured of the whole model.
    package var layer: Int?

    package init(_ measure: Measure, layer: Int? = nil) {
      self.measure = measure
      self.layer = measure.isLayered ? layer : nil
    }
  }

  /// Numbers of the layers.
  private var layers: [Int] = []
  private var tracks: [Line: Track] = [:]
  /// What hidden states and values are relative to: the first value of their line; for values their anchor, where the first
  /// round has one.
  private var scales: [Line: Double] = [:]
  /// How far lines are smoothed.
  package private(set) var smoothing = Smoothing.off
  private var smoothed: [Line: Track] = [:]
  private var means: [Line: MovingMean] = [:]

  package init() {}

  /// - Parameter layers: numbers of the layers of the run.
  package init(_ rounds: some Sequence<RoundReport>, layers: [Int], smoothing: Smoothing = .off) {
    self.layers = layers
    self.smoothing = smoothing
    for report in rounds { append(report) }
  }

  /// A line as it was measured; x is the edit count. Hidden states are relative to the first.
  package func track(_ line: Line) -> Track { tracks[line] ?? Track() }

  /// The line smoothed; as it was measured when nothing is.
  package func smoothed(_ line: Line) -> Track { smoothing == .off ? track(line) : smoothed[line] ?? Track() }

  mutating func append(_ report: RoundReport) {
    let x = Double(report.edits)
    for measure in Measure.allCases {
      append(measure.value(report, layers: layers), to: Line(measure), x: x, report)
      guard measure.isLayered, layers.count > 1 else { continue }
      for layer in layers {
        append(measure.value(report, layers: [layer]), to: Line(measure, layer: layer), x: x, report)
      }
    }
  }

  /// Takes in what was measured late of the last round: the measures of the whole model.
  mutating func complete(_ report: RoundReport) {
    for measure in Measure.allCases where !measure.isLayered {
      append(measure.value(report, layers: layers), to: Line(measure), x: Double(report.edits), report)
    }
  }

  private mutating func append(_ value: Double?, to line: Line, x: Double, _ report: RoundReport) {
    guard var value else { return }
    if line.measure == .hiddenNorm || line.measure == .valueNorm {
      let first = line.measure == .valueNorm ? report.values?.anchor ?? value : value
      if scales[line] == nil, first.isFinite, first > 0 { scales[line] = first }
      guard let scale = scales[line] else { return }
      value /= scale
    }
    tracks[line, default: Track()].append(ChartPoint(x: x, y: value))
    if smoothing != .off { smooth(ChartPoint(x: x, y: value), of: line) }
  }

  private mutating func smooth(_ point: ChartPoint, of line: Line) {
    let mean = means[line, default: MovingMean()].next(point.y, decay: smoothing.decay)
    smoothed[line, default: Track()].append(ChartPoint(x: point.x, y: mean))
  }

  /// Smooths all lines anew.
  mutating func smooth(_ smoothing: Smoothing) {
    self.smoothing = smoothing
    (smoothed, means) = ([:], [:])
    guard smoothing != .off else { return }
    for (line, track) in tracks {
      for point in track.points { smooth(point, of: line) }
    }
  }

  /// Forgets the points beyond `edits`.
  mutating func rewind(to edits: Int) {
    let limit = Double(edits)
    guard tracks.values.contains(where: { ($0.points.last?.x ?? -.infinity) > limit }) else { return }
    for line in tracks.keys {
      tracks[line]?.removeAll(beyond: limit)
      if tracks[line]?.isEmpty == true { scales[line] = nil }
    }
    smooth(smoothing)
  }
}
