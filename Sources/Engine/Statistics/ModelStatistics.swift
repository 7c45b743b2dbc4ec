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

  init(_ inputs: RunInputs, cache: StatisticsCache?, beginning: String? = nil) {
    self.inputs = inputs
    self.cache = cache
    let isAsked = cache != nil || inputs.shippedMoments != nil
    key =
      isAsked
      ? StatisticsKey(
        inputs.checkpoint, documents: inputs.momentDocuments, beginning: beginning,
        ownTexts: inputs.ownTexts.map { ($0, inputs.model.precision) }) : nil
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

  /// Why something cannot be written; nil when it can.
  private static func problem(_ write: () throws -> Void) -> String? {
    do { try write() } catch let error as CustomStringConvertible { return error.description } catch {
      return reason(for: error)
    }
    return nil
  }
}
