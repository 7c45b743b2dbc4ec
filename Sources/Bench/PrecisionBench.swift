import Editing
import Engine
import Models
import Numerics
import RunModel

/// Rounds in every precision, in turns.
package struct PrecisionBench {
  private var setup: BenchSetup

  package init(_ setup: BenchSetup) { self.setup = setup }

  /// - Throws: what a round throws.
  package mutating func rows() throws -> [PrecisionRow] {
    guard let kind = setup.plan.editors.first else { return [] }
    try setup.rounds.setEditor(kind)
    let precisions = Precision.allCases
    var seconds = precisions.map { _ in [RoundTimings]() }
    var found: [Precision: Found] = [:]
    // The turn before the first packs weights and makes kernels.
    for turn in 0...setup.plan.repeats {
      for (index, precision) in precisions.enumerated() {
        setup.tell("\(precision.rawValue): \(turn == 0 ? "warming up" : "round \(turn) of \(setup.plan.repeats)")")
        setup.rounds.setPrecision(precision)
        let round = try setup.rounds.first(setup.plan.roundSize)
        if turn > 0 { seconds[index].append(round.report.seconds) }
        if turn == 0 { found[precision] = try results(of: round) }
      }
    }
    return precisions.enumerated().map { index, precision in
      let parts = RoundPart.allCases
      let times = PartValues(parts) { part in Timing(seconds[index].map(part.seconds)) }
      guard precision != .f32, let exact = found[.f32], let own = found[precision] else {
        return PrecisionRow(precision: precision, times: times)
      }
      let ratios = PartValues(parts) { part in
        medianRatio(seconds[0].map(part.seconds), over: seconds[index].map(part.seconds))
      }
      return PrecisionRow(precision: precision, times: times, ratios: ratios, errors: exact.errors(of: own))
    }
  }

  /// What a precision computes.
  private struct Found {
    var logits: Matrix<Float>
    var targets: [Target]
    var keys: Matrix<Float>?
    var updates: [WeightUpdate]

    /// Of `other`, with this as the truth.
    func errors(of other: Found) -> PrecisionErrors {
      let (largest, mean) = logitDifference(logits, other.logits)
      var (missed, added) = (0.0, 0.0)
      for (target, own) in zip(targets, other.targets) {
        for (z, other) in zip(target.z, own.z) { missed += Double(z - other) * Double(z - other) }
        for delta in target.delta { added += Double(delta) * Double(delta) }
      }
      var keyError = Double.nan
      if let keys, let own = other.keys { keyError = (keys - own).frobeniusNorm / keys.frobeniusNorm }
      let updateErrors = zip(updates, other.updates).map { update, other in
        let exact = update.change.matrix
        return (exact - other.change.matrix).frobeniusNorm / exact.frobeniusNorm
      }
      return PrecisionErrors(
        largestLogit: largest, meanLogit: mean,
        scale: Double(logits.entries.map(abs).max() ?? 0), targets: (missed / added).squareRoot(),
        keys: keyError, updates: updateErrors.max() ?? .nan)
    }
  }

  private func results(of round: TimedRounds.Round) throws -> Found {
    let edits = edits
    let model = setup.rounds.model
    let settings = setup.rounds.settings(for: setup.plan.editors[0])
    return Found(
      logits: try model.reduced.logits(prompts),
      targets: try computeTargets(edits, model: model, hyperParameters: settings), keys: round.keys,
      updates: round.updates)
  }

  private var edits: [PreparedEdit] { setup.rounds.round(0..<min(setup.plan.roundSize, 16)).edits }
  /// Of the edits, bare.
  private var prompts: TokenBatch { TokenBatch(edits.map { $0.rewriting[0].tokens }) }

  /// Logits of the same prompts by one, two and three terms.
  package func terms() throws -> [TermsRow] {
    let exact = try setup.rounds.model.logits(prompts)
    return try (1...3).map { terms in
      let (largest, mean) = logitDifference(
        exact, try setup.rounds.model.computing(.bf16(terms: terms)).logits(prompts))
      return TermsRow(terms: terms, largestLogit: largest, meanLogit: mean)
    }
  }

  // MARK: - Products alone

  /// The products of one block and of the head, for few rows and for many, on one thread.
  package func products() -> [ProductRow] {
    let threads = LinearAlgebraLibrary.threads
    LinearAlgebraLibrary.setThreads(1)
    defer { LinearAlgebraLibrary.setThreads(threads) }
    let shape = setup.rounds.model.shape
    // Weights are held as inputs x outputs, the head as V x d: products with a transpose are those of backward passes, and
    // the head's own.
    let weights = [
      ("attention in", shape.hidden, shape.attentionWidth, false),
      ("attention out", shape.queryWidth, shape.hidden, false),
      ("up", shape.hidden, shape.preactivationWidth, false), ("down", shape.mlp, shape.hidden, false),
      ("up, backwards", shape.preactivationWidth, shape.hidden, true),
      ("down, backwards", shape.hidden, shape.mlp, true), ("head", shape.hidden, shape.vocabulary, true),
      ("head, backwards", shape.vocabulary, shape.hidden, false),
    ]
    return weights.flatMap { name, k, n, transposed in
      setup.tell("products: \(name)")
      return [6, 100, 512].flatMap { m in
        Precision.allCases.map { precision in
          ProductRow(
            weight: name, m: m, k: k, n: n, precision: precision,
            rate: productRate(
              rows: m, inputs: k, outputs: n, transposed: transposed, inBF16: precision == .bf16),
            libraryRate: libraryProductRate(rows: m, inputs: k, outputs: n, inBF16: precision == .bf16))
        }
      }
    }
  }
}

/// The largest and the mean difference of two models' logits.
private func logitDifference(_ a: Matrix<Float>, _ b: Matrix<Float>) -> (largest: Double, mean: Double) {
  let differences = zip(a.entries, b.entries).map { Double(abs($0 - $1)) }
  return (differences.max() ?? 0, differences.reduce(0, +) / Double(max(1, differences.count)))
}
