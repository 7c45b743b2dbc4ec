import Editing
import Models
import Numerics
import RunModel

/// A round by the book: targets one edit after the other, then layer by layer keys and hidden states by passes through the
/// whole model, a direct solve, and the update as a full matrix. Its updates are those of the fast form.
///
/// For editors whose round is targets and one ridge solve a layer. Source: MEMIT `execute_memit`, `compute_ks`; generous to
/// it in that nothing is moved between devices.
package struct TextbookRound: Sendable {
  /// dW of each layer, d x m, lowest layer first.
  package let updates: [(layer: Int, change: Matrix<Double>)]
  /// The edited model.
  let model: Transformer
  /// Targets, keys, solve and total.
  package let seconds: RoundTimings

  /// - Parameter solves: by layer.
  /// - Throws: `ModelError`, `NumericsError`.
  package init(_ round: EditRound, settings: HyperParameters, solves: [Int: DirectSolve]) throws {
    var seconds = RoundTimings()
    let whole = Stopwatch()
    var edits: [PreparedEdit] = []
    var targets: [[Float]] = []
    for edit in round.edits {
      guard let z = try TextbookTarget(edit, model: round.model, settings: settings).optimised() else { continue }
      edits.append(edit)
      targets.append(z)
    }
    seconds.targets = whole.seconds
    var updates: [(layer: Int, change: Matrix<Double>)] = []
    var model = round.model
    if let width = targets.first?.count {
      let z = Matrix(targets.count, width, Array(targets.joined())).transposed
      for (index, layer) in settings.layers.enumerated() {
        guard let solve = solves[layer] else { preconditionFailure("no solve for layer \(layer)") }
        var clock = Stopwatch()
        let keys = try textbookKeys(edits, layer: layer, model: model)
        let residual = z - (try currentStates(edits, layer: settings.layers.last ?? layer, model: model))
        seconds.keys += clock.seconds
        clock = Stopwatch()
        let residuals = (1 / Double(settings.layers.count - index)) * residual.asDouble
        let past = round.memory.gram(layer: layer)
        let change = residuals.times(transposed: try solve.adjoint(of: keys.asDouble, past: past))
        model.blocks[layer].down.weight.add(change.transposed.asFloat)
        updates.append((layer, change))
        seconds.solve += clock.seconds
      }
    }
    seconds.total = whole.seconds
    self.updates = updates
    self.model = model
    self.seconds = seconds
  }

  /// The times of the round with those of its measuring.
  func secondsWithMeasuring(_ evaluation: TextbookEvaluation) -> RoundTimings {
    var seconds = seconds
    seconds.evaluation = evaluation.seconds
    seconds.total += evaluation.seconds
    return seconds
  }

  /// The largest difference to the fast form's updates over the layers, in shares of ||dW||_F.
  package func difference(to fast: [WeightUpdate]) -> Double {
    guard fast.map(\.layer) == updates.map(\.layer) else { return .infinity }
    return zip(updates, fast).reduce(0) { worst, pair in
      let change = pair.0.change
      return max(worst, (pair.1.change.matrix.asDouble - change).frobeniusNorm / change.frobeniusNorm)
    }
  }
}

/// As many prompts as the reference puts into one pass.
private let promptsPerPass = 128

/// The keys of a layer at the subject's last token, m x n: the mean of the bare prompt's and of the mean of the others'.
package func textbookKeys(_ edits: [PreparedEdit], layer: Int, model: Transformer) throws -> Matrix<Float> {
  let prompts = edits.flatMap { edit in edit.rewriting.map { PlainPrompt($0, of: edit) } }
  let rows = try fullPasses(prompts, model: model) { values, _ in values.layer == layer ? values.keys : nil }
  let perEdit = prompts.count / max(1, edits.count)
  var keys = Matrix<Float>(edits.count, model.shape.mlp)
  for edit in edits.indices {
    for i in 0..<perEdit {
      let weight = perEdit == 1 ? 1 : i == 0 ? 0.5 : 0.5 / Float(perEdit - 1)
      keys.setRow(edit, zip(keys.row(edit), rows.row(edit * perEdit + i)).map { $0 + weight * $1 })
    }
  }
  return keys.transposed
}

/// The output of a layer at the subject's last token of the bare prompts, d x n.
private func currentStates(_ edits: [PreparedEdit], layer: Int, model: Transformer) throws -> Matrix<Float> {
  let prompts = edits.map { PlainPrompt($0.rewriting[0], of: $0) }
  return try fullPasses(prompts, model: model) { values, output in values.layer == layer ? output : nil }.transposed
}

/// Runs prompts through all blocks and the head.
///
/// - Parameter read: what to take of one block, T x something; nil of the others.
/// - Returns: what was read at the subjects' last tokens, one row a prompt.
private func fullPasses(
  _ prompts: [PlainPrompt], model: Transformer, read: (BlockActivations, Matrix<Float>) -> Matrix<Float>?
) throws -> Matrix<Float> {
  var entries: [Float] = []
  for start in stride(from: 0, to: prompts.count, by: promptsPerPass) {
    let part = prompts[start..<min(prompts.count, start + promptsPerPass)]
    let batch = TokenBatch(padded(part.map(\.tokens)))
    let rows = zip(part, batch.starts).map { $1 + $0.subjectLast }
    let output = model.run(try model.embed(batch), through: 0..<model.shape.layers, batch: batch) { values, output in
      if let found = read(values, output) { entries += found.gatherRows(rows).entries }
    }
    _ = model.logits(output)
  }
  return Matrix(prompts.count, prompts.isEmpty ? 0 : entries.count / prompts.count, entries)
}

/// A rewriting prompt without the head of the target that follows it.
private struct PlainPrompt {
  let tokens: [Int]
  let subjectLast: Int

  init(_ prompt: PreparedEdit.Prompt, of edit: PreparedEdit) {
    tokens = prompt.tokens.dropLast(edit.target.count - 1)
    subjectLast = prompt.subjectLast
  }
}
