import Checkpoints
import Editing
import Evaluation
import Foundation
import Models
import Numerics
import RunModel
import Spectra

/// What a round did, to the weights and to the model.
extension EditingSession {
  /// Measures the model after `solved` was applied; nil measures edit 0.
  ///
  /// - Parameters:
  ///   - extent: what is measured of the model; of the weights it is all in any case.
  ///   - progress: called with the measures done and to do, from 0 on.
  /// - Throws: `EvaluationError.interrupted`.
  mutating func measure(
    _ solved: Solved?, _ extent: MeasuringExtent = .all, progress: (Int, Int) -> Void = { _, _ in },
    isInterrupted: () -> Bool
  ) throws -> RoundReport {
    var seconds = solved?.seconds ?? RoundTimings()
    let clock = Stopwatch()
    let model = try presentedModel()
    let layers = try layerReports(solved, model)
    seconds.spectra = clock.seconds
    let measures = try evaluator.measure(
      model.reduced, extent, newest: solved?.edits ?? 0..<0, edits: edits, editedFrom: self.layers.min() ?? 0,
      progress: progress, isInterrupted: isInterrupted)
    seconds.evaluation = clock.seconds - seconds.spectra
    seconds.total += clock.seconds
    return RoundReport(
      edits: edits, round: rounds.count, editor: editor.name, guardSetting: guardSetting, clamp: clamp,
      scores: measures.scores,
      sampled: measures.sampled, layers: layers, seconds: seconds, outcomes: measures.outcomes,
      failed: solved?.failed ?? [], probes: measures.probes, isPartial: extent == .newest)
  }

  /// Measures what is still to be measured of the last round.
  ///
  /// - Parameter item: keeps what is measured when it is interrupted.
  /// - Throws: `EvaluationError.interrupted`; what presenting a model throws.
  mutating func measureRest(
    _ item: inout Backlog.Item, progress: (Int, Int) -> Void, isInterrupted: () -> Bool
  ) throws {
    let clock = Stopwatch()
    defer { item.seconds += clock.seconds }
    try requireUnchangedWeights()
    let model = try presentedModel(by: item.editor.make(configuration.settings(for: item.editor)))
    try evaluator.measure(
      model.reduced, newest: rounds.last ?? 0..<0, edits: edits, editedFrom: layers.min() ?? 0, limits: .interruptible,
      into: &item.measures, progress: progress, isInterrupted: isInterrupted)
  }

  /// The model that is measured and saved: the edited one, or what its editor presents in its place.
  func presentedModel() throws -> Transformer { try presentedModel(by: editor) }

  private func presentedModel(by editor: any Editor) throws -> Transformer {
    var presented = model
    for layer in editor.layers {
      let weight = try editor.presented(
        model.editedWeight(layer: layer), original: original.editedWeight(layer: layer))
      if let weight { presented.blocks[layer].down.weight = weight.transposed }
    }
    return presented
  }

  private mutating func layerReports(_ solved: Solved?, _ shown: Transformer) throws -> [LayerReport] {
    let ranks = try nullSpaceRanks()
    let isFull = rounds.count % max(1, configuration.fullSpectrumInterval) == 0
    let (trackers, newDirections, guardSetting) = (self.trackers, self.newDirections, self.guardSetting)
    let tracked = layers.filter { trackers[$0] != nil }
    let looks = try model.shape.sideBySide(tracked) { layer in
      var tracker = trackers[layer]
      let k = guardSetting.protectedCount(spectrum: tracker?.basis.s ?? [])
      let directions = newDirections[layer].map(\.factors) ?? []
      let report = try tracker?.measure(
        weight: shown.editedWeight(layer: layer), newDirections: directions, k: k, full: isFull)
      return (tracker: tracker, report: report)
    }
    self.newDirections = [:]
    return zip(tracked, looks).compactMap { layer, look in
      self.trackers[layer] = look.tracker
      guard var report = look.report else { return nil }
      let solve = solved?.layers.first { $0.update.layer == layer }
      let before = solved?.normsBefore[layer]
      report.hiddenNorm = solved?.hiddenNorm
      report.keyRank = solve?.keys.map { Drift.participationRank(of: $0.asDouble) }
      report.nullSpaceRank = ranks.first { $0.layer == layer }?.rank
      report.kept = solve?.kept ?? 1
      report.relativeChange = solve.flatMap { solve in before.map { solve.norm / $0 } } ?? 0
      return report
    }
  }

  /// What null spaces a person should know of.
  mutating func nullSpaceRemarks() throws -> [String] { try nullSpaceRanks().compactMap(\.remark) }

  /// The dimensions that the editor leaves itself at each of its layers; empty for one that keeps to no null space.
  mutating func nullSpaceRanks() throws -> [NullSpaceRank] {
    guard case .nullSpace(let rule, _) = editor.metric else { return [] }
    return try editor.layers.map { try metricCache.nullSpaceRank(rule, layer: $0) }
  }

  // MARK: - Saving

  /// Writes the edited model as a checkpoint that transformers loads.
  ///
  /// - Returns: what became of the numbers, where they are not stored as they are here; else empty.
  func save(to folder: URL) throws -> String {
    let model = try presentedModel()
    var tensors: [String: [Float]] = [:]
    for layer in layers {
      tensors[inputs.checkpoint.editedTensorName(layer: layer)] =
        inputs.checkpoint.editedTensor(layer: layer, of: model)
    }
    try inputs.checkpoint.writeCopy(replacing: tensors, to: folder)
    return try roundingLoss(of: tensors, in: CheckpointFolder(folder))
  }

  /// What the saved matrices lack of the edits, in words: small updates may vanish in 16 bits. Empty when nothing does.
  private func roundingLoss(of tensors: [String: [Float]], in saved: CheckpointFolder) throws -> String {
    var (lost, change) = (0.0, 0.0)
    for layer in layers {
      let name = inputs.checkpoint.editedTensorName(layer: layer)
      let stored = try saved.floats(name, shape: saved.info(name).shape)
      let before = inputs.checkpoint.editedTensor(layer: layer, of: original)
      for (i, now) in (tensors[name] ?? []).enumerated() {
        lost += pow(Double(stored[i]) - Double(now), 2)
        change += pow(Double(now) - Double(before[i]), 2)
      }
    }
    guard lost > 0, change > 0 else { return "" }
    let share = String(format: "%.2g", 100 * (lost / change).squareRoot())
    return ", rounded to the original's 16 bits, an error of \(share) % of the edits' norm"
  }
}
