import Checkpoints
import RunModel

extension HyperParameters {
  /// The settings with which an editor begins on a checkpoint: the published ones where the model has some, else
  /// `general`.
  package static func defaults(_ editor: EditorKind, for configuration: ModelConfiguration) -> HyperParameters {
    if let model = PublishedModel(configuration) { return published(editor, model: model) }
    var settings = general(editor, layerCount: configuration.layerCount)
    // The one published value of smaller GPT-2s that `general` does not come to: ROME's file for gpt2-medium.
    let isMedium = configuration.architecture == .gpt2 && configuration.layerCount == 24
    if editor == .rome, isMedium, configuration.hiddenSize == 1_024 { settings.clampFactor = 3 }
    return settings
  }

  /// The clamp's factor that all published files of MEMIT have.
  package static let usualClamp = 0.75

  /// Ours, for models without published settings: those of GPT2-XL as far as they do not depend on a model's scale.
  ///
  /// Layers: three that end at a third of the blocks, where ROME's files for gpt2-medium (8 of 24) and gpt2-large (12 of 36)
  /// are and GPT2-XL's nearly is (17 of 48); editors of one layer take the last of them. Thresholds that count in units of
  /// keys and hidden states are put relative or wide: NSE edits whatever misses its target, and null spaces go by their
  /// share of the energy. The published eigenvalue, 0.02, leaves 5 to 26 % of it in SmolLM2-135M's layers 5 to 9 and two
  /// thirds of the dimensions; so does a fifth of the energy, which is best on the embedded model, too. At 2 % a sixth of
  /// them is left in four of these layers, and AlphaEdit makes half of its edits.
  package static func general(_ editor: EditorKind = .memit, layerCount: Int) -> HyperParameters {
    var settings = published(editor, model: .gpt2XL)
    let last = max(0, layerCount / 3)
    settings.layers = editor.editsOneLayer ? [last] : Array(max(0, last - 2)...last)
    settings.nullSpace.rule = .energy(0.2)
    settings.nse = NSE(least: 0, most: 1e6, passes: 3, neuronShare: 1)
    return settings
  }
}
