import Foundation
import Models
import Numerics

// Shapes: T tokens of a minibatch, n edits in it, V vocabulary; weights as stored, m x d.

/// Edited weights in training on the edits of a round.
///
/// Source: ROME `baselines/ft`.
struct FineTuning {
  /// A minibatch below this loss takes no step, and training ends with an epoch whose mean is below it.
  static let doneLoss = 1e-2

  /// Why a training cannot go on.
  struct Failure: Error, CustomStringConvertible {
    let epoch: Int
    var description: String { "the loss of fine-tuning is not finite in epoch \(epoch + 1)" }
  }

  private let layers: [Int]
  private let start: Transformer
  private var model: Transformer
  private let batches: [Minibatch]
  /// By layer.
  private var optimisers: [Int: Adam]
  /// |h0| of each edit: the hidden state after the last trained block at the subject's last token, before training.
  let hiddenNorms: [Double]
  /// Of each minibatch before its step, in order.
  private(set) var losses: [Double] = []

  /// - Parameters:
  ///   - layers: blocks whose down projection is trained, ascending.
  ///   - batchSize: edits that take a step together.
  /// - Throws: `ModelError` when a prompt does not fit the model.
  init(_ edits: [PreparedEdit], model: Transformer, layers: [Int], batchSize: Int) throws(ModelError) {
    self.layers = layers
    self.model = model
    start = model
    let first = layers.first ?? 0
    var batches: [Minibatch] = []
    var norms: [Double] = []
    for index in stride(from: 0, to: edits.count, by: batchSize) {
      let part = edits[index..<min(edits.count, index + batchSize)]
      let batch = try Minibatch(part, model: model, layer: first)
      let hidden = model.run(
        model.output(of: batch.base), through: first + 1..<(layers.last ?? first) + 1, batch: batch.tokens)
      norms += zip(part, batch.tokens.starts).map { norm(Array(hidden.row($1 + $0.rewriting[0].subjectLast))) }
      batches.append(batch)
    }
    self.batches = batches
    hiddenNorms = norms
    optimisers = [Int: Adam](
      uniqueKeysWithValues: layers.map { ($0, Adam(count: model.blocks[$0].down.weight.entries.count)) })
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - decay: L2 penalty: `decay` times the weight is added to its gradient.
  ///   - bound: how far an entry may go from its start.
  ///   - progress: called before each minibatch with those done and to do; returning false interrupts.
  /// - Returns: nil, or why the training broke down.
  /// - Throws: `EditingError.interrupted`.
  mutating func run(
    epochs: Int, rate: Double, decay: Double, bound: Double?, progress: (_ step: Int, _ steps: Int) -> Bool
  ) throws(EditingError) -> Failure? {
    for epoch in 0..<epochs {
      var sum = 0.0
      for (index, batch) in batches.enumerated() {
        guard progress(epoch * batches.count + index, epochs * batches.count) else { throw .interrupted }
        let pass = FineTuningPass(batch, model: model)
        losses.append(pass.loss)
        guard pass.loss.isFinite else { return Failure(epoch: epoch) }
        sum += pass.loss * Double(batch.targets.count)
        guard pass.loss >= Self.doneLoss else { continue }
        for (layer, gradient) in pass.weightGradients(layers: layers) {
          step(layer: layer, gradient, rate: rate, decay: decay, bound: bound)
        }
      }
      if sum / Double(hiddenNorms.count) < Self.doneLoss { break }
    }
    return nil
  }

  /// One step of Adam, and back into the box W0 - bound <= W <= W0 + bound.
  private mutating func step(layer: Int, _ gradient: Matrix<Float>, rate: Double, decay: Double, bound: Double?) {
    var gradient = gradient
    if decay != 0 { gradient.add(model.blocks[layer].down.weight, times: Float(decay)) }
    optimisers[layer]?.step(&model.blocks[layer].down.weight.entries, against: gradient.entries, rate: rate)
    guard let bound else { return }
    confine(
      &model.blocks[layer].down.weight.entries, around: start.blocks[layer].down.weight.entries, within: Float(bound))
  }

  private func confine(_ x: inout [Float], around center: [Float], within bound: Float) {
    for i in x.indices { x[i] = min(max(x[i], center[i] - bound), center[i] + bound) }
  }

  /// What training has done to a layer's weight so far, in maths layout: d x m.
  func change(layer: Int) -> WeightDelta<Double> {
    let (now, before) = (model.blocks[layer].down.weight, start.blocks[layer].down.weight)
    return .dense((now.asDouble - before.asDouble).transposed)
  }
}

/// Edits that take a step together.
struct Minibatch {
  /// The bare prompts.
  let tokens: TokenBatch
  /// Tokens of the new objects.
  let targets: [[Int]]
  /// Of the lowest trained block: no training of its down projection or of higher blocks changes them.
  let base: BlockActivations

