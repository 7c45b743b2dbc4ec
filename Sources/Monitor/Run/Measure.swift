import Charts
import RunModel

/// What is drawn over edits.
package enum Measure: Sendable, Hashable, CaseIterable {
  case efficacy, argmax, paraphrase, neighbourhood, tasks, perplexity
  case subspaces, vectors, coreDrift
  case weightNorm, spectralNorm, hiddenNorm, valueNorm

  /// What legends call it.
  package var name: String {
    switch self {
    case .efficacy: "efficacy"
    case .argmax: "argmax"
    case .paraphrase: "paraphrase"
    case .neighbourhood: "neighbourhood"
    case .tasks: "tasks"
    case .perplexity: "perplexity"
    case .subspaces: "LS subspaces"
    case .vectors: "SS vectors"
    case .coreDrift: "core drift"
    case .weightNorm: "||W||_F"
    case .spectralNorm: "sigma_1"
    case .hiddenNorm: "|h0|"
    case .valueNorm: "|v|"
    }
  }

  /// The letter that stands for it, different from the others in its pane.
  package var tag: Character {
    switch self {
    case .efficacy: "E"
    case .argmax: "A"
    case .paraphrase: "P"
    case .neighbourhood: "N"
    case .tasks: "T"
    case .perplexity: "X"
    case .subspaces: "L"
    case .vectors, .spectralNorm: "S"
    case .coreDrift: "D"
    case .weightNorm: "W"
    case .hiddenNorm: "H"
    case .valueNorm: "V"
    }
  }

  /// Whether it is measured layer by layer.
  package var isLayered: Bool {
    switch self {
    case .efficacy, .argmax, .paraphrase, .neighbourhood, .tasks, .perplexity: false
    case .subspaces, .vectors, .coreDrift, .weightNorm, .spectralNorm, .hiddenNorm, .valueNorm: true
    }
  }

  /// Whether its values lie in 0..1, and are drawn on an axis from 0 to 1; others want a logarithmic one.
  package var isShare: Bool {
    switch self {
    case .efficacy, .argmax, .paraphrase, .neighbourhood, .tasks, .subspaces, .vectors: true
    case .perplexity, .coreDrift, .weightNorm, .spectralNorm, .hiddenNorm, .valueNorm: false
    }
  }

  /// Its value after a round; a mean over `layers` for what is measured by layer. Nil when it was not measured.
  func value(_ report: RoundReport, layers: [Int]) -> Double? {
    switch self {
    case .efficacy: report.scores.efficacy
    case .argmax: report.scores.efficacyArgmax
    case .paraphrase: report.scores.paraphrase
    case .neighbourhood: report.scores.neighbourhood
    case .tasks: report.scores.taskMean
    case .perplexity: report.scores.perplexity
    case .subspaces: report.mean(over: layers) { $0.ls }
    case .vectors: report.mean(over: layers) { $0.ss }
    case .coreDrift: report.mean(over: layers) { $0.coreDrift }
    case .weightNorm: report.mean(over: layers) { $0.frobeniusRatio }
    case .spectralNorm: report.mean(over: layers) { $0.spectralRatio }
    case .hiddenNorm: report.mean(over: layers) { $0.hiddenNorm }
    // Of the layer where targets are set, like the hidden state.
    case .valueNorm: report.values?.norm
    }
  }
}

extension RoundReport {
  /// The mean of a measure over the layers with these numbers; nil when none of them has it.
  func mean(over numbers: [Int], _ measure: (LayerReport) -> Double?) -> Double? {
    layers.lazy.filter { numbers.contains($0.layer) }.mean(measure)
  }
}

extension RunDescription {
  /// What LS is on average when the dominant subspaces of an edited weight are random, (k/d + k/m) / 2; nil for a layer
  /// that is not described.
  func chance(_ report: LayerReport) -> Double? {
    guard let layer = layers.first(where: { $0.layer == report.layer }), layer.d > 0, layer.m > 0 else { return nil }
    return (Double(report.k) / Double(layer.d) + Double(report.k) / Double(layer.m)) / 2
  }
}
