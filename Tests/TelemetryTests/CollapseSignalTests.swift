import Telemetry
import Testing

struct CollapseSignalTests {
  private func rounds(_ change: (Int, inout RoundReport) -> Void) -> [RoundReport] {
    (0..<4).map { index in
      var report = Samples.report(number: 5)
      report.edits = index * 100
      report.layers[0].ls = 1
      report.scores.tasks = ["a": 1]
      change(index, &report)
      return report
    }
  }

  @Test func theFirstTimeCounts() {
    let shares = [1, 0.49, 0.9, 0.1]
    let rounds = rounds { $1.scores.efficacyArgmax = shares[$0] }
    #expect(CollapseSignal.argmax.finding(in: rounds) == .at(edits: 100))
    #expect(CollapseSignal.ls.finding(in: rounds) == .never)
  }

  @Test func someAreRelativeToEdit0() {
    let rounds = rounds {
      $1.scores.perplexity = [5, 50, 50.1, 7][$0]
      $1.scores.tasks = ["a": [0.5, 0.41, 0.41, 0.39][$0]]
    }
    #expect(CollapseSignal.perplexity.finding(in: rounds) == .at(edits: 200))
    #expect(CollapseSignal.tasks.finding(in: rounds) == .at(edits: 300))
    // Without edit 0 there is nothing to hold them against.
    #expect(CollapseSignal.tasks.finding(in: Array(rounds.dropFirst())) == .notMeasured)
  }

  @Test func aModelThatIsNoModelAnyMoreHasCollapsed() {
    let rounds = rounds {
      guard $0 == 3 else { return }
      $1.scores.perplexity = .nan
      $1.layers[0].ss = .nan
      $1.layers[0].coreDrift = .infinity
    }
    for signal in [CollapseSignal.perplexity, .ss, .core] {
      #expect(signal.finding(in: rounds) == .at(edits: 300), "\(signal)")
    }
  }

  @Test func layersCountByTheirMean() {
    let rounds = rounds { index, report in
      report.layers.append(report.layers[0])
      report.layers[1].ls = [1, 0.1, -0.1, 0][index]
    }
    #expect(CollapseSignal.ls.finding(in: rounds) == .at(edits: 200))
  }

  @Test func whatWasNeverMeasuredIsNotFound() {
    let rounds = rounds {
      $1.scores.neighbourhood = nil
      $1.layers = $0 < 4 ? [] : $1.layers
    }
    for signal in [CollapseSignal.neighbourhood, .ls, .core] {
      #expect(signal.finding(in: rounds) == .notMeasured)
    }
  }
}
