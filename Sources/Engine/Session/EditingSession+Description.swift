import Editing
import Models
import Numerics
import RunModel

/// What is told of a run: its constants, and what to know before trusting its numbers.
extension EditingSession {
  func description(folder: String?) -> RunDescription {
    let bases = spectra.bases
    return RunDescription(
      model: inputs.name(of: configuration), parameters: model.parameterCount, editor: setup.kind,
      editors: EditorKind.allCases,
      layers: layers.compactMap { layer in
        bases[layer].map {
          RunDescription.Layer(
            layer: layer, d: $0.u.rows, m: $0.v.rows, spectrum: $0.s,
            frobenius: original.blocks[layer].down.weight.frobeniusNorm)
        }
      },
      roundSize: configuration.roundSize, editLimit: editLimit, guardSetting: guardSetting, clamp: setup.clamp,
      anchor: setup.anchor,
      seed: configuration.seed, tasks: inputs.tasks.map(\.name), folder: folder, remarks: remarks,
      precision: model.precision.rawValue, libraries: LinearAlgebraLibrary.summary,
      isEmbedded: configuration.model == RunConfiguration.embedded, goal: configuration.goal,
      settingsDigest: configuration.settingsDigest)
  }

  /// Whether a stored run was one of this model and these edits, as far as its log tells: the header of the weights that
  /// the run folder remembers is the same for every model of a shape.
  func continues(_ run: BranchedRun) -> Bool {
    let layers = description(folder: nil).layers
    if let start = run.description {
      guard start.layers.map(\.layer) == layers.map(\.layer) else { return false }
      for (stored, now) in zip(start.layers, layers) {
        // Another BLAS core changes the last digits only.
        guard abs(stored.frobenius - now.frobenius) <= 1e-4 * now.frobenius,
          let first = stored.spectrum.first, let leading = now.spectrum.first, abs(first - leading) <= 1e-3 * leading
        else { return false }
      }
    }
    return run.branches.flatMap(\.reports).flatMap(\.outcomes).allSatisfy {
      inputs.requests.indices.contains($0.index) && inputs.requests[$0.index].caseID == $0.caseID
    }
  }

  static func remarks(
    _ configuration: RunConfiguration, tokens: Int, _ inputs: RunInputs, editor: any Editor
  ) -> [String] {
    let settings = configuration.hyperParameters
    let isOwn = inputs.ownTexts != nil
    let sample = configuration.momentLimit == nil || isOwn ? "" : ", an approximation: a part of the text"
    let count = inputs.contexts(editor.contexts).templates.count
    var lines = [
      "\(isOwn ? "self-sampled " : "")second moments from \(separated(tokens)) tokens\(sample)"
        + "\(isOwn ? " that the model wrote, seed \(configuration.seed)" : ""), ridge \(settings.ridge)",
      "\(count) context template\(count == 1 ? ": the bare prompt" : "s")",
      "LS and SS by this program's definitions; the paper gives none",
    ]
    if let preset = configuration.preset {
      lines.append("preset \(preset.rawValue): \(configuration.words(for: preset))")
    }
    if let found = configuration.found {
      let values: [FoundSetting: String] = [
        .layers: settings.layers.map(String.init).joined(separator: ","),
        .momentWeight: rounded(settings.momentWeight), .learningRate: rounded(settings.learningRate),
        .ridge: rounded(settings.ridge),
      ]
      let words = found.map { "\($0.rawValue) \(values[$0] ?? "")" }.joined(separator: ", ")
      lines.append("found on this model before the first edit: \(words)")
    }
    if settings.clampAnchor == .anchored { lines.append("targets begin clamped by |h0| at edit 0: ours") }
    if settings.valueAnchor == .nas {
      let (count, all) = (inputs.anchorRequests.count, NormAnchor.samples)
      let sample = min(count, settings.anchorSamples ?? all)
      lines.append(
        "values are brought to a norm measured on \(separated(sample)) requests (NAS)"
          + (sample < all ? ", fewer than the published \(separated(all)): an approximation" : ""))
    }
    if !settings.compat.isEmpty {
      lines.append("quirks of published code: \(settings.compat.map(\.rawValue).sorted().joined(separator: ", "))")
    }
    return lines + inputs.remarks(configuration)
  }

  static func warnings(tokens: Int, width: Int, ridge: Double) -> [String] {
    guard ridge == 0, tokens < 2 * width else { return [] }
    return [
      "the second moments come from \(separated(tokens)) tokens, fewer than two for each of \(separated(width)) key coordinates: updates may be "
        + "far too large; give more text with --moments, or a ridge with --ridge 0.01"
    ]
  }
}
