import Editing
import RunModel

extension RunConfiguration {
  /// The embedded model with settings under which editing works on it and, in time, wears it out.
  package static let atlas = RunConfiguration(
    model: embedded, edits: embedded, moments: embedded, heldOut: embedded, tasks: embedded,
    settings: EditorSettings(embeddedSettings), contexts: .bare, order: .shuffled,
    guardSetting: GuardSetting(tau: 0.3), fullSpectrumInterval: 1, precision: .auto, goal: 2_000)

  // How they were found. MEMIT's, which all targets are optimised by: layers 1 to 4, where the subject is looked up; at a
  // learning rate of 1 they have hardly worn it after 1,600 edits, at 5 it collapses within 2,600, at 10 within 1,000; the
  // weight of the second moment has no effect below 1,000, because the keys of edits are nearly orthogonal to it. Null
  // space: a fifth of the energy and a penalty of 1 leave more of the tasks after 300 edits (.91) than a twentieth (.83) or
  // a penalty of 0.1 (.67). NSE: all edits, all neurons. EMMET: 0.1 * 1000 beside C as MEMIT has it. ROME: published for
  // one layer. FT: at ten times the published rate the edits hold.
  private static func embeddedSettings(_ editor: EditorKind) -> HyperParameters {
    var settings = HyperParameters(
      layers: [1, 2, 3, 4], steps: 20, learningRate: 5, weightDecay: 0.05, klFactor: 0.0625, clampFactor: 3,
      momentWeight: 1_000, ridge: 0.01)
    switch editor {
    case .memit, .memitSeq, .rect, .prune: break
    case .alphaEdit, .deltaEdit: settings.nullSpace = .init(.energy(0.2), penalty: 1)
    case .nse: settings.nse = .init(least: 0, most: 1e6, passes: 2, neuronShare: 1)
    case .rome: settings.layers = [2]
    case .encore: settings.encore = .init(normWeight: 10, cutoff: -4)
    case .emmet: settings.emmetWeight = 0.1
    case .ft, .ftL:
      settings.layers = [2]
      settings.steps = 25
      settings.learningRate = 5e-3
      settings.weightDecay = 0
      settings.normConstraint = 0.05
    }
    return settings
  }
}
