import Editing
import Engine
import Numerics
import RunModel

/// Times editors, one after the other, on first rounds of equal runs.
package struct RoundBench {
  private var setup: BenchSetup

  package init(_ setup: BenchSetup) { self.setup = setup }

  /// - Throws: what a round throws. An editor that cannot run on this model has a remark instead.
  package mutating func rows() throws -> [EditorRow] { try setup.plan.editors.map { try row($0) } }

  private mutating func row(_ kind: EditorKind) throws -> EditorRow {
    do { try setup.rounds.setEditor(kind) } catch {
      return EditorRow(editor: kind.rawValue, remark: "\(error)")
    }
    setup.tell("\(kind.rawValue): warming up")
    _ = try setup.rounds.first(setup.plan.roundSize)
    let textbook = setup.plan.comparesTextbook && kind.hasTextbookRound ? try textbookForm(kind) : nil
    var fast: [TimedRounds.Round] = []
    var slow: [RoundTimings] = []
    var difference = 0.0
    for turn in 0..<setup.plan.repeats {
      setup.tell("\(kind.rawValue): round \(turn + 1) of \(setup.plan.repeats)")
      let round = try setup.rounds.first(setup.plan.roundSize)
      fast.append(round)
      guard let textbook else { continue }
      setup.tell("\(kind.rawValue): textbook round \(turn + 1) of \(setup.plan.repeats)")
      let other = try textbook()
      let evaluation = try TextbookEvaluation(
        of: setup.rounds.measuredTexts(first: setup.plan.roundSize), model: other.model)
      slow.append(other.secondsWithMeasuring(evaluation))
      difference = max(difference, other.difference(to: round.updates))
    }
    var row = EditorRow(editor: kind.rawValue, layers: setup.rounds.editor.layers)
    let seconds = fast.map(\.report.seconds)
    row.edits = fast[0].report.edits
    row.failedEdits = fast[0].report.failed.count
    row.times = PartValues(RoundPart.allCases) { part in Timing(seconds.map(part.seconds)) }
    row.keeping = try keepingRow(fast)
    if !slow.isEmpty { row.textbook = Self.comparison(fast: seconds, textbook: slow, difference: difference) }
    if setup.plan.comparesTextbook { row.solve = try solveRow() }
    return row
  }

  /// Nil where rounds are not kept.
  private func keepingRow(_ rounds: [TimedRounds.Round]) throws -> KeepingRow? {
    guard let folder = setup.plan.folder else { return nil }
    let kept = try rounds.map { try setup.rounds.keep($0, in: folder) }
    return KeepingRow(
      updates: Timing(kept.map(\.updates)), digest: Timing(kept.map(\.digest)), log: Timing(kept.map(\.log)),
      share: medianRatio(kept.map { $0.digest + $0.log }, over: rounds.map(\.report.seconds.total)))
  }

  private static func comparison(fast: [RoundTimings], textbook: [RoundTimings], difference: Double) -> TextbookRow {
    let parts = RoundPart.ofTextbook
    // Spectra are the same for both.
    let whole = zip(fast, textbook).map { $1.total + $0.spectra }
    return TextbookRow(
      times: PartValues(parts) { part in Timing(textbook.map(part.seconds)) },
      ratios: PartValues(parts) { part in medianRatio(textbook.map(part.seconds), over: fast.map(part.seconds)) },
      wholeRatio: medianRatio(whole, over: fast.map(\.total)) ?? .nan, difference: difference)
  }

  /// What solves the plan's round by the book; nil for an editor without a closed form.
  private func textbookForm(_ kind: EditorKind) throws -> (() throws -> TextbookRound)? {
    guard let metric = setup.rounds.editor.metric else { return nil }
    let round = setup.rounds.round(0..<setup.plan.roundSize)
    let settings = setup.rounds.settings(for: kind)
    let solves = try settings.layers.reduce(into: [:]) { solves, layer in
      solves[layer] = try round.moments[layer].map { try DirectSolve(metric, moment: $0.matrix, ridge: $0.ridge) }
    }
    return { try TextbookRound(round, settings: settings, solves: solves) }
  }

  /// The solve of the editor's first layer alone. An editor that minds the past has one round behind it: the keys of the
  /// edits that follow the round's.
  private func solveRow() throws -> SolveRow? {
    let round = setup.rounds.round(0..<setup.plan.roundSize)
    guard let metric = setup.rounds.editor.metric, let layer = setup.rounds.editor.layers.first,
      let moment = round.moments[layer],
      !round.edits.isEmpty
    else { return nil }
    // Its size is known in the round only.
    if case .blocks = metric { return nil }
    setup.tell("\(setup.rounds.editor.name): the solve alone")
    let keys = try textbookKeys(round.edits, layer: layer, model: round.model).asDouble
    var memory = EditHistory()
    let past = setup.rounds.round(setup.plan.roundSize..<2 * setup.plan.roundSize)
    if setup.rounds.editor.pastKeyUse != .none, !past.edits.isEmpty {
      let traces = try setup.rounds.editor.layers.map {
        ($0, try textbookKeys(past.edits, layer: $0, model: past.model))
      }
      memory.remember(RoundTrace(keys: Dictionary(uniqueKeysWithValues: traces)))
    }
    let gram = memory.gram(layer: layer)
    let direct = try DirectSolve(metric, moment: moment.matrix, ridge: moment.ridge)
    var metricCache = setup.rounds.newMetricCache()
    // What is worked out once a run.
    _ = try setup.rounds.metrics(from: &metricCache, memory: EditHistory())
    var (fastSeconds, directSeconds): ([Double], [Double]) = ([], [])
    var difference = 0.0
    for _ in 0..<setup.plan.repeats {
      var metricCache = metricCache
      var clock = Stopwatch()
      guard let own = try setup.rounds.metrics(from: &metricCache, memory: memory)[layer] else { return nil }
      let cheap = try adjoint(of: keys, under: own.free)
      fastSeconds.append(clock.seconds)
      clock = Stopwatch()
      let whole = try direct.adjoint(of: keys, past: gram)
      directSeconds.append(clock.seconds)
      difference = max(difference, relativeDifference(cheap, whole))
    }
    return SolveRow(
      layer: layer, width: keys.rows, edits: keys.columns,
      pastKeys: gram == nil ? 0 : past.edits.count, fast: Timing(fastSeconds), direct: Timing(directSeconds),
      ratio: medianRatio(directSeconds, over: fastSeconds), difference: difference)
  }
}

/// ||A - B||_F / ||B||_F.
func relativeDifference(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
  (a - b).frobeniusNorm / b.frobeniusNorm
}
