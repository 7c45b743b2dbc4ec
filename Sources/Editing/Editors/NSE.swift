import Models
import Numerics
import RunModel

/// Neuron-level sequential editing (Jiang et al., arXiv 2410.04045).
///
///     dW_Q = R K_Q^T (lambda C_QQ + S_QQ + K_Q K_Q^T)^-1
///
/// on the neurons Q that are active most, several times over for the edits that are still too far from their targets. The
/// targets are those of the original weights; S = K' K'^T over the keys of all earlier rounds, read when each was done.
/// Source: the NSE repository, `nse_main`.
package struct NSE: Editor {
  package let name = EditorKind.nse.rawValue
  private let settings: HyperParameters

  package init(_ settings: HyperParameters) { self.settings = settings }

  package var layers: [Int] { settings.layers }
  package var metric: MetricKind? {
    picksNeurons ? .blocks(weight: settings.momentWeight) : .moment(weight: settings.momentWeight)
  }
  package var pastKeyUse: PastKeyUse { .afterTheRound }

  package func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve {
    var before = round
    before.model = round.original
    let (targets, seconds) = try before.targets(settings, progress: progress)
    var result = RoundSolve(secondsTargets: seconds)
    result.note(targets)
    let usable = round.edits.indices.filter { targets[$0].failure == nil }
    guard !usable.isEmpty else { return result }
    let grams = pastGrams(round)
    var current = round
    var solves: [[LayerSolve]] = []
    var distances: [Double] = []
    var edited: Set<Int> = []
    // One of the reference's iterations only looks.
    let passes = max(1, settings.nse.passes - 1)

    for pass in 0..<passes {
      let states = try current.hiddenStates(above: layers[layers.count - 1])
      if pass == 0 { result.hiddenNorms = (0..<states.rows).map { norm(Array(states.row($0))) } }
      distances = targets.indices.map { norm(zip(targets[$0].z, states.row($0)).map { $0 - $1 }) }
      let chosen = usable.filter { distances[$0] > settings.nse.least && distances[$0] < settings.nse.most }
      guard !chosen.isEmpty else { break }
      edited.formUnion(chosen)
      let steps = layers.count
      let solve = try self.pass(current, chosen, towards: targets, grams: grams) { stage, step, _ in
        progress(stage, pass * steps + step, passes * steps)
      }
      if let reason = solve.failures.values.first {
        result.fail(usable, reason)
        return result
      }
      solves.append(solve.layers)
      for layer in solve.layers { current.model.apply(layer.update) }
    }
    result.layers = layers.indices.compactMap { layer in LayerSolve(passes: solves.map { $0[layer] }) }
    for index in usable where !edited.contains(index) && !(distances[index] <= settings.nse.least) {
      result.failures[index] = reason(distance: distances[index])
    }
    // All that have a target, those that were too far from it or there already among them, as in the reference.
    result.trace = try round.trace(
      of: result, including: pastKeyUse, edits: usable.map { round.edits[$0] }, layers: layers)
    return result
  }

  private var picksNeurons: Bool { settings.nse.neuronShare < 1 }

  /// One sweep over the layers for the chosen edits.
  private func pass(
    _ round: EditRound, _ chosen: [Int], towards targets: [Target], grams: [Int: Matrix<Double>],
    progress: RoundProgress
  ) throws -> RoundSolve {
    var part = round
    part.edits = chosen.map { round.edits[$0] }
    var blocks: [Int: NeuronBlock] = [:]
    return try part.sweep(
      towards: chosen.map { targets[$0] }, seconds: 0, layers: layers, progress: progress
    ) { problem in
      guard picksNeurons else { return try problem.ridgeSolution() }
      guard let moment = round.moments[problem.layer] else {
        preconditionFailure("no second moment for layer \(problem.layer)")
      }
      // The confined solve follows the free one of the same keys.
      let block =
        try blocks[problem.layer]
        ?? NeuronBlock(
          Self.neurons(of: problem.keys, share: settings.nse.neuronShare), moment: moment,
          weight: settings.momentWeight, past: grams[problem.layer])
      blocks[problem.layer] = block
      return try block.solution(problem)
    }
  }

  /// S by layer, for solves on a part of the neurons; `metrics` hold it for all.
  private func pastGrams(_ round: EditRound) -> [Int: Matrix<Double>] {
    guard picksNeurons else { return [:] }
    return layers.reduce(into: [:]) { $0[$1] = round.memory.gram(layer: $1) }
  }

  /// Q: the neurons of the largest sum_j |K_ij|, as many as hold no more than `share` of it all but one at least, ascending.
  /// All for a share of 1, where the reference leaves it to the rounding of its sums whether the last one is in.
  static func neurons(of keys: Matrix<Double>, share: Double) -> [Int] {
    guard share < 1, keys.isFinite else { return Array(0..<keys.rows) }
    let scores = (0..<keys.rows).map { keys.row($0).reduce(0) { $0 + abs($1) } }
    let limit = share * scores.reduce(0, +)
    let order = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
    var sum = 0.0
    let chosen = order.prefix {
      sum += scores[$0]
      return sum <= limit
    }
    return chosen.isEmpty ? Array(order.prefix(1)) : chosen.sorted()
  }

  private func reason(distance: Double) -> String {
    guard distance.isFinite else { return "its hidden state is not finite" }
    let (distance, most) = (Float(distance), settings.nse.most)
    return "its hidden state is \(distance) from its target, and NSE edits within \(most) only (upper_bound)"
  }
}

extension EditRound {
  /// The output of a block at the subject's last token of each edit's bare prompt, n x d.
  fileprivate func hiddenStates(above layer: Int) throws(ModelError) -> Matrix<Float> {
    let batch = TokenBatch(edits.map { $0.rewriting[0].throughSubject })
    return model.run(try model.embed(batch), through: 0..<layer + 1, batch: batch).gatherRows(batch.lastRows)
  }
}

extension LayerSolve {
  /// Several solves of a layer as one update; nil of none.
  fileprivate init?(passes: [LayerSolve]) {
    guard var all = passes.first else { return nil }
    for next in passes.dropFirst() {
      all.keys = all.keys.flatMap { keys in next.keys.map { keys.appendingColumns(of: $0) } }
      all.residual = all.residual.flatMap { residual in next.residual.map { residual.appendingColumns(of: $0) } }
      all.secondsKeys += next.secondsKeys
      all.secondsSolve += next.secondsSolve
      all.secondsGuard += next.secondsGuard
    }
    if passes.count > 1 {
      all.update = WeightUpdate(layer: all.update.layer, change: .sum(passes.map(\.update.change)))
      all.norm = all.update.change.asDouble.norm
    }
    // Each pass by the norm of what its editor found.
    let guarded = passes.reduce(0) { $0 + $1.norm }
    let free = passes.reduce(0) { $0 + ($1.kept > 0 ? $1.norm / $1.kept : 0) }
    all.kept = free > 0 ? guarded / free : passes[0].kept
    self = all
  }
}
