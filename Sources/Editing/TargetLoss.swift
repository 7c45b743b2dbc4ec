import Foundation
import Models
import Numerics

/// One forward pass of the active edits, and what its loss is made of.
struct LossPass {
  private let problem: TargetProblem
  private let tails: [TargetProblem.Tail]
  private let batch: TokenBatch
  private let cache: KeyValueCache
  private var activations: [BlockActivations] = []
  private let output: Matrix<Float>
  /// Rows of `output` that have logits, tail by tail.
  private let logitRows: [Int]
  private let firstLogit: [Int]
  private let logits: Matrix<Float>
  private let logSums: [Float]
  private let essence: [Int: [Float]]

  /// - Parameter essence: log-probabilities of each edit's essence prompt at delta 0; filled in by the first pass.
  init(_ problem: TargetProblem, active: [Int], deltas: [[Float]], essence: inout [Int: [Float]]) {
    self.problem = problem
    let isActive = Set(active)
    let indices = problem.tails.indices.filter { isActive.contains(problem.tails[$0].edit) }
    let tails = indices.map { problem.tails[$0] }
    let cache = problem.cache.selecting(indices)
    // Token ids do not matter above the embedding; only the lengths do.
    let batch = TokenBatch(tails.map { Array(repeating: 0, count: $0.rows.count) }, prefixLengths: cache.lengths)

    var hidden = problem.hidden.gatherRows(tails.flatMap { Array($0.rows) })
    for (s, tail) in tails.enumerated() {
      let row = batch.starts[s]
      hidden.setRow(row, zip(hidden.row(row), deltas[tail.edit]).map { $0 + $1 })
    }
    let model = problem.model
    let layer = problem.hyperParameters.layers.last ?? 0
    var activations: [BlockActivations] = []
    output = model.run(hidden, through: layer + 1..<model.shape.layers, batch: batch, cache: cache) { values, _ in
      activations.append(values)
    }
    var rows: [Int] = []
    var first: [Int] = []
    for (s, tail) in tails.enumerated() {
      first.append(rows.count)
      rows += tail.labels.isEmpty ? [batch.starts[s]] : Array(batch.rows(s).suffix(tail.labels.count))
    }
    logits = model.logits(output.gatherRows(rows))
    logSums = logits.logSumExpOfRows
    logitRows = rows
    firstLogit = first
    if essence.isEmpty {
      for (s, tail) in tails.enumerated() where tail.labels.isEmpty {
        essence[tail.edit] = Self.logProbabilities(logits, logSums, row: first[s])
      }
    }
    self.essence = essence
    self.tails = tails
    self.cache = cache
    self.batch = batch
    self.activations = activations
  }

  private static func logProbabilities(_ logits: Matrix<Float>, _ logSums: [Float], row: Int) -> [Float] {
    logits.row(row).map { $0 - logSums[row] }
  }

  /// Mean NLL of a rewriting tail's labels.
  private func negativeLogLikelihood(tail s: Int) -> Double {
    let labels = tails[s].labels
    var sum = 0.0
    for (j, label) in labels.enumerated() {
      let row = firstLogit[s] + j
      sum += Double(logSums[row] - logits[row, label])
    }
    return sum / Double(labels.count)
  }

  /// KL(p || p0) of an essence tail.
  private func divergence(tail s: Int) -> Double {
    guard let reference = essence[tails[s].edit] else { return .nan }
    var sum = 0.0
    for (now, before) in zip(Self.logProbabilities(logits, logSums, row: firstLogit[s]), reference) {
      sum += Double(exp(now) * (now - before))
    }
    return sum
  }

  func step(_ edit: Int, delta: [Float]) -> Target.Step {
    let own = tails.indices.filter { tails[$0].edit == edit }
    let nlls = own.filter { !tails[$0].labels.isEmpty }.map { negativeLogLikelihood(tail: $0) }
    let nll = nlls.reduce(0, +) / Double(nlls.count)
    let kl =
      problem.hyperParameters.klFactor
      * own.filter { tails[$0].labels.isEmpty }.reduce(0) { $0 + divergence(tail: $1) }
    let size = norm(delta)
    let initial = norm(problem.initial[edit])
    let decay = problem.hyperParameters.weightDecay * size / (initial * initial)
    return Target.Step(
      loss: nll + kl + decay, nll: nll, kl: kl, decay: decay,
      probability: nlls.reduce(0) { $0 + exp(-$1) } / Double(nlls.count), deltaNorm: size)
  }

  /// d(NLL + KL)/d delta of the given edits, without the decay term.
  func gradients(edits: [Int]) -> [Int: [Float]] {
    let wanted = Set(edits)
    var dLogits = Matrix<Float>(logits.rows, logits.columns)
    for (s, tail) in tails.enumerated() where wanted.contains(tail.edit) {
      if tail.labels.isEmpty {
        setDivergenceGradient(&dLogits, tail: s)
      } else {
        setNLLGradient(&dLogits, tail: s)
      }
    }
    let model = problem.model
    let dRows = model.logitsGradient(output.gatherRows(logitRows), of: dLogits)
    var dOutput = Matrix<Float>(output.rows, output.columns)
    for (i, row) in logitRows.enumerated() { dOutput.setRow(row, dRows.row(i)) }
    let dHidden = model.backward(dOutput, through: activations, batch: batch, cache: cache)
    var result: [Int: [Float]] = [:]
    for (s, tail) in tails.enumerated() where wanted.contains(tail.edit) {
      let part = dHidden.row(batch.starts[s])
      result[tail.edit] = result[tail.edit].map { zip($0, part).map { $0 + $1 } } ?? Array(part)
    }
    return result
  }

  /// (softmax - one-hot) / (labels * contexts).
  private func setNLLGradient(_ dLogits: inout Matrix<Float>, tail s: Int) {
    let labels = tails[s].labels
    let weight = 1 / Float(labels.count * problem.edits[tails[s].edit].rewriting.count)
    for (j, label) in labels.enumerated() {
      let row = firstLogit[s] + j
      dLogits.setRow(row, logits.row(row).map { weight * exp($0 - logSums[row]) })
      dLogits[row, label] -= weight
    }
  }

  /// klFactor p (log p - log p0 - KL).
  private func setDivergenceGradient(_ dLogits: inout Matrix<Float>, tail s: Int) {
    guard let reference = essence[tails[s].edit] else { return }
    let row = firstLogit[s]
    let now = Self.logProbabilities(logits, logSums, row: row)
    let kl = Float(divergence(tail: s))
    let factor = Float(problem.hyperParameters.klFactor)
    dLogits.setRow(row, zip(now, reference).map { factor * exp($0) * ($0 - $1 - kl) })
  }
}
