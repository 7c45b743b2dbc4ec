import Charts
import Checkpoints
import Editing
import Foundation
import Models

/// What `revive model` tells of a checkpoint. Reads its configuration and the headers of its weights, not the weights.
///
/// - Parameter editing: the settings under which the model would be edited.
/// - Throws: `CheckpointError` when a weight that edits go to is missing.
func modelSummary(_ folder: CheckpointFolder, editing: HyperParameters) throws -> String {
  let model = folder.configuration
  let infos = try folder.names.map { try folder.info($0) }
  let parameters = infos.reduce(0) { $0 + $1.elementCount }
  let types = Set(infos.map(\.type.rawValue)).sorted().joined(separator: ", ")
  let d = model.hiddenSize
  let m = model.feedForwardSize
  let site = try folder.info(folder.editedTensorName(layer: 0))
  let shared = model.keyValueHeadCount == model.headCount ? "" : ", \(model.keyValueHeadCount) of keys and values"
  // Per edited layer: the weight as it was beside the weight as it is, and the second moment with its factor, in doubles.
  let perLayer = 4.0 * Double(d) * Double(m) + 16 * Double(m) * Double(m)
  let lines = [
    ("model", folder.url.path),
    ("architecture", model.architecture.rawValue),
    ("blocks", "\(model.layerCount)"),
    ("width d", "\(d), \(model.headCount) heads of \(model.headSize)\(shared)"),
    ("feed-forward m", "\(m)"),
    ("context", "\(grouped(model.contextLength)) tokens"),
    ("vocabulary", "\(grouped(model.vocabularySize)) tokens, embeddings \(model.tiesEmbeddings ? "tied" : "not tied")"),
    ("parameters", "\(grouped(parameters)) (\(types))"),
    ("edit sites", "\(folder.editedTensorName(layer: 0)) ... block \(model.layerCount - 1), \(site.shape)"),
    ("edited layers", "\(editing.layers.map(String.init).joined(separator: ", ")) unless --layers says otherwise"),
    (
      "memory",
      "\(bytes(4 * Double(parameters))) for the weights in F32, \(bytes(perLayer)) more for each edited layer"
    ),
  ]
  return lines.map { padded($0, to: 16) + $1 + "\n" }.joined()
}

/// A number of bytes in MB or GB.
private func bytes(_ count: Double) -> String {
  count < 1e9 ? "\(fixed(count / 1e6, digits: 1)) MB" : "\(fixed(count / 1e9, digits: 1)) GB"
}
