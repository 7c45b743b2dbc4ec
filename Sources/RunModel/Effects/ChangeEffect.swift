import Foundation

/// What a change of guard, editor, tau or clamp did: how each measure went before it, and how it goes since. Of a fork, how
/// it goes in one branch and in the other.
///
/// Slopes are of straight lines by least squares. A run wears on by itself, mostly faster and faster: a slope that changed
/// with a setting need not have changed by it. A fork compares at the same edits.
package struct ChangeEffect: Sendable, Equatable {
  /// What can be said of the two slopes.
  package enum Verdict: String, Sendable, Equatable {
    /// Fewer than three points on one side.
    case tooEarly = "too early to tell"
    /// The slopes differ by no more than the points' scatter explains.
    case noClearDifference = "no clear difference"
    /// The second of the two loses less per edit, or has turned around.
    case better
    case worse

    /// In words. Of a change it is no judgement: a run that wears on grows steeper by itself.
    package func words(isFork: Bool) -> String {
      switch self {
      case .tooEarly, .noClearDifference: rawValue
      case .better: isFork ? "B better" : "gentler"
      case .worse: isFork ? "B worse" : "steeper"
      }
    }
  }

  /// One measure.
  package struct Row: Sendable, Equatable {
    package let measure: CollapseSignal
    /// Nil below two points. Of a fork, that of branch A.
    package let before: Trend?
    /// Of a fork, that of branch B.
    package let after: Trend?

    package var verdict: Verdict {
      guard let before, let after, let differs = after.differs(from: before) else { return .tooEarly }
      guard differs else { return .noClearDifference }
      return (after.slope > before.slope) == measure.isBetterHigh ? .better : .worse
    }
  }

  /// What is followed of a branch: the values of a measure from one edit count to another.
  package typealias Course = (CollapseSignal, ClosedRange<Int>) -> [(edits: Int, value: Double)]

  /// The measures that are followed: perplexity in its logarithm, the hidden state against the first.
  package static let measures: [CollapseSignal] = [.argmax, .tasks, .perplexity, .hidden, .norm, .core]

  /// The edit count that the stretch before goes from, the one of the change, and the last one of the stretch after.
  package let start: Int
  package let change: Int
  package let end: Int
  package let rows: [Row]

  /// - Parameters:
  ///   - start: the edit count of the change before, or 0.
  ///   - change: that of the change. The round that ends there belongs to the stretch before alone: a point of both would tie
  ///     their slopes to each other, which the test takes for independent.
  ///   - end: that of the change after, or of the last round.
  package init(from start: Int, change: Int, to end: Int, _ course: Course) {
    self.init(start, change, end, before: { course($0, start...max(start, change)) }) {
      course($0, change + 1...max(change + 1, end))
    }
  }

  /// Branch B of a fork against branch A since then.
  ///
  /// - Parameter end: the last edit count that both have reached.
  package init(_ b: Course, against a: Course, since fork: Int, to end: Int) {
    let stretch = fork...max(fork, end)
    self.init(fork, fork, stretch.upperBound, before: { a($0, stretch) }) { b($0, stretch) }
  }

  private init(
    _ start: Int, _ change: Int, _ end: Int, before: (CollapseSignal) -> [(edits: Int, value: Double)],
    after: (CollapseSignal) -> [(edits: Int, value: Double)]
  ) {
    (self.start, self.change, self.end) = (start, change, end)
    rows = Self.measures.map { measure in
      func trend(_ points: [(edits: Int, value: Double)]) -> Trend? {
        Trend(measure == .perplexity ? points.map { ($0.edits, log($0.value)) } : points)
      }
      return Row(measure: measure, before: trend(before(measure)), after: trend(after(measure)))
    }
  }

  /// Whether anything can be told already.
  package var isTold: Bool { rows.contains { $0.verdict != .tooEarly } }

  /// The measures of which this can be said.
  package func rows(_ verdict: Verdict) -> [Row] { rows.filter { $0.verdict == verdict } }

  /// The course of a branch by its reports.
  ///
  /// - Parameter reports: in the order of edits.
  package static func course(of reports: [RoundReport]) -> Course {
    { measure, range in
      let first = measure == .hidden ? reports.lazy.compactMap { measure.value($0) }.first : nil
      return reports.compactMap { report in
        guard range ~= report.edits, let value = measure.value(report) else { return nil }
        return (report.edits, first.map { value / $0 } ?? value)
      }
    }
  }
}

extension SettingChange {
  /// What it did, with the stretch up to the change before it and up to the next.
  ///
  /// - Parameters:
  ///   - changes: all of the branch, in the order of edits.
  ///   - end: the last edit count that is looked at.
  package func effect(
    among changes: [SettingChange], to end: Int, _ course: ChangeEffect.Course
  ) -> ChangeEffect {
    ChangeEffect(
      from: changes.last { $0.edits < edits }?.edits ?? 0, change: edits,
      to: min(changes.first { $0.edits > edits }?.edits ?? end, end), course)
  }
}

extension CollapseSignal {
  /// What a table of slopes calls it: perplexity goes by its logarithm there, the hidden state by its ratio to the first.
  package var slopeName: String {
    switch self {
    case .perplexity: "log ppl"
    case .hidden: "|h0|"
    case .core: "core drift"
    case .argmax, .tasks, .neighbourhood, .ls, .ss, .norm: rawValue
    }
  }

  /// Whether a run does well while the measure is high.
  package var isBetterHigh: Bool {
    switch self {
    case .argmax, .tasks, .neighbourhood, .ls, .ss: true
    case .perplexity, .core, .norm, .hidden: false
    }
  }
}
