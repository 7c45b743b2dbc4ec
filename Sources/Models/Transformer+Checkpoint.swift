import Checkpoints
import Numerics

extension Transformer {
  /// Reads a GPT-2 checkpoint; weights become 32-bit floats.
  ///
  /// - Throws: `CheckpointError` for a missing or misshapen tensor.
  package init(_ folder: CheckpointFolder) throws {
    let configuration = folder.configuration
    let d = configuration.hiddenSize
    let m = configuration.feedForwardSize

    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix<Float> {
      Matrix(rows, columns, try folder.floats(name, shape: [rows, columns]))
    }
    func linear(_ name: String, _ rows: Int, _ columns: Int) throws -> Linear {
      Linear(
        weight: try matrix(name + ".weight", rows, columns), bias: try folder.floats(name + ".bias", shape: [columns]))
    }
    func norm(_ name: String) throws -> LayerNormalization {
      LayerNormalization(
        gain: try folder.floats(name + ".weight", shape: [d]), bias: try folder.floats(name + ".bias", shape: [d]),
        epsilon: configuration.normEpsilon)
    }

    self.init(
      shape: Shape(configuration),
      tokenEmbedding: try matrix("wte.weight", configuration.vocabularySize, d),
      positionEmbedding: try matrix("wpe.weight", configuration.contextLength, d),
      blocks: try (0..<configuration.layerCount).map { layer in
        DecoderBlock(
          attentionNorm: try norm("h.\(layer).ln_1"),
          attentionInput: try linear("h.\(layer).attn.c_attn", d, 3 * d),
          attentionOutput: try linear("h.\(layer).attn.c_proj", d, d),
          mlpNorm: try norm("h.\(layer).ln_2"),
          up: try linear("h.\(layer).mlp.c_fc", d, m),
          down: try linear("h.\(layer).mlp.c_proj", m, d))
      },
      finalNorm: try norm("ln_f"),
      untiedHead: configuration.tiesEmbeddings ? nil : try matrix("lm_head.weight", configuration.vocabularySize, d))
  }

  /// The tensor that an edit of `layer` changes, by its name in the checkpoint without the model's prefix.
  package static func editedTensorName(layer: Int) -> String { "h.\(layer).mlp.c_proj.weight" }
}

extension Transformer.Shape {
  init(_ configuration: ModelConfiguration) {
    self.init(
      hidden: configuration.hiddenSize, heads: configuration.headCount, mlp: configuration.feedForwardSize,
      layers: configuration.layerCount, positions: configuration.contextLength,
      vocabulary: configuration.vocabularySize, activation: Activation(configuration.activation),
      scalesByInverseLayer: configuration.scalesAttentionByLayer, scalesByHeadWidth: configuration.scalesAttention)
  }
}

extension Activation {
  init(_ activation: ModelConfiguration.Activation) {
    switch activation {
    case .geluExact: self = .gelu
    case .geluTanh: self = .geluTanh
    case .relu: self = .relu
    }
  }
}
