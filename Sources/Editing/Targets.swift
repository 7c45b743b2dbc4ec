import Foundation
import Models
import Numerics

// Target optimisation: for each edit a hidden state z = h0 + delta at the subject's last token, at the output of block L,
// that makes the model say the new object.
//
//   loss = mean over contexts of NLL(target) + klFactor KL(p || p at delta 0) + weightDecay |delta| / |h0|^2
//
// Source: MEMIT `compute_z`. Three trims leave the numbers as they are: blocks up to L and positions before the subject's
// last token do not depend on delta, so they run once and later blocks read their keys and values from a cache; the KL row
// needs the subject's last token alone; and all edits of a round go through the model together.

/// One edit's target and how it was found.
package struct Target: Sendable, Equatable {
  /// The state of the loss before one Adam step.
  package struct Step: Sendable, Equatable {
    package let loss: Double
    package let nll: Double
    package let kl: Double
    package let decay: Double
    /// Mean over contexts of exp(-NLL).
    package let probability: Double
    package let deltaNorm: Double
  }
  /// The hidden state of the bare prompt before the edit, length d.
  package let initial: [Float]
  package let delta: [Float]
  package let steps: [Step]
  /// nil, or why there is no usable target; then `delta` is 0.
  package let failure: String?

  /// h0 + delta.
  package var z: [Float] { zip(initial, delta).map { $0 + $1 } }
}

/// Where a target stands in its block.
package enum TargetSite: Sendable {
  /// The block's output (MEMIT).
  case block
  /// The MLP's output (ROME). Delta is the same: the block's output is a sum that the MLP's is part of; only h0, by which
  /// it is bounded and decayed, is another.
  case mlp
}

/// What an editor asks of its targets beyond the settings; MEMIT nothing.
package struct TargetOptions: Sendable {
  package var site = TargetSite.block
  /// Whose |h0| bounds |delta|; nil for that of the model being edited.
  package var anchor: Transformer?
  /// By position of the edit: orthonormal columns, d x q, that its delta is kept clear of after every step.
  package var excluded: [Int: Matrix<Double>] = [:]
  /// An edit also ends when its target is more probable than this, as a mean over contexts.
  package var stopProbability = Double.infinity

  package init(anchor: Transformer? = nil) { self.anchor = anchor }

  /// The options of some of the edits, which are counted from 0 again.
  func of(_ edits: Range<Int>) -> TargetOptions {
    var part = self
    part.excluded = [:]
    for index in edits { part.excluded[index - edits.lowerBound] = excluded[index] }
    return part
  }
}

/// Optimises the targets of `edits` on `model`, in chunks that fit in memory.
///
/// - Parameters:
///   - memory: about how many bytes the activations of a chunk may take; a chunk has one edit at least.
///   - progress: called before every step with steps done and to do; returning false interrupts.
/// - Throws: `EditingError.interrupted`; `ModelError` when a prompt does not fit the model.
package func computeTargets(
  _ edits: [PreparedEdit], model: Transformer, hyperParameters: HyperParameters,
  options: TargetOptions = TargetOptions(), memory: Int = 1 << 30,
  progress: (_ step: Int, _ steps: Int) -> Bool = { _, _ in true }
) throws -> [Target] {
  let chunk = TargetProblem.editsPerChunk(edits, model: model, layer: hyperParameters.layers.last ?? 0, memory: memory)
  var targets: [Target] = []
  let chunks = (edits.count + chunk - 1) / max(1, chunk)
  for start in stride(from: 0, to: edits.count, by: chunk) {
    let part = start..<min(edits.count, start + chunk)
    let problem = try TargetProblem(
      Array(edits[part]), model: model, hyperParameters: hyperParameters, options: options.of(part))
    targets += try problem.solve { step in
      progress(start / chunk * hyperParameters.steps + step, chunks * hyperParameters.steps)
    }
  }
  return targets
}

/// The part of the model that delta can reach, for one chunk of edits: block inputs above L from the subject's last token
/// on, with the keys and values of all that came before.
struct TargetProblem {
  /// A sequence of the batch: the tail of one prompt.
  struct Tail {
    let edit: Int
    /// Rows of `hidden`; the first is where delta is added.
    let rows: Range<Int>
    /// Tokens that the last rows predict; empty for the essence prompt.
    let labels: [Int]
  }

  let edits: [PreparedEdit]
  let model: Transformer
  let hyperParameters: HyperParameters
  let options: TargetOptions
  /// h0 of each edit.
  let initial: [[Float]]
  /// What |delta| of each edit may not exceed.
  let limits: [Double]
  let tails: [Tail]
  /// Output of block L at the tails' rows, before any delta.
  let hidden: Matrix<Float>
  let cache: KeyValueCache

  /// As many edits as keep the activations of the blocks above `layer` and the logits within about `memory` bytes.
  static func editsPerChunk(_ edits: [PreparedEdit], model: Transformer, layer: Int, memory: Int) -> Int {
    let shape = model.shape
    let perToken = (shape.layers - layer) * (3 * shape.mlp + 8 * shape.hidden) * 4
    var largest = 1
    for edit in edits {
      let tokens = edit.rewriting.reduce(1) { $0 + $1.tokens.count - $1.subjectLast }
      let logits = (edit.rewriting.count * edit.target.count + 1) * shape.vocabulary * 12
      largest = max(largest, tokens * perToken + logits)
    }
    return max(1, min(max(1, edits.count), memory / largest))
  }

