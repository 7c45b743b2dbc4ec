import Datasets
import Editing
import Files
import Foundation
import Models
import Numerics

/// The statistics of the unedited model's keys, on ordinary text or on what it writes itself, worked out once and kept where
/// there is a cache.
struct ModelStatistics {
  private let inputs: RunInputs
  private let cache: StatisticsCache?
  private let key: StatisticsKey?

  init(_ inputs: RunInputs, cache: StatisticsCache?, beginning: String? = nil, weights: UInt64? = nil) {
    self.inputs = inputs
    self.cache = cache
    let isAsked = cache != nil || inputs.shippedMoments != nil
    key =
      isAsked
      ? StatisticsKey(
        inputs.checkpoint, documents: inputs.momentDocuments, beginning: beginning,
        ownTexts: inputs.ownTexts.map { ($0, inputs.arithmetic(in: inputs.model.precision)) }, weights: weights) : nil
  }

  /// The checksum of the model's tensors, where it was worked out.
  var weights: UInt64? { key?.weights }

  /// The second moments of `layers`, ascending.
  ///
  /// - Parameters:
  ///   - complain: told why they are not kept, when they should have been.
  ///   - progress: documents done and to do, or tokens of the model's own texts; returning false interrupts.
  /// - Throws: `EditingError.noText`, `.interrupted`.
  func moments(
    layers: [Int], complain: (String) -> Void = { _ in }, progress: (Int, Int) -> Bool
  ) throws -> [SecondMoment] {
    let width = inputs.model.shape.mlp
    if let key, let shipped = inputs.shippedMoments?.moments(key, layers: layers.sorted(), width: width) {
      return shipped
    }
    let stored = layers.sorted().compactMap { layer in key.flatMap { cache?.moment($0, layer: layer) } }
    if stored.count == layers.count, stored.allSatisfy({ $0.moment.rows == width }) { return stored }
    // What the model writes is drawn, and so may be read in fewer bits, too.
    let moments =
      try inputs.ownTexts?.collect(layers: layers, model: inputs.model.reduced, progress: progress)
      ?? SecondMoment.collect(
        layers: layers, documents: inputs.momentDocuments, model: inputs.model, tokenizer: inputs.tokenizer,
        progress: progress)
    if let cache, let key, let problem = Self.problem({ for moment in moments { try cache.keep(moment, key) } }) {
      complain("second moments are not kept for the next run, which takes its time again: \(problem)")
    }
    return moments
  }

  /// The eigendecompositions of second moments that are kept, by layer.
  func spectra(layers: [Int]) -> [Int: MomentSpectrum] {
    let width = inputs.model.shape.mlp
    return layers.reduce(into: [:]) { result, layer in
      guard let spectrum = key.flatMap({ cache?.spectrum($0, layer: layer) }), spectrum.values.count == width
      else { return }
      result[layer] = spectrum
    }
  }

  /// Keeps decompositions.
  ///
  /// - Returns: why they are not kept, when they should have been.
  func keep(_ spectra: [Int: MomentSpectrum]) -> String? {
    guard let cache, let key else { return nil }
    return Self.problem { for (layer, spectrum) in spectra { try cache.keep(spectrum, key, layer: layer) } }.map {
      "null spaces are not kept for the next run, which takes its time again: \($0)"
    }
  }

  /// The norm that values are brought to, measured on some requests unless it is kept.
  ///
  /// - Parameters:
  ///   - model: at edit 0.
  ///   - settings: of the editor whose values these are.
  ///   - progress: called before every step with steps done and to do; returning false interrupts.
  /// - Throws: what `NormAnchor.measured` throws.
  func valueNorm(
    on requests: [EditRequest], of model: Transformer, _ settings: HyperParameters, site: TargetSite,
    progress: (Int, Int) -> Bool
  ) throws -> Double {
    let name =
      "anchor-"
      + Self.anchorDigest(
        requests, settings, site: site, arithmetic: inputs.arithmetic(in: model.precision))
    let layer = settings.layers.last ?? 0
    if let key, let kept = cache?.norm(key, name, layer: layer) { return kept }
    let norm = try NormAnchor.measured(
      on: requests, model: model, tokenizer: inputs.tokenizer, hyperParameters: settings, site: site, progress: progress
    )
    // Kept where it can be: the next run measures it again where not.
    if let cache, let key { try? cache.keep(norm, key, name, layer: layer) }
    return norm
  }

  /// All that an anchor depends on beside the model and its tokenizer.
  private static func anchorDigest(
    _ requests: [EditRequest], _ settings: HyperParameters, site: TargetSite, arithmetic: String
  ) -> String {
    var sum = Checksum()
    for request in requests { for text in [request.prompt, request.subject, request.targetNew] { sum.add(text) } }
    sum.add([
      Double(settings.steps), settings.learningRate, settings.weightDecay, settings.klFactor, settings.clampFactor,
      settings.stopLoss,
    ])
    sum.add("\(site) \(arithmetic)")
    return sum.digits
  }

  /// Why something cannot be written; nil when it can.
  private static func problem(_ write: () throws -> Void) -> String? {
    do { try write() } catch let error as CustomStringConvertible { return error.description } catch {
      return reason(for: error)
    }
    return nil
  }
}
