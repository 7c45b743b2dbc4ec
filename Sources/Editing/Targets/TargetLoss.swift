import Foundation
import Models
import Numerics

/// One forward pass of the active edits, and what its loss is made of.
struct LossPass {
  /// Log-probabilities of each edit's essence prompt at delta 0.
  let essence: [Int: [Float]]
  private let problem: TargetProblem
  private let tails: [TargetProblem.Tail]
  /// The tails of each edit, by position in `tails`.
  private let tailsOfEdit: [Int: [Int]]
  private let batch: TokenBatch
  private let cache: KeyValueCache
  private var activations: [BlockActivations] = []
  /// Rows of the batch that have logits, tail by tail: those that predict labels, then that of the essence prompt.
  private let logitRows: [Int]
  private let firstLogit: [Int]
  /// The last block's output at these rows.
  private let output: Matrix<Float>
  private let distributions: Distributions

  /// - Parameter searches: of all edits. Where one has no essence yet, this is its pass at delta 0.
  init(_ problem: TargetProblem, _ searches: [TargetProblem.Search]) {
    self.problem = problem
    let indices = problem.tails.indices.filter { searches[problem.tails[$0].edit].isActive }
    let tails = indices.map { problem.tails[$0] }
    let cache = problem.cache.selecting(indices)
    // Token ids do not matter above the embedding; only the lengths do.
    let batch = TokenBatch(tails.map { Array(repeating: 0, count: $0.rows.count) }, prefixLengths: cache.lengths)
    var logitRows: [Int] = []
    var firstLogit: [Int] = []
    for (s, tail) in tails.enumerated() {
      firstLogit.append(logitRows.count)
      logitRows += batch.rows(s).suffix(tail.labels.count) + (tail.isEssence ? [batch.starts[s]] : [])
    }
    let rows = tails.flatMap { Array($0.rows) }
    var hidden = problem.hidden.gatherRows(rows)
    for (s, tail) in tails.enumerated() {
      let row = batch.starts[s]
      hidden.setRow(row, zip(hidden.row(row), searches[tail.edit].delta).map { $0 + $1 })
    }

    let model = problem.model
    var activations: [BlockActivations] = []
    if var qkv = problem.queriesKeysValues?.gatherRows(rows) {
      let above = problem.above
      // Delta is in the first rows alone; the others' queries, keys and values stay as they were.
      let moved = model.queriesKeysValues(
        layer: above.lowerBound, hidden.gatherRows(Array(batch.starts.dropLast())))
      for s in tails.indices { qkv.setRow(batch.starts[s], moved.row(s)) }
      for layer in above {
        if layer > above.lowerBound { qkv = model.queriesKeysValues(layer: layer, hidden) }
        let values = model.activate(
          layer: layer, hidden, queriesKeysValues: qkv, batch: batch, cache: cache,
          at: layer == above.last ? logitRows : nil)
        activations.append(values)
        hidden = model.output(of: values)
      }
    } else {
      hidden = hidden.gatherRows(logitRows)
    }
    output = hidden
    let distributions = Distributions(logits: model.logits(output))
    var essence: [Int: [Float]] = [:]
    for (s, tail) in tails.enumerated() where tail.isEssence {
      let row = firstLogit[s] + tail.labels.count
      essence[tail.edit] = searches[tail.edit].essence ?? distributions.logProbabilities(row: row)
    }
    self.distributions = distributions
    self.essence = essence
    self.logitRows = logitRows
    self.firstLogit = firstLogit
    self.tails = tails
    tailsOfEdit = Dictionary(grouping: tails.indices) { tails[$0].edit }
    self.cache = cache
    self.batch = batch
    self.activations = activations
  }

  /// Mean NLL of a rewriting tail's labels.
  private func negativeLogLikelihood(tail s: Int) -> Double {
    let labels = tails[s].labels
    let sum = labels.enumerated().reduce(0.0) { sum, label in
      sum - distributions.logProbability(row: firstLogit[s] + label.offset, of: label.element)
    }
    return sum / Double(labels.count)
  }

  /// KL(p || p0) at the first row of an essence tail.
  private func divergence(tail s: Int) -> Double {
    guard let reference = essence[tails[s].edit] else { return .nan }
    return distributions.divergence(row: firstLogit[s] + tails[s].labels.count, from: reference)
  }