  init(
    _ edits: [PreparedEdit], model: Transformer, hyperParameters: HyperParameters, options: TargetOptions
  ) throws {
    self.edits = edits
    self.model = model
    self.hyperParameters = hyperParameters
    self.options = options
    let layer = hyperParameters.layers.last ?? 0
    let prompts = edits.flatMap { $0.rewriting + [$0.essence] }
    let batch = TokenBatch(prompts.map(\.tokens))
    let states = model.run(try model.embed(batch), through: 0..<layer + 1, batch: batch)

    // Everything before the subject's last token: run once through the blocks above, for its keys and values.
    let heads = prompts.map(\.subjectLast)
    let headBatch = TokenBatch(prompts.map { Array($0.tokens[..<$0.subjectLast]) })
    let headRows = (0..<batch.count).flatMap { s in batch.rows(s).prefix(heads[s]) }
    var activations: [BlockActivations] = []
    _ = model.run(states.gatherRows(headRows), through: layer + 1..<model.shape.layers, batch: headBatch) { values, _ in
      activations.append(values)
    }
    var cache = KeyValueCache(blocks: model.shape.layers, sequences: prompts.count, width: model.shape.hidden)
    cache.append(activations, batch: headBatch)
    self.cache = cache

    hidden = states.gatherRows((0..<batch.count).flatMap { s in batch.rows(s).dropFirst(heads[s]) })
    var tails: [Tail] = []
    var row = 0
    var s = 0
    for (index, edit) in edits.enumerated() {
      for labels in edit.rewriting.map({ _ in edit.target }) + [[]] {
        let count = batch.rows(s).count - heads[s]
        tails.append(Tail(edit: index, rows: row..<row + count, labels: labels))
        row += count
        s += 1
      }
    }
    self.tails = tails
    let initial = try model.targetStates(edits, layer: layer, site: options.site)
    self.initial = initial
    let anchors = try options.anchor?.targetStates(edits, layer: layer, site: options.site) ?? initial
    limits = anchors.map { hyperParameters.clampFactor * norm($0) }
  }

  /// Adam on delta, each edit by itself; an edit that is done leaves the batch.
  func solve(progress: (Int) -> Bool) throws -> [Target] {
    let d = model.shape.hidden
    var deltas = [[Float]](repeating: [Float](repeating: 0, count: d), count: edits.count)
    var optimisers = [Adam](repeating: Adam(count: d), count: edits.count)
    var steps = [[Target.Step]](repeating: [], count: edits.count)
    var failures = [String?](repeating: nil, count: edits.count)
    var essence: [Int: [Float]] = [:]
    var active = Array(edits.indices)

    for iteration in 0..<hyperParameters.steps where !active.isEmpty {
      guard progress(iteration) else { throw EditingError.interrupted }
      let isLast = iteration == hyperParameters.steps - 1
      let pass = LossPass(self, active: active, deltas: deltas, essence: &essence)
      var next: [Int] = []
      for edit in active {
        let step = pass.step(edit, delta: deltas[edit])
        steps[edit].append(step)
        if !step.loss.isFinite {
          failures[edit] = "the target's loss is not finite at step \(iteration)"
          deltas[edit] = [Float](repeating: 0, count: d)
        } else if !isLast, step.loss >= hyperParameters.stopLoss, step.probability <= options.stopProbability {
          next.append(edit)
        }
      }
      active = next
      guard !active.isEmpty, !isLast else { break }
      let gradients = pass.gradients(edits: active)
      for edit in active {
        var gradient = gradients[edit] ?? []
        addDecayGradient(&gradient, delta: deltas[edit], initial: initial[edit])
        optimisers[edit].step(&deltas[edit], against: gradient, rate: hyperParameters.learningRate)
        if let excluded = options.excluded[edit] { remove(excluded, from: &deltas[edit]) }
        clamp(&deltas[edit], to: limits[edit])
      }
    }
    return edits.indices.map {
      Target(initial: initial[$0], delta: deltas[$0], steps: steps[$0], failure: failures[$0])
    }
  }

  /// d/d delta of weightDecay |delta| / |h0|^2; 0 at delta = 0.
  private func addDecayGradient(_ gradient: inout [Float], delta: [Float], initial: [Float]) {
    let size = norm(delta)
    guard size > 0 else { return }
    let factor = Float(hyperParameters.weightDecay / (size * norm(initial) * norm(initial)))
    for i in gradient.indices { gradient[i] += factor * delta[i] }
  }

  private func remove(_ excluded: Matrix<Double>, from x: inout [Float]) {
    x = Matrix(x.count, 1, x).asDouble.removing(spanOf: excluded).asFloat.entries
  }

  private func clamp(_ x: inout [Float], to limit: Double) {
    let size = norm(x)
    guard size > limit else { return }
    let factor = Float(limit / size)
    for i in x.indices { x[i] *= factor }
  }
}

extension Transformer {
  /// W k + b for keys as rows, n x d.
  func mlpOutput(layer: Int, keys: Matrix<Float>) -> Matrix<Float> {
    let down = blocks[layer].down
    var output = keys.times(down.weight)
    output.addToRows(down.bias)
    return output
  }

  /// h0: for each edit what a target of `layer` would stand in for, at the subject's last token of the bare prompt.
  fileprivate func targetStates(_ edits: [PreparedEdit], layer: Int, site: TargetSite) throws(ModelError) -> [[Float]] {
    let batch = TokenBatch(edits.map { $0.rewriting[0].throughSubject })
    let activations = activate(
      layer: layer, run(try embed(batch), through: 0..<layer, batch: batch), batch: batch)
    let states =
      switch site {
      case .block: output(of: activations)
      case .mlp: mlpOutput(layer: layer, keys: activations.keys)
      }
    return batch.lastRows.map { Array(states.row($0)) }
  }
}

func norm(_ x: [Float]) -> Double {
  x.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}
