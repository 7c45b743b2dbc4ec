import Editing
import Models
import Numerics
import RunModel
import Spectra

/// What follows the singular values of a run's layers, and what the updates have acted on since it looked last.
struct SpectrumTrackers {
  /// By layer.
  private var trackers: [Int: SpectrumTracker]
  /// What the updates since the last measurement act on, by layer.
  private(set) var newDirections: [Int: NewDirections] = [:]

  /// - Parameter model: at edit 0.
  /// - Throws: `NumericsError` for weights that are not finite.
  init(_ model: Transformer, layers: [Int], seed: UInt64) throws {
    trackers = try Dictionary(
      uniqueKeysWithValues: model.shape.sideBySide(layers) {
        ($0, try SpectrumTracker(layer: $0, weight: model.editedWeight(layer: $0), seed: seed))
      })
  }

  /// The decompositions of the weights at edit 0, by layer.
  var bases: [Int: SpectralBasis] { trackers.mapValues(\.basis) }

  /// Whether updates are finite ones of these layers, in their weights' shapes.
  func fit(_ updates: [WeightUpdate]) -> Bool {
    updates.allSatisfy { update in
      guard let basis = trackers[update.layer]?.basis else { return false }
      return update.change.shape == (basis.u.rows, basis.v.rows) && update.change.isFinite
    }
  }

  /// Takes note of updates that were applied, or taken back.
  mutating func note(_ applied: AppliedRound) {
    for update in applied.updates {
      let (d, m) = update.change.shape
      newDirections[update.layer, default: NewDirections(rank: min(d, m))].add(update.change.keyDirections)
    }
  }

  /// The state of the weights, lowest layer first, without what only a round tells.
  ///
  /// - Parameters:
  ///   - setting: whose protected count the measures are about.
  ///   - full: whether to compute all singular values.
  mutating func measure(_ model: Transformer, under setting: GuardSetting, full: Bool) throws -> [LayerReport] {
    let (before, directions) = (trackers, newDirections)
    let layers = before.keys.sorted()
    let looks = try model.shape.sideBySide(layers) { layer -> (SpectrumTracker, LayerReport)? in
      guard var tracker = before[layer] else { return nil }
      let report = try tracker.measure(
        weight: model.editedWeight(layer: layer), newDirections: directions[layer].map(\.factors) ?? [],
        k: setting.protectedCount(spectrum: tracker.basis.s), full: full)
      return (tracker, report)
    }
    newDirections = [:]
    return zip(layers, looks).compactMap { layer, look in
      guard let (tracker, report) = look else { return nil }
      trackers[layer] = tracker
      return report
    }
  }
}

extension Transformer.Shape {
  /// Does something about the edited weight of each layer: side by side where those are small, since the library's threads
  /// are then of little use to a decomposition; large ones one after the other, which takes less memory.
  fileprivate func sideBySide<Part: Sendable>(
    _ layers: [Int], _ body: @Sendable (Int) throws -> Part
  ) throws -> [Part] {
    guard hidden * mlp <= 1 << 22 else { return try layers.map(body) }
    return try concurrently(layers.count) { place in Result { try body(layers[place]) } }.map { try $0.get() }
  }
}
