import RunModel
import Testing

@testable import Monitor

/// What the help says of words, against what they mean in the program.
@Suite struct HelpWordsTests {
  /// The rule of the alarm names the signals that raise it, no others, and their thresholds.
  @Test func theAlarmIsThatOfTheSignals() throws {
    let text = try #require(helpWords.first { $0.term == "collapse" }?.text)
    for signal in CollapseSignal.allCases {
      #expect(text.contains(signal.title) == CollapseSignal.alarms.contains(signal), "\(signal)")
    }
    for signal in CollapseSignal.alarms {
      let rule = try #require(signal.title.firstMatch(of: /([<>]) ([0-9.]+)x$/))
      let factor = try #require(Double(rule.2))
      // Relative to a start of 0.9, as the title says.
      #expect(abs(signal.threshold(from: 0.9) - factor * 0.9) < 1e-12)
      var detector = CollapseDetector()
      for (edits, value) in [0.9, 0.9 * (rule.1 == "<" ? factor - 0.01 : factor + 0.01)].enumerated() {
        var report = SyntheticRun().report(round: 0)
        report.edits = edits
        report.scores = scores(signal, value)
        detector.add(report)
      }
      #expect(detector.alarm?.signal == signal && detector.alarm?.edits == 1)
    }
  }

  private func scores(_ signal: CollapseSignal, _ value: Double) -> Scores {
    var scores = Scores()
    switch signal {
    case .argmax: scores.efficacyArgmax = value
    case .tasks: scores.tasks = ["sst": value]
    case .perplexity: scores.perplexity = value
    case .neighbourhood, .ls, .ss, .core, .norm, .hidden: break
    }
    return scores
  }
}
