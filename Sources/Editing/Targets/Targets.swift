import Foundation
import Models
import Numerics

// Target optimisation: for each edit a hidden state z = h0 + delta at the subject's last token, at the output of block L,
// that makes the model say the new object.
//
//   loss = mean over contexts of NLL(target) + klFactor KL(p || p at delta 0) + weightDecay |delta| / |h0|^2
//
// Source: MEMIT `compute_z`. Trims that leave the numbers as they are: blocks up to L and positions before the subject's
// last token do not depend on delta, so they run once and later blocks read their keys and values from a cache; the KL row
// needs the subject's last token alone, which is also the one of a rewriting prompt that begins like it; block L + 1 gets
// new queries, keys and values at that token only, and the last block is wanted only where there is a loss; and all edits of
// a round go through the model together.

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
    // Edits have nothing to do with each other, so each core takes some of them.
    let part = edits[start..<min(edits.count, start + chunk)]
    let shares = shares(part.map(TargetProblem.rows), least: TargetProblem.leastRows)
    let problems = try concurrently(shares.count) { share in
      let own = shares[share].lowerBound + start..<shares[share].upperBound + start
      return Result {
        try TargetProblem(Array(edits[own]), model: model, hyperParameters: hyperParameters, options: options.of(own))
      }
    }.map { try $0.get() }
    var searches = problems.map(\.start)
    for step in 0..<hyperParameters.steps where searches.joined().contains(where: \.isActive) {
      guard progress(start / chunk * hyperParameters.steps + step, chunks * hyperParameters.steps) else {
        throw EditingError.interrupted
      }
      let before = searches
      searches = concurrently(problems.count) { problems[$0].advanced(before[$0]) }
    }
    targets += zip(problems, searches).flatMap { $0.targets($1) }
  }
  return targets
}

/// The part of the model that delta can reach, for one chunk of edits: block inputs above L from the subject's last token
/// on, with the keys and values of all that came before.
struct TargetProblem: Sendable {
  /// A sequence of the batch: the tail of one prompt.
  struct Tail: Sendable {
    let edit: Int
    /// Rows of `hidden`; the first is where delta is added.
    let rows: Range<Int>
    /// Tokens that the last rows predict; empty for an essence prompt by itself.
    let labels: [Int]
    /// Whether the first row is (also) that of the essence prompt.
    let isEssence: Bool
  }

  let edits: [PreparedEdit]
  /// In its precision.
  let model: Transformer
  let hyperParameters: HyperParameters
  let options: TargetOptions
  /// h0 of each edit.
  let initial: [[Float]]
  /// v0 of each edit.
  let values: [[Float]]
  /// What |delta| of each edit may not exceed.
  let limits: [Double]
  let tails: [Tail]
  /// Output of block L at the tails' rows, before any delta.
  let hidden: Matrix<Float>
  /// What the attention of block L + 1 makes of `hidden`; nil when L is the last block.
  let queriesKeysValues: Matrix<Float>?
  let cache: KeyValueCache

  /// The blocks that delta goes through.
  var above: Range<Int> { (hyperParameters.layers.last ?? 0) + 1..<model.shape.layers }

  /// How many rows of the blocks above L an edit takes.
  static func rows(_ edit: PreparedEdit) -> Int {
    edit.rewriting.reduce(1) { $0 + $1.tokens.count - $1.subjectLast }
  }

  /// Rows that keep a core busy: with fewer in a pass, the copying of weights inside products shows.
  static let leastRows = 128

  /// As many edits as keep the activations of the blocks above `layer` and the logits within about `memory` bytes.
  static func editsPerChunk(_ edits: [PreparedEdit], model: Transformer, layer: Int, memory: Int) -> Int {
    let shape = model.shape
    let perToken = (shape.layers - layer) * (shape.activationsPerToken + shape.mlp + 2 * shape.hidden) * 4
    var largest = 1
    for edit in edits {
      let logits = (edit.rewriting.count * edit.target.count + 1) * shape.vocabulary * 12
      largest = max(largest, rows(edit) * perToken + logits)
    }
    return max(1, min(max(1, edits.count), memory / largest))
  }