  init(_ edits: ArraySlice<PreparedEdit>, model: Transformer, layer: Int) throws(ModelError) {
    tokens = TokenBatch(edits.map(\.barePrompt))
    targets = edits.map(\.target)
    let hidden = model.run(try model.embed(tokens), through: 0..<layer, batch: tokens)
    base = model.activate(layer: layer, hidden, batch: tokens)
  }
}

extension PreparedEdit {
  /// The prompt with its subject, in no context and without the head of the target.
  var barePrompt: [Int] { rewriting[0].tokens.dropLast(target.count - 1) }
}

/// One forward pass of a minibatch from its lowest trained weight up.
private struct FineTuningPass {
  private let batch: Minibatch
  private let model: Transformer
  /// Of the blocks above the lowest trained one.
  private let activations: [BlockActivations]
  /// The last block's output at the prompts' last tokens: n x d.
  private let hidden: Matrix<Float>
  /// n x V.
  private let logits: Matrix<Float>
  private let logSums: [Float]
  /// Mean over edits of the mean over target tokens of -log p(token).
  let loss: Double

  init(_ batch: Minibatch, model: Transformer) {
    self.batch = batch
    self.model = model
    var activations: [BlockActivations] = []
    let output = model.run(
      model.output(of: batch.base), through: batch.base.layer + 1..<model.shape.layers, batch: batch.tokens
    ) { values, _ in activations.append(values) }
    self.activations = activations
    hidden = output.gatherRows(batch.tokens.lastRows)
    let logits = model.logits(hidden)
    let logSums = logits.logSumExpOfRows
    var sum = 0.0
    for (row, target) in batch.targets.enumerated() {
      sum += target.reduce(0) { $0 + Double(logSums[row] - logits[row, $1]) } / Double(target.count)
    }
    loss = sum / Double(batch.targets.count)
    self.logits = logits
    self.logSums = logSums
  }

  /// The gradient of the loss at the weights of `layers`, the lowest of which is the minibatch's: m x d by layer.
  func weightGradients(layers: [Int]) -> [Int: Matrix<Float>] {
    let dHidden = model.logitsGradient(hidden, of: logitsGradient)
    var dOutput = Matrix<Float>(batch.tokens.tokens.count, dHidden.columns)
    for (i, row) in batch.tokens.lastRows.enumerated() { dOutput.setRow(row, dHidden.row(i)) }
    var result: [Int: Matrix<Float>] = [:]
    func collect(_ values: BlockActivations, _ dOutput: Matrix<Float>) {
      guard layers.contains(values.layer) else { return }
      result[values.layer] = model.blocks[values.layer].down.weightGradient(
        at: values.keys, of: model.downGradient(at: values, of: dOutput))
    }
    collect(batch.base, model.backward(dOutput, through: activations, batch: batch.tokens, observe: collect))
    return result
  }

  /// (softmax - mean over target tokens of one-hot) / n.
  private var logitsGradient: Matrix<Float> {
    var gradient = Matrix<Float>(logits.rows, logits.columns)
    let share = 1 / Float(batch.targets.count)
    for (row, target) in batch.targets.enumerated() {
      gradient.setRow(row, logits.row(row).map { share * exp($0 - logSums[row]) })
      for token in target { gradient[row, token] -= share / Float(target.count) }
    }
    return gradient
  }
}
