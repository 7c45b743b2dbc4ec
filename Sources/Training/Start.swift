import Models
import Numerics

extension Transformer {
  /// A model before training: random matrices as `recipe` says, gains 1, biases 0.
  init(start recipe: Recipe, vocabulary: Int) {
    let (d, m) = (recipe.hidden, recipe.mlp)
    var generator = SeededGenerator(seed: recipe.seed, stream: "start")
    func matrix(_ rows: Int, _ columns: Int, _ deviation: Double) -> Matrix<Float> {
      Float(deviation) * Matrix<Float>.gaussian(rows, columns, using: &generator)
    }
    func linear(_ inputs: Int, _ outputs: Int, writes: Bool = false) -> Linear {
      let deviation = recipe.gain / Double(inputs).squareRoot() / (writes ? Double(2 * recipe.layers).squareRoot() : 1)
      return Linear(weight: matrix(inputs, outputs, deviation), bias: [Float](repeating: 0, count: outputs))
    }
    let norm = Normalization(
      gain: [Float](repeating: 1, count: d), bias: [Float](repeating: 0, count: d), epsilon: 1e-5)
    self.init(
      shape: Shape(
        hidden: d, heads: recipe.heads, mlp: m, layers: recipe.layers, positions: recipe.positions,
        vocabulary: vocabulary, activation: .geluTanh),
      tokenEmbedding: matrix(vocabulary, d, recipe.embeddingDeviation),
      positionEmbedding: matrix(recipe.positions, d, recipe.embeddingDeviation / 2),
      blocks: (0..<recipe.layers).map { _ in
        DecoderBlock(
          attentionNorm: norm, attentionInput: linear(d, 3 * d), attentionOutput: linear(d, d, writes: true),
          mlpNorm: norm, up: linear(d, m), down: linear(m, d, writes: true))
      },
      finalNorm: norm)
  }
}
