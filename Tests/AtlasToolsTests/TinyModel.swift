import Models
import Training

/// An untrained model of 30 tokens, small enough for brute force.
func tinyModel(layers: Int) -> Transformer {
  var recipe = Recipe()
  recipe.layers = layers
  recipe.hidden = 16
  recipe.heads = 2
  recipe.mlp = 40
  recipe.positions = 8
  recipe.embeddingDeviation = 1
  return Trainer(recipe, vocabulary: 30).model
}
