import Models
import Numerics
import Testing

@testable import Training

/// The gradient of a pass against central differences of its loss, at every array of weights.
struct TrainingPassTests {
  private let recipe = tinyRecipe()
  private let examples = (0..<6).map(tinyExample)
  private let detours = [
    Detour(isMasked: true, droppedBlock: nil), Detour(isMasked: true, droppedBlock: 1),
    Detour(isMasked: false, droppedBlock: 1), Detour(isMasked: false, droppedBlock: nil),
    Detour(isMasked: true, droppedBlock: nil), Detour(isMasked: true, droppedBlock: 1),
  ]

  private func pass(_ model: Transformer, _ recipe: Recipe = tinyRecipe()) throws -> TrainingPass {
    let weight = examples.reduce(0.0) { $0 + $1.weights.reduce(0) { $0 + Double($1) } }
    return try TrainingPass(
      model, examples, detours, recipe: recipe, totalWeight: weight,
      totalTokens: examples.reduce(0) { $0 + $1.tokens.count }, totalSubjects: examples.count)
  }

  private func loss(_ model: Transformer) throws -> Double {
    let pass = try pass(model)
    let weight = examples.reduce(0.0) { $0 + $1.weights.reduce(0) { $0 + Double($1) } }
    let tokens = Double(examples.reduce(0) { $0 + $1.tokens.count })
    return pass.weightedLoss / weight + pass.penalty / tokens
      + recipe.keyPenalty * pass.keySquares
  }

  @Test func gradientOfEveryParameter() throws {
    let model = Transformer(start: recipe, vocabulary: tinyVocabulary)
    let gradient = try pass(model).gradient
    var generator = SeededGenerator(seed: 5)
    for parameter in model.parameters {
      let found = gradient[keyPath: parameter.path]
      let scale = Double(Float.nrm2(found))
      #expect(scale > 0, "\(parameter.name)")
      let gaussian = Matrix<Float>.gaussian(1, found.count, using: &generator).entries
      for direction in [found, gaussian] {
        let unit = Matrix(1, found.count, direction)
        // A step of equal size in all parameters, up to 0.02 of the norm of the largest ones.
        let step = Float(0.02 / unit.frobeniusNorm)
        func shifted(_ factor: Float) throws -> Double {
          var other = model
          Float.axpy(factor * step, direction, &other[keyPath: parameter.path])
          return try loss(other)
        }
        let expected = (try shifted(1) - shifted(-1)) / 0.04
        let derivative = zip(found, direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } / unit.frobeniusNorm
        #expect(
          abs(derivative - expected) < 2e-3 * scale + 2e-6, "\(parameter.name): \(derivative), expected \(expected)")
      }
    }
  }

  @Test func modelsUnlikeGPT2AreRefused() throws {
    var model = Transformer(start: recipe, vocabulary: tinyVocabulary)
    model.blocks[0].mlpPostNorm = model.finalNorm
    #expect(throws: ModelError.notTrainable) { try pass(model) }
  }

  /// Under the mask no token after the subject depends on the subject's first token below `lookUpLayers`, so nothing of
  /// it arrives but through the subject's last token: with that one's state held, answers do not change.
  @Test func maskHidesSubject() throws {
    let model = Transformer(start: recipe, vocabulary: tinyVocabulary)
    let batch = TokenBatch([[0, 3, 7, 18, 12]])
    let other = TokenBatch([[0, 5, 7, 18, 12]])
    let mask = AttentionMask([.init(keys: 1..<3, from: 3)])
    let a = model.activate(layer: 0, try model.embed(batch), batch: batch, mask: mask)
    let b = model.activate(layer: 0, try model.embed(other), batch: other, mask: mask)
    #expect(a.afterAttention.rows(3..<5) == b.afterAttention.rows(3..<5))
    #expect(a.afterAttention.rows(2..<3) != b.afterAttention.rows(2..<3))
    let free = model.activate(layer: 0, try model.embed(other), batch: other)
    #expect(a.afterAttention.rows(3..<5) != free.afterAttention.rows(3..<5))
  }

  /// A pass over two halves of the texts gives the gradient of the whole.
  @Test func partsAddUp() throws {
    let model = Transformer(start: recipe, vocabulary: tinyVocabulary)
    var recipe = recipe
    // Cosines are taken among the subjects of a part.
    recipe.keyPenalty = 0
    let whole = try pass(model, recipe)
    let weight = examples.reduce(0.0) { $0 + $1.weights.reduce(0) { $0 + Double($1) } }
    let tokens = examples.reduce(0) { $0 + $1.tokens.count }
    let halves = try [0..<3, 3..<6].map { range in
      try TrainingPass(
        model, Array(examples[range]), Array(detours[range]), recipe: recipe, totalWeight: weight, totalTokens: tokens,
        totalSubjects: 6)
    }
    for parameter in model.parameters {
      let sum = zip(halves[0].gradient[keyPath: parameter.path], halves[1].gradient[keyPath: parameter.path]).map(+)
      let difference = zip(sum, whole.gradient[keyPath: parameter.path]).map(-)
      let scale = Float.nrm2(whole.gradient[keyPath: parameter.path])
      #expect(Float.nrm2(difference) <= 1e-5 * scale, "\(parameter.name)")
    }
  }
}