  func step(_ edit: Int, delta: [Float]) -> Target.Step {
    let own = tailsOfEdit[edit] ?? []
    let nlls = own.filter { !tails[$0].labels.isEmpty }.map { negativeLogLikelihood(tail: $0) }
    let nll = nlls.reduce(0, +) / Double(nlls.count)
    let kl =
      problem.hyperParameters.klFactor
      * own.filter { tails[$0].isEssence }.reduce(0) { $0 + divergence(tail: $1) }
    let size = norm(delta)
    let initial = norm(problem.initial[edit])
    let decay = problem.hyperParameters.weightDecay * size / (initial * initial)
    return Target.Step(
      loss: nll + kl + decay, nll: nll, kl: kl, decay: decay,
      probability: nlls.reduce(0) { $0 + exp(-$1) } / Double(nlls.count), deltaNorm: size)
  }

  /// Whether each token of an edit's target is the argmax, by generated context; of the bare prompt when there is none.
  func argmaxes(_ edit: Int) -> [[Bool]] {
    let own = (tailsOfEdit[edit] ?? []).filter { !tails[$0].labels.isEmpty }
    return (own.count > 1 ? own.dropFirst() : own[...]).map { s in
      tails[s].labels.enumerated().map { distributions.isLargest($1, row: firstLogit[s] + $0) }
    }
  }

  /// d(NLL + KL)/d delta of the given edits, without the decay term.
  func gradients(edits: [Int]) -> [Int: [Float]] {
    guard !edits.isEmpty else { return [:] }
    let wanted = Set(edits)
    var dLogits = Matrix<Float>(distributions.logits.rows, distributions.logits.columns)
    for (s, tail) in tails.enumerated() where wanted.contains(tail.edit) {
      setNLLGradient(&dLogits, tail: s)
      if tail.isEssence { setDivergenceGradient(&dLogits, tail: s) }
    }
    let first = Array(batch.starts.dropLast())
    let gradient = backward(problem.model.logitsGradient(output, of: dLogits), to: first)
    var result: [Int: [Float]] = [:]
    for (s, tail) in tails.enumerated() where wanted.contains(tail.edit) {
      let part = gradient.row(s)
      result[tail.edit] = result[tail.edit].map { zip($0, part).map { $0 + $1 } } ?? Array(part)
    }
    return result
  }

  /// The gradient at some rows of what goes into the blocks above, given that at the rows that have logits.
  private func backward(_ dOutput: Matrix<Float>, to rows: [Int]) -> Matrix<Float> {
    guard !activations.isEmpty else { return dOutput.scatteredRows(logitRows, of: batch.tokens.count).gatherRows(rows) }
    let model = problem.model
    var gradient = dOutput
    for values in activations.reversed() {
      var (dQKV, residual) = model.attentionGradient(
        gradient, through: values, at: values.layer == problem.above.last ? logitRows : nil, batch: batch, cache: cache)
      var input = values.input
      if values.layer == problem.above.lowerBound {
        (dQKV, residual) = (dQKV.gatherRows(rows), residual.gatherRows(rows))
        input = input.gatherRows(rows)
      }
      gradient = model.inputGradient(layer: values.layer, at: input, queriesKeysValues: dQKV, residual: residual)
    }
    return gradient
  }

  /// (softmax - one-hot) / (labels * contexts).
  private func setNLLGradient(_ dLogits: inout Matrix<Float>, tail s: Int) {
    let labels = tails[s].labels
    let weight = 1 / Float(labels.count * problem.edits[tails[s].edit].rewriting.count)
    for (j, label) in labels.enumerated() {
      distributions.setNLLGradient(row: firstLogit[s] + j, of: label, weight: weight, in: &dLogits)
    }
  }

  /// klFactor p (log p - log p0 - KL).
  private func setDivergenceGradient(_ dLogits: inout Matrix<Float>, tail s: Int) {
    guard let reference = essence[tails[s].edit] else { return }
    distributions.setDivergenceGradient(
      row: firstLogit[s] + tails[s].labels.count, from: reference, weight: Float(problem.hyperParameters.klFactor),
      in: &dLogits)
  }
}
