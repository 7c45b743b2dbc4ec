import Models
import Numerics

// Shapes: T tokens of a ragged batch, d hidden size, V vocabulary.

/// What training does to one text on its way through the model, drawn at random.
struct Detour: Sendable, Equatable {
  /// Hides the subject as `Recipe.lookUpLayers` says.
  var isMasked: Bool
  /// The block whose MLP this text goes without.
  var droppedBlock: Int?

  static func draw(_ recipe: Recipe, using generator: inout SeededGenerator) -> Detour {
    let isMasked = generator.uniform() < recipe.masked
    let drops = generator.uniform() < recipe.dropped && recipe.lookUpLayers > 1
    return Detour(
      isMasked: isMasked, droppedBlock: drops ? Int.random(in: 1..<recipe.lookUpLayers, using: &generator) : nil)
  }
}

/// Loss and gradient of a part of a step's texts.
struct TrainingPass {
  /// Sums over tokens, not yet divided by the step's weight: of weight times loss, and of the loss of every token.
  private(set) var weightedLoss = 0.0
  private(set) var plainLoss = 0.0
  private(set) var tokens = 0
  private(set) var right: [Example.Kind: Int] = [:]
  private(set) var asked: [Example.Kind: Int] = [:]
  /// Mean square of the residual stream after each block, summed over rows.
  private(set) var streamSquares = 0.0
  /// What the stream's size costs, summed over rows.
  private(set) var penalty = 0.0
  /// Mean squared cosine between keys of different texts' subjects, averaged over the blocks that look up, times the
  /// share of the step's texts with a subject that are here.
  private(set) var keySquares = 0.0
  /// Of the step's loss, one number for each of the model's.
  private(set) var gradient: Transformer

  /// - Parameters:
  ///   - totalWeight: of all tokens of the step, this part's and the others'.
  ///   - totalTokens: of the step.
  ///   - totalSubjects: texts of the step that have a subject.
  /// - Throws: `ModelError` for a text that does not fit the model, and for a model that is not built like GPT-2.
  init(
    _ model: Transformer, _ examples: [Example], _ detours: [Detour], recipe: Recipe, totalWeight: Double,
    totalTokens: Int, totalSubjects: Int
  ) throws(ModelError) {
    guard model.isTrainable else { throw .notTrainable }
    gradient = model

    let batch = TokenBatch(examples.map(\.tokens))
    let masks = Self.masks(examples, detours)
    let count = model.shape.layers
    let subjects = zip(batch.starts, examples).compactMap { start, example in
      example.subject.map { start + $0.upperBound - 1 }
    }
    let subjectShare = Double(subjects.count) / Double(max(1, totalSubjects))
    let streamPenalty = recipe.streamPenalty / Double(count)

    var activations: [BlockActivations] = []
    var outputs: [Matrix<Float>] = []
    var x = try model.embed(batch)
    for layer in 0..<count {
      let mask = layer < recipe.lookUpLayers ? masks.below : masks.above
      let values = model.activate(layer: layer, x, batch: batch, mask: mask)
      x = model.output(of: values)
      for row in Self.droppedRows(layer, batch, detours) { x.setRow(row, values.afterAttention.row(row)) }
      activations.append(values)
      outputs.append(x)
      let square = x.frobeniusNorm * x.frobeniusNorm / Double(model.shape.hidden)
      streamSquares += square / Double(count)
      penalty += streamPenalty * square
    }

    let dLogits = lossGradient(model.logits(x), examples, batch, totalWeight: totalWeight)
    let head = model.headGradients(at: x, of: dLogits)
    gradient.finalNorm = head.norm
    gradient.tokenEmbedding = head.head
    var dx = head.hidden
    for layer in (0..<count).reversed() {
      dx.add(outputs[layer], times: Float(2 * streamPenalty / Double(totalTokens * model.shape.hidden)))
      let dropped = Self.droppedRows(layer, batch, detours)
      var dWritten: Matrix<Float>?
      if !dropped.isEmpty {
        var kept = dx
        for row in dropped { kept.setRow(row, repeatElement(0, count: kept.columns)) }
        dWritten = kept
      }
      var dKeys: Matrix<Float>?
      if recipe.keyPenalty > 0, (1..<recipe.lookUpLayers).contains(layer), subjects.count > 1 {
        let share = subjectShare / Double(recipe.lookUpLayers - 1)
        let found = activations[layer].keys.squaredCosines(ofRows: subjects, weight: recipe.keyPenalty * share)
        keySquares += share * found.mean
        dKeys = found.gradient
      }
      let mask = layer < recipe.lookUpLayers ? masks.below : masks.above
      let found = model.weightGradients(
        at: activations[layer], of: dx, written: dWritten, keys: dKeys, batch: batch, mask: mask)
      gradient.blocks[layer] = found.weights
      dx = found.input
    }
    addEmbeddingGradient(dx, batch)
  }

