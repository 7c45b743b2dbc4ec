import Editing
import Foundation
import Models
import Numerics

/// One edit's target by the book: at every step all tokens of all its prompts go through all blocks and the head, and the
/// gradient comes back from the logits of all tokens to delta.
///
/// Written apart from `Editing`'s own optimisation on purpose: that one leaves out what does not depend on delta, and this
/// one shows what that saves and that nothing else changes. As in MEMIT's `compute_z`, prompts are padded to one length, and
/// the head runs a second time on the rewriting prompts, because the loss is read off the last block.
struct TextbookTarget {
  private let edit: PreparedEdit
  private let model: Transformer
  private let settings: HyperParameters
  private let batch: TokenBatch
  /// The row of each prompt's subject, its last token; the essence prompt's is the last.
  private let subjects: [Int]

  init(_ edit: PreparedEdit, model: Transformer, settings: HyperParameters) {
    self.edit = edit
    self.model = model
    self.settings = settings
    let prompts = edit.rewriting + [edit.essence]
    let batch = TokenBatch(padded(prompts.map(\.tokens)))
    self.batch = batch
    subjects = prompts.indices.map { batch.starts[$0] + prompts[$0].subjectLast }
  }

  /// z = h0 + delta; nil when the loss is not finite.
  func optimised() throws -> [Float]? {
    var delta = [Float](repeating: 0, count: model.shape.hidden)
    var adam = AdamState(count: delta.count, rate: settings.learningRate)
    var initial: [Float] = []
    var essence: [Float] = []
    for iteration in 0..<settings.steps {
      let pass = try forward(delta)
      if iteration == 0 {
        initial = pass.initial
        essence = pass.logProbabilities(subjects[subjects.count - 1])
      }
      let size = length(delta)
      let loss = loss(pass, essence) + settings.weightDecay * size / (length(initial) * length(initial))
      guard loss.isFinite else { return nil }
      if loss < settings.stopLoss || iteration == settings.steps - 1 { break }
      var gradient = gradient(pass, essence)
      if size > 0 {
        let decay = Float(settings.weightDecay / (size * length(initial) * length(initial)))
        for i in delta.indices { gradient[i] += decay * delta[i] }
      }
      adam.step(&delta, gradient)
      let limit = settings.clampFactor * length(initial)
      let moved = length(delta)
      if moved > limit { for i in delta.indices { delta[i] *= Float(limit / moved) } }
    }
    return zip(initial, delta).map { $0 + $1 }
  }

  private struct Pass {
    /// h0 of the bare prompt.
    let initial: [Float]
    /// Of the blocks above the target's layer.
    let activations: [BlockActivations]
    /// Of the last block, T x d.
    let output: Matrix<Float>
    /// T x V.
    let logits: Matrix<Float>
    let logSums: [Float]

    func logProbabilities(_ row: Int) -> [Float] { logits.row(row).map { $0 - logSums[row] } }
  }

  private func forward(_ delta: [Float]) throws -> Pass {
    let above = (settings.layers.last ?? 0) + 1
    var hidden = model.run(try model.embed(batch), through: 0..<above, batch: batch)
    let initial = Array(hidden.row(subjects[0]))
    for row in subjects { hidden.setRow(row, zip(hidden.row(row), delta).map { $0 + $1 }) }
    var activations: [BlockActivations] = []
    let output = model.run(hidden, through: above..<model.shape.layers, batch: batch) { values, _ in
      activations.append(values)
    }
    let logits = model.logits(output)
    _ = model.logits(output.rows(0..<batch.rows(edit.rewriting.count).lowerBound))
    return Pass(
      initial: initial, activations: activations, output: output, logits: logits, logSums: logits.logSumExpOfRows)
  }

  /// The rows that predict the target in a rewriting prompt: its last ones before the padding.
  private func labels(_ prompt: Int) -> some Sequence<(row: Int, token: Int)> {
    let rows = batch.rows(prompt).prefix(edit.rewriting[prompt].tokens.count)
    return zip(rows.suffix(edit.target.count), edit.target).lazy.map { ($0, $1) }
  }

  /// Mean negative log-likelihood over prompts, and the weighted divergence on the essence prompt.
  private func loss(_ pass: Pass, _ essence: [Float]) -> Double {
    var sum = 0.0
    for prompt in edit.rewriting.indices {
      for (row, token) in labels(prompt) { sum += Double(pass.logSums[row] - pass.logits[row, token]) }
    }
    let divergence = divergence(pass.logProbabilities(subjects[subjects.count - 1]), essence)
    return sum / Double(edit.rewriting.count * edit.target.count) + settings.klFactor * divergence
  }

  private func divergence(_ now: [Float], _ before: [Float]) -> Double {
    zip(now, before).reduce(0) { $0 + Double(exp($1.0) * ($1.0 - $1.1)) }
  }

  private func gradient(_ pass: Pass, _ essence: [Float]) -> [Float] {
    var dLogits = Matrix<Float>(pass.logits.rows, pass.logits.columns)
    let weight = 1 / Float(edit.rewriting.count * edit.target.count)
    for prompt in edit.rewriting.indices {
      for (row, token) in labels(prompt) {
        dLogits.setRow(row, pass.logProbabilities(row).map { weight * exp($0) })
        dLogits[row, token] -= weight
      }
    }
    let last = subjects[subjects.count - 1]
    let now = pass.logProbabilities(last)
    let divergence = Float(divergence(now, essence))
    let factor = Float(settings.klFactor)
    dLogits.setRow(last, zip(now, essence).map { factor * exp($0) * ($0 - $1 - divergence) })
    let dHidden = model.backward(
      model.logitsGradient(pass.output, of: dLogits), through: pass.activations, batch: batch)
    return subjects.reduce(into: [Float](repeating: 0, count: dHidden.columns)) { sum, row in
      for (i, value) in dHidden.row(row).enumerated() { sum[i] += value }
    }
  }
}

/// Sequences padded on the right to the length of the longest; what causal attention makes of the padding reaches no token.
func padded(_ sequences: [[Int]]) -> [[Int]] {
  let length = sequences.reduce(0) { max($0, $1.count) }
  return sequences.map { $0 + [Int](repeating: 0, count: length - $0.count) }
}

/// Adam (betas 0.9 and 0.999, epsilon 1e-8), bias-corrected.
private struct AdamState {
  private var mean: [Float]
  private var square: [Float]
  private var steps = 0
  private let rate: Double

  init(count: Int, rate: Double) {
    mean = [Float](repeating: 0, count: count)
    square = mean
    self.rate = rate
  }

  mutating func step(_ x: inout [Float], _ gradient: [Float]) {
    steps += 1
    let meanScale = Float(1 / (1 - pow(0.9, Double(steps))))
    let squareScale = Float(1 / (1 - pow(0.999, Double(steps))))
    for i in x.indices {
      mean[i] = 0.9 * mean[i] + 0.1 * gradient[i]
      square[i] = 0.999 * square[i] + 0.001 * gradient[i] * gradient[i]
      x[i] -= Float(rate) * meanScale * mean[i] / ((squareScale * square[i]).squareRoot() + 1e-8)
    }
  }
}

private func length(_ x: [Float]) -> Double {
  x.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}
