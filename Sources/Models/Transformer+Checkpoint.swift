import Checkpoints
import Numerics

extension Transformer {
  /// Reads a checkpoint of any of the known architectures.
  ///
  /// - Parameter storage: how matrices are held that are stored in fewer than 32 bits; stored ones go on reading from the
  ///   checkpoint's files, which must stay as they are. All other weights become 32-bit floats.
  /// - Throws: `CheckpointError` for a missing or misshapen tensor.
  package init(_ folder: CheckpointFolder, storage: WeightStorage = .f32) throws {
    let reader = WeightReader(folder: folder, storage: storage)
    switch folder.configuration.architecture {
    case .gpt2: self = try reader.gpt2()
    case .gptj: self = try reader.gptj()
    case .llama, .mistral, .qwen2, .qwen3, .gemma3: self = try reader.llama()
    }
  }
}

extension CheckpointFolder {
  /// Checks that every weight is a finite number, edited or not: whatever is computed with another one means nothing.
  ///
  /// - Complexity: one pass over the files.
  /// - Throws: `CheckpointError.notFinite`.
  package func requireFinite() throws {
    let names = storedNames
    let errors = concurrently(names.count) { index -> (any Error)? in
      do { try tensors.requireFinite(names[index]) } catch { return error }
      return nil
    }
    if let error = errors.lazy.compactMap(\.self).first { throw error }
  }

  /// The tensor that an edit of `layer` changes, by its name here.
  package func editedTensorName(layer: Int) -> String {
    switch configuration.architecture {
    case .gpt2: "h.\(layer).mlp.c_proj.weight"
    case .gptj: "h.\(layer).mlp.fc_out.weight"
    case .llama, .mistral, .qwen2, .qwen3, .gemma3: "model.layers.\(layer).mlp.down_proj.weight"
    }
  }

  /// The numbers of that tensor in `model`, in the order in which they are stored here.
  package func editedTensor(layer: Int, of model: Transformer) -> [Float] {
    let weight = model.blocks[layer].down.weight
    return configuration.architecture == .gpt2 ? weight.entries : weight.transposed.entries
  }
}

extension Transformer.Shape {
  init(_ configuration: ModelConfiguration) {
    let isGemma = configuration.architecture == .gemma3
    self.init(
      hidden: configuration.hiddenSize, heads: configuration.headCount, keyValueHeads: configuration.keyValueHeadCount,
      headWidth: configuration.headSize, mlp: configuration.feedForwardSize, layers: configuration.layerCount,
      positions: configuration.contextLength, vocabulary: configuration.vocabularySize,
      activation: Activation(configuration.activation), isGated: configuration.architecture.isGated,
      isParallel: configuration.architecture == .gptj,
      embeddingScale: isGemma ? Float(configuration.hiddenSize).squareRoot() : 1,
      scalesByInverseLayer: configuration.scalesAttentionByLayer, scalesByHeadWidth: configuration.scalesAttention,
      scoreWidth: configuration.attentionScaleWidth)
  }
}

extension ModelConfiguration.Architecture {
  fileprivate var isGated: Bool {
    switch self {
    case .gpt2, .gptj: false
    case .llama, .mistral, .qwen2, .qwen3, .gemma3: true
    }
  }
}

extension Activation {
  init(_ activation: ModelConfiguration.Activation) {
    switch activation {
    case .geluExact: self = .gelu
    case .geluTanh: self = .geluTanh
    case .relu: self = .relu
    case .silu: self = .silu
    }
  }
}
