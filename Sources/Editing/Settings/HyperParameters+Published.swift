import Checkpoints
import RunModel

/// A model for which the reference implementations publish settings.
package enum PublishedModel: String, Sendable, CaseIterable {
  case gpt2XL = "gpt2-xl"
  case gptJ = "gpt-j-6B"
  case llama3 = "Llama3-8B"

  /// The model of a checkpoint, by its shape: files say nothing of names. Nil for any other shape.
  package init?(_ configuration: ModelConfiguration) {
    let family = configuration.architecture.rawValue
    let shape = [configuration.layerCount, configuration.hiddenSize, configuration.feedForwardSize]
    guard let model = Self.allCases.first(where: { $0.family == family && $0.shape == shape }) else { return nil }
    self = model
  }

  /// As `model_type` in `config.json`.
  private var family: String { pick("gpt2", "gptj", "llama") }

  /// Blocks, d and m.
  private var shape: [Int] { pick([48, 1_600, 6_400], [28, 4_096, 16_384], [32, 4_096, 14_336]) }

  /// This model's column of a table.
  fileprivate func pick<Value>(_ gpt2XL: Value, _ gptJ: Value, _ llama3: Value) -> Value {
    switch self {
    case .gpt2XL: gpt2XL
    case .gptJ: gptJ
    case .llama3: llama3
    }
  }
}

extension HyperParameters {
  /// The settings of the files `hparams/<ALG>/<model>.json` of AlphaEdit (MEMIT, AlphaEdit, NSE, ROME, FT), DeltaEdit,
  /// unified-model-editing (EMMET), ENCORE and ROME (FT, FT-L). Columns: GPT2-XL, GPT-J, Llama3-8B.
  ///
  /// Ours where there is no file: DeltaEdit on GPT-J, ENCORE on GPT-J (GPT2-XL's own values on MEMIT's), EMMET on Llama3-8B (the file of Llama2-7B), FT-L on Llama3-8B (FT's
  /// layer and GPT-J's bound). MEMIT-seq, RECT and PRUNE go by MEMIT's files, as in AlphaEdit's repository.
  package static func published(_ editor: EditorKind, model: PublishedModel) -> HyperParameters {
    switch editor {
    case .memit, .memitSeq, .rect, .prune: spread(model)
    case .alphaEdit: alphaEdit(model)
    case .nse: nse(model)
    case .deltaEdit: deltaEdit(model)
    case .rome: rome(model)
    case .emmet: emmet(model)
    case .encore: encore(model)
    case .ft: fineTuning(layer: model.pick(1, 21, 21), bound: HyperParameters.unread.normConstraint)
    case .ftL: fineTuning(layer: model.pick(0, 0, 21), bound: model.pick(5e-4, 5e-5, 5e-5))
    }
  }

  /// MEMIT's, which editors of several layers share.
  private static func spread(_ model: PublishedModel) -> HyperParameters {
    HyperParameters(
      layers: Array(model.pick(13...17, 3...8, 4...8)), steps: model.pick(20, 25, 25),
      learningRate: model.pick(0.5, 0.5, 0.1), weightDecay: 0.5, klFactor: 0.0625, clampFactor: 0.75,
      momentWeight: model.pick(20_000, 15_000, 15_000))
  }

  private static func alphaEdit(_ model: PublishedModel) -> HyperParameters {
    var settings = spread(model)
    settings.nullSpace = NullSpace(.absolute(0.02), penalty: 10)
    return settings
  }

  private static func nse(_ model: PublishedModel) -> HyperParameters {
    var settings = spread(model)
    settings.momentWeight = model.pick(10_000, 15_000, 15_000)
    settings.nse = NSE(
      least: model.pick(35, 15, 2.5), most: model.pick(150, 100, 50), passes: 3, neuronShare: model.pick(1, 0.8, 1))
    return settings
  }

  private static func deltaEdit(_ model: PublishedModel) -> HyperParameters {
    var settings = spread(model)
    settings.nullSpace = NullSpace(.absolute(0.02), penalty: model.pick(1, 10, 10))
    settings.deltaEdit = DeltaEdit(deviations: model.pick(3, 3, 1.5), share: 0.25)
    return settings
  }

  private static func rome(_ model: PublishedModel) -> HyperParameters {
    var settings = spread(model)
    settings.layers = [model.pick(17, 5, 5)]
    settings.steps = model.pick(20, 20, 25)
    settings.learningRate = 0.5
    settings.weightDecay = model.pick(0.5, 0.5, 1e-3)
    settings.clampFactor = 4
    settings.momentAdjustment = model.pick(true, true, false)
    return settings
  }

  private static func emmet(_ model: PublishedModel) -> HyperParameters {
    var settings = spread(model)
    settings.layers = [model.pick(17, 5, 5)]
    settings.learningRate = 0.5
    settings.weightDecay = model.pick(0.5, 0.5, 1e-3)
    settings.clampFactor = model.pick(0.75, 0.75, 4)
    settings.momentWeight = model.pick(1_000, 1, 1)
    settings.emmetWeight = 0.1
    return settings
  }

  private static func encore(_ model: PublishedModel) -> HyperParameters {
    var settings = spread(model)
    settings.learningRate = 0.5
    settings.encore = Encore(normWeight: model.pick(10, 10, 20), cutoff: model.pick(-4, -4, -2))
    return settings
  }

  /// FT and FT-L share all but the layer and the bound.
  private static func fineTuning(layer: Int, bound: Double) -> HyperParameters {
    var settings = HyperParameters.unread
    settings.layers = [layer]
    settings.steps = 25
    settings.learningRate = 5e-4
    settings.weightDecay = 0
    settings.normConstraint = bound
    return settings
  }

  /// What stands where an editor reads nothing.
  private static let unread = HyperParameters(
    layers: [0], steps: 1, learningRate: 1, weightDecay: 0, klFactor: 0, clampFactor: 1, momentWeight: 1)
}
