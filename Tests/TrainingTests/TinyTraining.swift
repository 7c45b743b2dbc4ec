import Numerics

@testable import Training

/// A recipe small enough for finite differences, with every detour taken.
func tinyRecipe() -> Recipe {
  var recipe = Recipe()
  recipe.layers = 3
  recipe.hidden = 16
  recipe.heads = 2
  recipe.mlp = 24
  recipe.positions = 12
  recipe.steps = 20
  recipe.tokensPerStep = 40
  recipe.warmUp = 4
  recipe.lookUpLayers = 2
  recipe.masked = 0.7
  recipe.dropped = 0.5
  recipe.streamPenalty = 0.3
  recipe.keyPenalty = 0.5
  recipe.embeddingDeviation = 0.5
  return recipe
}

let tinyVocabulary = 20

/// A text in which the token after the subject follows from the subject's two tokens.
func tinyExample(_ index: Int) -> Example {
  var generator = SeededGenerator(seed: UInt64(index), stream: "example")
  let first = Int.random(in: 1..<6, using: &generator)
  let second = Int.random(in: 6..<11, using: &generator)
  let lead = (0..<Int.random(in: 0..<3, using: &generator)).map { _ in 19 }
  let tokens = [0] + lead + [first, second, 18, 11 + (first + second) % 7, 17]
  var weights = [Float](repeating: 0.1, count: tokens.count)
  weights[0] = 0
  weights[tokens.count - 2] = 1
  return Example(
    tokens: tokens, weights: weights, subject: 1 + lead.count..<3 + lead.count,
    answers: [(tokens.count - 2, index % 3 == 0 ? .verdict : .fact)])
}