  init(
    _ edits: [PreparedEdit], model: Transformer, hyperParameters: HyperParameters, options: TargetOptions
  ) throws {
    self.edits = edits
    self.model = model.reduced
    self.hyperParameters = hyperParameters
    self.options = options
    let layer = hyperParameters.layers.last ?? 0
    let above = layer + 1..<model.shape.layers
    let prompts = edits.enumerated().flatMap { Self.prompts(of: $1, index: $0) }
    let batch = TokenBatch(prompts.map(\.prompt.tokens))
    let reduced = self.model
    let states = reduced.run(try reduced.embed(batch), through: 0..<layer + 1, batch: batch)

    // Everything before the subject's last token: run once through the blocks above, for its keys and values.
    let heads = prompts.map(\.prompt.subjectLast)
    let headBatch = TokenBatch(prompts.map { Array($0.prompt.tokens[..<$0.prompt.subjectLast]) })
    let headRows = (0..<batch.count).flatMap { s in batch.rows(s).prefix(heads[s]) }
    var cache = KeyValueCache(blocks: model.shape.layers, sequences: prompts.count, width: model.shape.keyValueWidth)
    var additions: [KeyValueCache.Addition] = []
    _ = reduced.run(states.gatherRows(headRows), through: above, batch: headBatch, at: []) { values, _ in
      additions.append(cache.addition(of: values))
    }
    cache.append(additions, batch: headBatch)
    self.cache = cache

    let hidden = states.gatherRows((0..<batch.count).flatMap { s in batch.rows(s).dropFirst(heads[s]) })
    self.hidden = hidden
    queriesKeysValues = above.isEmpty ? nil : reduced.queriesKeysValues(layer: layer + 1, hidden)
    var row = 0
    tails = prompts.map { prompt in
      defer { row += prompt.prompt.tokens.count - prompt.prompt.subjectLast }
      return Tail(
        edit: prompt.edit, rows: row..<row + prompt.prompt.tokens.count - prompt.prompt.subjectLast,
        labels: prompt.labels, isEssence: prompt.isEssence)
    }
    let initial =
      // What is missing is measured against f32's hidden states, so that h0 has to be one.
      if options.site == .block, model.precision == .f32 {
        Self.bareRows(prompts.map(\.edit), batch, heads).map { Array(states.row($0)) }
      } else {
        try model.targetStates(edits, layer: layer, site: options.site)
      }
    self.initial = initial
    values = options.site == .mlp ? initial : try model.targetStates(edits, layer: layer, site: .mlp)
    let anchors = try options.anchor?.targetStates(edits, layer: layer, site: options.site) ?? initial
    limits = anchors.map { hyperParameters.clampFactor * norm($0) }
  }

  /// The row of the subject's last token in each edit's first prompt, the bare one.
  private static func bareRows(_ edits: [Int], _ batch: TokenBatch, _ heads: [Int]) -> [Int] {
    edits.indices.filter { $0 == 0 || edits[$0] != edits[$0 - 1] }.map { batch.starts[$0] + heads[$0] }
  }

  /// The prompts of an edit, the essence prompt only when no rewriting prompt is the same up to the subject's last token.
  private static func prompts(
    of edit: PreparedEdit, index: Int
  ) -> [(prompt: PreparedEdit.Prompt, edit: Int, labels: [Int], isEssence: Bool)] {
    let twin = edit.rewriting.firstIndex { $0.throughSubject == edit.essence.tokens }
    let rewriting = edit.rewriting.enumerated().map { ($1, index, edit.target, $0 == twin) }
    return twin == nil ? rewriting + [(edit.essence, index, [], true)] : rewriting
  }

  /// How far the search for one edit's delta has come.
  struct Search: Sendable {
    var delta: [Float]
    var optimiser: Adam
    var isActive = true
    var steps: [Target.Step] = []
    var failure: String?
    /// Steps in which the model said the target.
    var agreements = 0
    /// Log-probabilities of the essence prompt at delta 0; nil before the first pass.
    var essence: [Float]?
  }

  /// Every edit at delta 0.
  var start: [Search] {
    let zero = [Float](repeating: 0, count: model.shape.hidden)
    return edits.map { _ in Search(delta: zero, optimiser: Adam(count: zero.count)) }
  }

  func targets(_ searches: [Search]) -> [Target] {
    searches.enumerated().map { edit, search in
      Target(
        initial: initial[edit], value: values[edit], delta: search.delta, steps: search.steps, failure: search.failure
      ).anchored(to: options.valueNorm)
    }
  }

  /// One forward pass of the edits that are active, and, but for the last step, one step of Adam of those that still are
  /// after it: each edit by itself, and one that is done leaves the batch.
  func advanced(_ searches: [Search]) -> [Search] {
    var searches = searches
    let active = searches.indices.filter { searches[$0].isActive }
    guard !active.isEmpty else { return searches }
    let pass = LossPass(self, searches)
    for edit in active {
      let step = pass.step(edit, delta: searches[edit].delta)
      searches[edit].steps.append(step)
      searches[edit].essence = pass.essence[edit]
      if let agreement = options.agreement, agreement.holds(pass.argmaxes(edit)) { searches[edit].agreements += 1 }
      searches[edit].isActive =
        step.loss.isFinite && step.loss >= hyperParameters.stopLoss && step.probability <= options.stopProbability
        && searches[edit].agreements < options.agreement?.times ?? .max
        && searches[edit].steps.count < hyperParameters.steps
      guard step.loss.isFinite else {
        searches[edit].failure = "the target's loss is not finite at step \(searches[edit].steps.count - 1)"
        searches[edit].delta = [Float](repeating: 0, count: searches[edit].delta.count)
        continue
      }
    }
    for (edit, gradient) in pass.gradients(edits: active.filter { searches[$0].isActive }) {
      searches[edit] = stepped(searches[edit], against: gradient, edit: edit)
    }
    return searches
  }

  /// A step of Adam, and delta brought back to where it may be.
  private func stepped(_ search: Search, against gradient: [Float], edit: Int) -> Search {
    var search = search
    var gradient = gradient
    addDecayGradient(&gradient, delta: search.delta, initial: initial[edit])
    search.optimiser.step(&search.delta, against: gradient, rate: hyperParameters.learningRate)
    if let excluded = options.excluded[edit] { remove(excluded, from: &search.delta) }
    clamp(&search.delta, to: limits[edit])
    return search
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
