/// What tells that a run goes under, each by a threshold of ours: no paper names one. The first edit count at which a
/// signal is seen compares runs; it says nothing of what the model is still good for.
package enum CollapseSignal: String, Sendable, CaseIterable {
  /// Fewer than half of the sampled past edits are still said.
  case argmax
  /// Other facts suffer: P(true) > P(new) for fewer than 0.8 of the neighbours of sampled edits.
  case neighbourhood
  /// The mean F1 of the tasks is below 0.8 of that at edit 0.
  case tasks
  /// Perplexity is above ten times that at edit 0.
  case perplexity
  /// LS, a mean over layers, is below one half.
  case ls
  /// SS, likewise.
  case ss
  /// As much was written into the protected block as it held (core drift of 1 or more), a mean over layers.
  case core

  /// The threshold in words, for the head of a table.
  package var title: String {
    switch self {
    case .argmax: "argmax < 0.5"
    case .neighbourhood: "neigh < 0.8"
    case .tasks: "tasks < 0.8x"
    case .perplexity: "perplex > 10x"
    case .ls: "LS < 0.5"
    case .ss: "SS < 0.5"
    case .core: "core >= 1"
    }
  }

  /// What was seen of a signal in a run.
  package enum Finding: Sendable, Equatable {
    case notMeasured
    case never
    /// At this edit count for the first time.
    case at(edits: Int)
  }

  /// Looks for the signal. A measure that is not a number any more counts as seen.
  ///
  /// - Parameter rounds: in the order of edits, round 0 first.
  package func finding(in rounds: [RoundReport]) -> Finding {
    let measured = rounds.compactMap { report in value(report).map { (edits: report.edits, value: $0) } }
    // What is relative to edit 0 cannot be told without it.
    guard let first = measured.first, !isRelative || first.edits == 0 && first.value.isFinite else {
      return .notMeasured
    }
    return measured.first { isSeen($0.value, first: first.value) }.map { .at(edits: $0.edits) } ?? .never
  }

  private var isRelative: Bool { self == .tasks || self == .perplexity }

  private func isSeen(_ value: Double, first: Double) -> Bool {
    guard !value.isNaN else { return true }
    return switch self {
    case .argmax, .ls, .ss: value < 0.5
    case .neighbourhood: value < 0.8
    case .tasks: value < 0.8 * first
    case .perplexity: value > 10 * first
    case .core: value >= 1
    }
  }

  private func value(_ report: RoundReport) -> Double? {
    switch self {
    case .argmax: report.scores.efficacyArgmax
    case .neighbourhood: report.scores.neighbourhood
    case .tasks: report.scores.taskMean
    case .perplexity: report.scores.perplexity
    case .ls: mean(report, \.ls)
    case .ss: mean(report, \.ss)
    case .core: mean(report, \.coreDrift)
    }
  }

  private func mean(_ report: RoundReport, _ measure: (LayerReport) -> Double) -> Double? {
    report.layers.isEmpty ? nil : report.layers.reduce(0) { $0 + measure($1) } / Double(report.layers.count)
  }
}
