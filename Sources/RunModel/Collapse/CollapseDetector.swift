import Foundation

/// Follows a run round by round and tells which signals of collapse it has given, and how near it is to the others.
package struct CollapseDetector: Sendable, Equatable {
  /// A measure, and after how many edits it was that.
  private struct Sighting: Sendable, Equatable {
    var edits: Int
    var value: Double
  }
  /// Where each signal's measure began.
  private var references: [CollapseSignal: Sighting] = [:]
  /// Where it was beyond the threshold for the first time.
  private var seen: [CollapseSignal: Sighting] = [:]

  /// - Parameter rounds: in the order of edits. Without round 0 there is nothing to hold later ones against.
  package init(_ rounds: some Sequence<RoundReport>) { for report in rounds { add(report) } }
  package init() {}

  /// Takes in the next round. What a partial report lacks is told when it comes.
  package mutating func add(_ report: RoundReport) { add(report.scores, report.layers, edits: report.edits) }

  /// Takes in what was measured late of the last round.
  package mutating func add(_ late: LateMeasures) { add(late.scores, [], edits: late.edits) }

  private mutating func add(_ scores: Scores, _ layers: [LayerReport], edits: Int) {
    guard edits == 0 || !references.isEmpty else { return }
    for signal in CollapseSignal.allCases {
      guard let value = signal.value(scores, layers) else { continue }
      let sighting = Sighting(edits: edits, value: value)
      if references[signal] == nil, value.isFinite { references[signal] = sighting }
      guard let reference = references[signal] else { continue }
      if seen[signal] == nil, signal.isSeen(value, from: reference.value) { seen[signal] = sighting }
    }
  }

  /// Forgets what was seen beyond `edits`.
  package mutating func rewind(to edits: Int) {
    references = references.filter { $0.value.edits <= edits }
    seen = seen.filter { $0.value.edits <= edits }
  }

  package func finding(_ signal: CollapseSignal) -> CollapseSignal.Finding {
    guard references[signal] != nil else { return .notMeasured }
    return seen[signal].map { .at(edits: $0.edits) } ?? .never
  }

  /// Where a signal is seen in this run; nil before its measure has begun.
  package func threshold(of signal: CollapseSignal) -> Double? {
    references[signal].map { signal.threshold(from: $0.value) }
  }

  /// Where a signal's measure began and where it is after a round.
  package struct Standing: Sendable, Equatable {
    package var reference: Double
    package var value: Double
    package var threshold: Double
    /// How much of the way to the threshold is gone, 0...1.
    package var progress: Double
  }

  /// How a signal stands after a round of the run; nil when it was not measured.
  package func standing(of signal: CollapseSignal, after report: RoundReport) -> Standing? {
    guard let reference = references[signal]?.value, let value = signal.value(report) else { return nil }
    return Standing(
      reference: reference, value: value, threshold: signal.threshold(from: reference),
      progress: signal.progress(value, from: reference))
  }

  /// The first of the signals that raise the alarm, and the edit count at which it was seen. Of several in one round the one
  /// that is listed first.
  package var alarm: (signal: CollapseSignal, edits: Int)? {
    CollapseSignal.alarms.compactMap { signal in seen[signal].map { (signal, $0.edits) } }.min { $0.1 < $1.1 }
  }

  /// The signal that is nearest to raising the alarm after a round; nil when none of them is measured.
  package func nearest(after report: RoundReport) -> (signal: CollapseSignal, progress: Double)? {
    CollapseSignal.alarms.compactMap { signal in standing(of: signal, after: report).map { (signal, $0.progress) } }
      .max { $0.1 < $1.1 }
  }

  /// What raised the alarm, `collapse at edit 1,300: tasks 0.74, 0.97 at first (threshold 0.78)`; nil while nothing has.
  package var alarmWords: String? {
    guard let (signal, edits) = alarm, let reference = references[signal]?.value, let value = seen[signal]?.value else {
      return nil
    }
    let threshold = signal.threshold(from: reference)
    return
      "collapse at edit \(separated(edits)): \(signal.rawValue) \(Self.short(value)), \(Self.short(reference)) at first "
      + "(threshold \(Self.short(threshold)))"
  }

  private static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    return String(format: abs(value) < 10 ? "%.2f" : "%.0f", value)
  }
}
