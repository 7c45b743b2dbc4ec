import Foundation

/// What tells that a run goes under, each by a threshold of ours: no paper names one. Those of what the model does raise
/// the alarm; those of its weights and states are signs beside them, and say nothing of what the model is still good for.
package enum CollapseSignal: String, Sendable, CaseIterable {
  /// Sampled past edits are still said half as often as after the first round.
  case argmax
  /// The mean F1 of the tasks is below 0.8 of that at edit 0.
  case tasks
  /// Perplexity is above ten times that at edit 0.
  case perplexity
  /// Other facts suffer: P(true) > P(new) for fewer than 0.8 as many neighbours of sampled edits as after the first round.
  case neighbourhood
  /// LS, a mean over layers, is below one half.
  case ls
  /// SS, likewise.
  case ss
  /// As much was written into the protected block as it held (core drift of 1 or more), a mean over layers.
  case core
  /// ||W||_F is twice that at edit 0, a mean over layers.
  case norm
  /// The hidden state that targets are relative to has twice its norm of the first round, a mean over layers.
  case hidden

  /// The threshold in words, for the head of a table.
  package var title: String {
    switch self {
    case .argmax: "argmax < 0.5x"
    case .neighbourhood: "neigh < 0.8x"
    case .tasks: "tasks < 0.8x"
    case .perplexity: "perplex > 10x"
    case .ls: "LS < 0.5"
    case .ss: "SS < 0.5"
    case .core: "core >= 1"
    case .norm: "norm > 2x"
    case .hidden: "|h0| > 2x"
    }
  }

  /// Those that raise the alarm.
  package static let alarms: [CollapseSignal] = [.argmax, .tasks, .perplexity]

  /// What was seen of a signal in a run.
  package enum Finding: Sendable, Equatable {
    case notMeasured
    case never
    /// At this edit count for the first time.
    case at(edits: Int)
  }

  /// The threshold itself.
  ///
  /// - Parameter reference: the measure where the run began; what is not relative to it takes no notice of it.
  package func threshold(from reference: Double) -> Double {
    switch self {
    case .argmax: 0.5 * reference
    case .tasks, .neighbourhood: 0.8 * reference
    case .perplexity: 10 * reference
    case .ls, .ss: 0.5
    case .core: 1
    case .norm: 2
    case .hidden: 2 * reference
    }
  }

  /// A measure that is not a number any more counts as seen.
  func isSeen(_ value: Double, from reference: Double) -> Bool {
    guard !value.isNaN else { return true }
    let threshold = threshold(from: reference)
    return switch self {
    case .argmax, .tasks, .neighbourhood, .ls, .ss: value < threshold
    case .perplexity, .norm, .hidden: value > threshold
    case .core: value >= threshold
    }
  }

  /// How much of the way from where it began to the threshold a measure has gone, 0...1; that of perplexity in its logarithm,
  /// since it grows by factors.
  func progress(_ value: Double, from reference: Double) -> Double {
    guard !isSeen(value, from: reference) else { return 1 }
    let start: Double
    switch self {
    case .ls, .ss, .norm: start = 1
    case .core: start = 0
    case .argmax, .tasks, .perplexity, .neighbourhood, .hidden: start = reference
    }
    let (from, to) = (start, threshold(from: reference))
    let share = self == .perplexity ? log(value / from) / log(to / from) : (value - from) / (to - from)
    return share.isFinite ? min(1, max(0, share)) : 0
  }

  func value(_ report: RoundReport) -> Double? { value(report.scores, report.layers) }

  /// - Parameter layers: none when only scores are measured.
  func value(_ scores: Scores, _ layers: [LayerReport]) -> Double? {
    switch self {
    case .argmax: scores.efficacyArgmax
    case .neighbourhood: scores.neighbourhood
    case .tasks: scores.taskMean
    case .perplexity: scores.perplexity
    case .ls: layers.mean(\.ls)
    case .ss: layers.mean(\.ss)
    case .core: layers.mean(\.coreDrift)
    case .norm: layers.mean(\.frobeniusRatio)
    case .hidden: layers.mean(\.hiddenNorm)
    }
  }
}
