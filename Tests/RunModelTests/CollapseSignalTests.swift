import RunModel
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

  private func finding(_ signal: CollapseSignal, _ rounds: some Sequence<RoundReport>) -> CollapseSignal.Finding {
    CollapseDetector(rounds).finding(signal)
  }

  @Test func theFirstTimeCounts() {
    // Edit 0 has no edits to hold: what holds after the first round is what the others are held against.
    let shares = [nil, 0.8, 0.39, 0.9]
    let rounds = rounds { $1.scores.efficacyArgmax = shares[$0] }
    #expect(finding(.argmax, rounds) == .at(edits: 200))
    #expect(finding(.ls, rounds) == .never)
  }

  @Test func someAreRelativeToEdit0() {
    let rounds = rounds {
      $1.scores.perplexity = [5, 50, 50.1, 7][$0]
      $1.scores.tasks = ["a": [0.5, 0.41, 0.41, 0.39][$0]]
      $1.layers[0].hiddenNorm = [nil, 10, 20, 20.1][$0]
      $1.layers[0].frobeniusRatio = [1, 2, 2.1, 1][$0]
    }
    #expect(finding(.perplexity, rounds) == .at(edits: 200))
    #expect(finding(.tasks, rounds) == .at(edits: 300))
    #expect(finding(.hidden, rounds) == .at(edits: 300))
    #expect(finding(.norm, rounds) == .at(edits: 200))
    // Without edit 0 there is nothing to hold them against.
    #expect(finding(.tasks, rounds.dropFirst()) == .notMeasured)
  }

  @Test func aModelThatIsNoModelAnyMoreHasCollapsed() {
    let rounds = rounds {
      guard $0 == 3 else { return }
      $1.scores.perplexity = .nan
      $1.layers[0].ss = .nan
      $1.layers[0].coreDrift = .infinity
    }
    for signal in [CollapseSignal.perplexity, .ss, .core] {
      #expect(finding(signal, rounds) == .at(edits: 300), "\(signal)")
    }
  }

  @Test func layersCountByTheirMean() {
    let rounds = rounds { index, report in
      report.layers.append(report.layers[0])
      report.layers[1].ls = [1, 0.1, -0.1, 0][index]
    }
    #expect(finding(.ls, rounds) == .at(edits: 200))
  }

  @Test func whatWasNeverMeasuredIsNotFound() {
    let rounds = rounds {
      $1.scores.neighbourhood = nil
      $1.layers = $0 < 4 ? [] : $1.layers
    }
    for signal in [CollapseSignal.neighbourhood, .ls, .core] { #expect(finding(signal, rounds) == .notMeasured) }
  }

  @Test func theAlarmIsOfTheFirstSignal() {
    let rounds = rounds {
      $1.scores.efficacyArgmax = $0 == 0 ? nil : 1
      $1.scores.tasks = ["a": [0.9, 0.9, 0.7, 0.1][$0]]
      $1.scores.perplexity = [5, 6, 7, 500][$0]
      $1.layers[0].ls = 0.1
    }
    var watch = CollapseDetector(rounds.prefix(2))
    // Weights alone raise no alarm.
    #expect(watch.finding(.ls) == .at(edits: 0) && watch.alarm == nil && watch.alarmWords == nil)
    watch.add(rounds[2])
    watch.add(rounds[3])
    #expect(watch.alarm?.signal == .tasks && watch.alarm?.edits == 200)
    #expect(watch.alarmWords == "collapse at edit 200: tasks 0.70, 0.90 at first (threshold 0.72)")
    watch.rewind(to: 100)
    #expect(watch == CollapseDetector(rounds.prefix(2)))
  }

  /// Perplexity grows by factors: half-way to ten times is the square root of ten.
  @Test func progressIsAShareOfTheWay() throws {
    let rounds = rounds {
      $1.scores.efficacyArgmax = [nil, 1, 0.9, 0.9][$0]
      $1.scores.tasks = ["a": [1, 1.1, 0.95, 0.5][$0]]
      $1.scores.perplexity = [5, 5, 5 * 10.0.squareRoot(), .nan][$0]
      $1.layers[0].coreDrift = [0, 0.25, 0.75, 2][$0]
    }
    let watch = CollapseDetector(rounds)
    func progress(_ signal: CollapseSignal, _ round: Int) -> Double? {
      watch.standing(of: signal, after: rounds[round])?.progress
    }
    #expect(progress(.tasks, 1) == 0 && progress(.argmax, 0) == nil)
    #expect(try abs(#require(progress(.perplexity, 2)) - 0.5) < 1e-12)
    #expect(try abs(#require(progress(.tasks, 2)) - 0.25) < 1e-12)
    #expect(try abs(#require(progress(.argmax, 2)) - 0.2) < 1e-12)
    #expect(progress(.core, 2) == 0.75 && progress(.core, 3) == 1 && progress(.perplexity, 3) == 1)
    #expect(watch.nearest(after: rounds[2])?.signal == .perplexity)
    #expect(watch.standing(of: .tasks, after: rounds[2])?.threshold == 0.8)
  }
}
