import Checkpoints
import Foundation
import Models

/// The edited model as a checkpoint.
extension EditingSession {
  /// Writes the edited model as a checkpoint that transformers loads.
  ///
  /// - Parameter isNew: whether nothing may be there already.
  /// - Returns: what became of the numbers, where they are not stored as they are here; else empty.
  func save(to folder: URL, isNew: Bool = false) throws -> String {
    let model = try presentedModel()
    var tensors: [String: [Float]] = [:]
    for layer in layers {
      tensors[inputs.checkpoint.editedTensorName(layer: layer)] =
        inputs.checkpoint.editedTensor(layer: layer, of: model)
    }
    // Before there is a folder: a model of changed weights is none.
    try inputs.checkpoint.tensors.requireUnchanged()
    let lock = try UnfinishedSave(in: folder).begin(isNew: isNew)
    do { try inputs.checkpoint.writeCopy(replacing: tensors, to: folder) } catch {
      lock.abandon()
      throw error
    }
    lock.release()
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
