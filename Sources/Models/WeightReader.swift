import Checkpoints
import Numerics

/// Reads a checkpoint's tensors into the parts of a model.
struct WeightReader {
  let folder: CheckpointFolder
  let storage: WeightStorage

  var configuration: ModelConfiguration { folder.configuration }

  func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix<Float> {
    Matrix(rows, columns, try folder.floats(name, shape: [rows, columns]))
  }

  /// A matrix that products are made with.
  func weight(_ name: String, _ rows: Int, _ columns: Int) throws -> Weight {
    if storage == .stored, let stored = try folder.storedMatrix(name, rows, columns) {
      return Weight([stored], isTransposed: false)
    }
    return Weight(try matrix(name, rows, columns))
  }

  func vector(_ name: String, _ count: Int) throws -> [Float] { try folder.floats(name, shape: [count]) }

  func layerNorm(_ name: String) throws -> Normalization {
    Normalization(
      gain: try vector(name + ".weight", configuration.hiddenSize),
      bias: try vector(name + ".bias", configuration.hiddenSize), epsilon: configuration.normEpsilon)
  }

  /// - Parameter offset: what is added to the stored gain.
  func rootMeanSquareNorm(_ name: String, width: Int, offset: Float = 0) throws -> Normalization {
    let gain = try vector(name + ".weight", width).map { offset + $0 }
    return Normalization(rootMeanSquare: gain, epsilon: configuration.normEpsilon)
  }

  /// A layer that is stored as inputs x outputs, with a bias.
  func linear(_ name: String, _ inputs: Int, _ outputs: Int) throws -> Linear {
    Linear(
      weight: try weight(name + ".weight", inputs, outputs), bias: try vector(name + ".bias", outputs))
  }

  /// Layers with the same input that are stored as outputs x inputs each, made one: their outputs lie side by side.
  func fused(_ layers: [(name: String, outputs: Int)], inputs: Int, hasBias: Bool) throws -> Linear {
    let bias = try layers.flatMap { name, outputs in
      hasBias ? try vector(name + ".bias", outputs) : [Float](repeating: 0, count: outputs)
    }
    return Linear(weight: try fusedWeight(layers, inputs: inputs), bias: bias)
  }

  private func fusedWeight(_ layers: [(name: String, outputs: Int)], inputs: Int) throws -> Weight {
    if storage == .stored {
      let parts = try layers.compactMap { try folder.storedMatrix($0.name + ".weight", $0.outputs, inputs) }
      if parts.count == layers.count { return Weight(parts, isTransposed: true) }
    }
    let total = layers.reduce(0) { $0 + $1.outputs }
    var entries: [Float] = []
    entries.reserveCapacity(total * inputs)
    for (name, outputs) in layers { entries += try folder.floats(name + ".weight", shape: [outputs, inputs]) }
    return Weight(Matrix(total, inputs, entries).transposed)
  }

  /// A layer that is stored as outputs x inputs.
  func transposed(_ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool) throws -> Linear {
    try fused([(name, outputs)], inputs: inputs, hasBias: hasBias)
  }

  /// The output matrix; nil where it is the token embedding.
  func ownHead() throws -> Weight? {
    guard !configuration.tiesEmbeddings else { return nil }
    return try weight("lm_head.weight", configuration.vocabularySize, configuration.hiddenSize)
  }
}
