import Bench
import Cells
import Charts
import Foundation
import Glibc
import Monitor
import RunModel

/// `revive bench --screen`: what frames cost, on a made-up history of a stated size.
///
/// Processor time of the drawing thread, from the state to the cells; what the terminal then is sent are the cells that
/// changed. Each row is of one layout: a frame as such, and one after a round that has just come in, with taking it in.
func benchScreen(in context: ProcessContext) throws -> Int32 {
  let (size, layers, edits) = (Size(width: 200, height: 50), 8, 20_000)
  var report =
    "frames of \(size.width) x \(size.height), \(counted(edits, "edit")), \(layers) layers; ms of processor time\n"
  for roundSize in [100, 1] {
    let history = MadeUpRun(layers: layers, roundSize: roundSize)
    var state = MonitorState(environment: MonitorEnvironment(size: size))
    let rounds = edits / roundSize
    _ = update(&state, .engine([.ready(history.description(editLimit: 2 * edits))]))
    let loading = (0...rounds).map { round in
      let report = history.report(round)
      return processorTime { _ = update(&state, .engine([.round(report)])) }
    }
    var table = TextTable(["layout", "frame", "worst", "after a round", "worst"])
    for preset in Preset.allCases {
      while state.panes.preset != preset { _ = update(&state, .key(.character("p"))) }
      var buffer = CellBuffer(size: size)
      let frames = (0..<40).map { _ in processorTime { view(state, into: &buffer) } }
      var next = state
      // The first change of the copy pays for all that it shares with the state; a monitor has but one state.
      _ = update(&next, .engine([.round(history.report(rounds + 1))]))
      let steps = (2...41).map { step in
        let report = history.report(rounds + step)
        return processorTime {
          _ = update(&next, .engine([.round(report)]))
          view(next, into: &buffer)
        }
      }
      table.add(
        [preset.rawValue]
          + [frames, steps].flatMap { times in [median(times), times.max() ?? .nan].map(milliseconds) })
    }
    report +=
      "\nrounds of \(roundSize): \(grouped(rounds)) of them taken in, \(milliseconds(median(loading))) each, worst \(milliseconds(loading.max() ?? .nan))\n\(table.text)"
    for (name, times) in replaySteps(of: state) {
      report += "a replay's steps \(name): \(milliseconds(median(times))), worst \(milliseconds(times.max() ?? .nan))\n"
    }
  }
  try context.write(report)
  return 0
}

/// Seconds of steps through a replay of a run, each with its frame in the first layout: back from its end, then forward.
private func replaySteps(of run: MonitorState) -> [(name: String, seconds: [Double])] {
  var state = run
  _ = update(&state, .engine([.stopped(reason: "this is a replay")]))
  while state.panes.preset != Preset.allCases.first { _ = update(&state, .key(.character("p"))) }
  var buffer = CellBuffer(size: state.environment.size)
  return [("back", "[" as Character), ("forward", "]")].map { name, key in
    let seconds = (0..<40).map { _ in
      processorTime {
        _ = update(&state, .key(.character(key)))
        view(state, into: &buffer)
      }
    }
    return (name, seconds)
  }
}

private func milliseconds(_ seconds: Double) -> String { fixed(seconds * 1_000, digits: 2) }

/// Seconds of processor time that this thread spends in `body`.
private func processorTime(_ body: () -> Void) -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  let start = now()
  body()
  return now() - start
}

/// A history with the shape of a real one: every measure is a closed form of the edit count.
private struct MadeUpRun {
  let layers: Int
  let roundSize: Int

  func description(editLimit: Int) -> RunDescription {
    RunDescription(
      model: "made up", parameters: 1, editor: .memit,
      layers: (0..<layers).map { layer in
        RunDescription.Layer(layer: layer, d: 256, m: 1_024, spectrum: spectrum(0), frobenius: 20)
      }, roundSize: roundSize, editLimit: editLimit, guardSetting: GuardSetting(), seed: 0, tasks: ["a", "b"],
      folder: nil, remarks: [])
  }

  private func spectrum(_ growth: Double) -> [Float] {
    (0..<256).map { Float((1 + growth) * 20 / pow(Double($0) + 1, 0.6) + sin(Double($0) + growth * 9)) }
  }

  func report(_ round: Int) -> RoundReport {
    let edits = round * roundSize
    let wear = Double(edits) / 5_000
    func share(_ speed: Double) -> Double { exp(-wear * speed) * (0.98 + 0.02 * sin(Double(edits))) }
    let (values, isFull) = (spectrum(wear), round.isMultiple(of: 5))
    return RoundReport(
      edits: edits, round: round, editor: .memit,
      guardSetting: GuardSetting(isOn: (edits / 2_500).isMultiple(of: 2)),
      scores: Scores(
        efficacy: share(0.2), efficacyArgmax: share(0.7), paraphrase: share(0.4), neighbourhood: share(0.3),
        perplexity: 5 * exp(wear), tasks: ["a": share(0.3), "b": share(0.5)]),
      sampled: SampleSizes(edits: 200),
      layers: (0..<layers).map { layer in
        LayerReport(
          layer: layer, k: 40, ls: share(2), ss: share(3), coreDrift: wear, frobenius: 20 + wear,
          frobeniusRatio: 1 + wear, spectral: 20 + wear, spectralRatio: 1 + wear, hiddenNorm: 13 + wear, kept: 0.9,
          relativeChange: 0.4, leading: Array(values.prefix(64)), spectrum: isFull ? values : nil)
      }, seconds: RoundTimings(total: 1),
      outcomes: (max(0, edits - roundSize)..<edits).map { index in
        EditOutcome(
          index: index, caseID: index, subject: "Subject \(index)", prompt: "{} lies in the country of",
          oldObject: "France", newObject: "Japan", probability: share(1), succeeds: true, holds: index.isMultiple(of: 3)
        )
      }, probes: [ProbeReading(prompt: "The capital of France is", continuation: " Paris", probability: 0.9)])
  }
}