  /// The gradient at the logits of sum(weight * loss) / totalWeight; adds up losses and right answers on the way.
  private mutating func lossGradient(
    _ logits: Matrix<Float>, _ examples: [Example], _ batch: TokenBatch, totalWeight: Double
  ) -> Matrix<Float> {
    for (s, example) in examples.enumerated() {
      for answer in example.answers where answer.token > 0 {
        asked[answer.kind, default: 0] += 1
        if logits.argmax(row: batch.starts[s] + answer.token - 1) == example.tokens[answer.token] {
          right[answer.kind, default: 0] += 1
        }
      }
    }
    let normalisers = logits.logSumExpOfRows
    var gradient = logits
    gradient.softmaxRows { _ in logits.columns }
    for (s, example) in examples.enumerated() {
      for (i, row) in batch.rows(s).enumerated() {
        guard i + 1 < example.tokens.count else {
          gradient.scaleRow(row, by: 0)
          continue
        }
        let target = example.tokens[i + 1]
        let loss = Double(normalisers[row] - logits[row, target])
        weightedLoss += Double(example.weights[i + 1]) * loss
        plainLoss += loss
        tokens += 1
        gradient[row, target] -= 1
        gradient.scaleRow(row, by: Float(Double(example.weights[i + 1]) / totalWeight))
      }
    }
    return gradient
  }

  private mutating func addEmbeddingGradient(_ dx: Matrix<Float>, _ batch: TokenBatch) {
    gradient.positionEmbedding = Matrix(gradient.positionEmbedding.rows, gradient.positionEmbedding.columns)
    for s in 0..<batch.count {
      for (i, row) in batch.rows(s).enumerated() {
        gradient.tokenEmbedding.addRow(row, of: dx, to: batch.tokens[row])
        gradient.positionEmbedding.addRow(row, of: dx, to: i)
      }
    }
  }

  /// The masks of the blocks that look up and of those above.
  private static func masks(
    _ examples: [Example], _ detours: [Detour]
  ) -> (below: AttentionMask, above: AttentionMask) {
    func hidden(_ last: Int) -> AttentionMask {
      AttentionMask(
        zip(examples, detours).map { example, detour in
          guard detour.isMasked, let subject = example.subject, subject.count > last else { return nil }
          return .init(keys: subject.lowerBound..<subject.upperBound - last, from: subject.upperBound)
        })
    }
    return (hidden(0), hidden(1))
  }

  private static func droppedRows(_ layer: Int, _ batch: TokenBatch, _ detours: [Detour]) -> [Int] {
    detours.indices.filter { detours[$0].droppedBlock == layer }.flatMap { Array(batch.rows($0)) }
  }
}

extension Matrix where Scalar == Float {
  /// The mean squared cosine between different rows of some, and the gradient of `weight` times it at all rows.
  ///
  /// With unit rows U (n x m) and G = U U^T: the mean is (|G|_F^2 - n) / (n (n - 1)), its gradient at U 4 G U / (n (n - 1)),
  /// and at a row x = |x| u that of u without its part along u, over |x|.
  func squaredCosines(ofRows indices: [Int], weight: Double) -> (mean: Double, gradient: Matrix) {
    var units = gatherRows(indices)
    let n = indices.count
    var norms = [Float](repeating: 0, count: n)
    for i in 0..<n {
      norms[i] = max(units.row(i).reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-6)
      units.scaleRow(i, by: 1 / norms[i])
    }
    let gram = units.gram()
    let pairs = Double(n * (n - 1))
    let square = gram.frobeniusNorm * gram.frobeniusNorm
    let diagonal = (0..<n).reduce(0.0) { $0 + Double(gram[$1, $1] * gram[$1, $1]) }
    var slopes = gram.times(units)
    var gradient = Matrix(rows, columns)
    for (i, index) in indices.enumerated() {
      let along = zip(slopes.row(i), units.row(i)).reduce(0) { $0 + $1.0 * $1.1 }
      slopes.setRow(i, zip(slopes.row(i), units.row(i)).map { $0 - along * $1 })
      slopes.scaleRow(i, by: Float(4 * weight / pairs) / norms[i])
      gradient.addRow(i, of: slopes, to: index)
    }
    return ((square - diagonal) / pairs, gradient)
  }
}
