import Charts
import Checkpoints
import Editing
import Engine
import Foundation
import Models

/// What `revive model` tells of a checkpoint. Reads its configuration and the headers of its weights.
///
/// - Parameter editing: the settings under which the model would be edited.
/// - Throws: `CheckpointError` when a weight that edits go to is missing.
func modelSummary(_ folder: CheckpointFolder, editing: HyperParameters) throws -> String {
  let infos = try folder.storedNames.map(folder.tensors.info)
  let parameters = infos.reduce(0) { $0 + $1.elementCount }
  let types = Set(infos.map(\.type.rawValue)).sorted().joined(separator: ", ")
  let model = folder.configuration
  let site = try folder.info(folder.editedTensorName(layer: 0))
  return try summary(
    of: model, at: folder.url, parameters: "\(grouped(parameters)) (\(types))",
    sites: "\(folder.editedTensorName(layer: 0)) ... block \(model.layerCount - 1), \(site.shape)", editing: editing,
    storedBytes: folder.storedByteCount(), unread: folder.unread, notices: folder.notices)
}

/// The same of a model whose weights are not there, by its configuration alone.
func modelSummary(_ file: ReadConfiguration, at url: URL, editing: HyperParameters) -> String {
  let model = file.model
  return summary(
    of: model, at: url, parameters: "\(grouped(model.parameterCount)), by the configuration: there are no weights here",
    sites: "\(model.layerCount) blocks", editing: editing, unread: file.unread)
}

/// What is to be known of a checkpoint's tokenizer: why it cannot be used, or which of its fields are not known.
func tokenizerSummary(_ folder: CheckpointFolder) -> String {
  func line(_ text: String) -> String { padded("tokenizer", to: 16) + text + "\n" }
  do {
    let unread = try folder.tokenizer().unreadFields
    return unread.isEmpty ? "" : line("not read, since not known: \(unread.joined(separator: ", "))")
  } catch {
    return line("cannot be used: \(error)")
  }
}

private func summary(
  of model: ModelConfiguration, at url: URL, parameters: String, sites: String, editing: HyperParameters,
  storedBytes: Int? = nil, unread: [String], notices: [String] = []
) -> String {
  let shared = model.keyValueHeadCount == model.headCount ? "" : ", \(model.keyValueHeadCount) of keys and values"
  let lines =
    [
      ("model", url.path),
      ("architecture", model.architecture.rawValue),
      ("blocks", "\(model.layerCount)"),
      ("width d", "\(grouped(model.hiddenSize)), \(model.headCount) heads of \(model.headSize)\(shared)"),
      ("feed-forward m", grouped(model.feedForwardSize)),
      ("context", "\(grouped(model.contextLength)) tokens"),
      (
        "vocabulary",
        "\(grouped(model.vocabularySize)) tokens, embeddings \(model.tiesEmbeddings ? "tied" : "not tied")"
      ),
      ("parameters", parameters),
      ("edit sites", sites),
      ("edited layers", "\(editing.layers.map(String.init).joined(separator: ", ")) unless --layers says otherwise"),
    ] + (unread.isEmpty ? [] : [("not read", "\(listed(unread)): not known, without effect here")])
    + notices.map { ("note", $0) }
    + MemoryPlan(
      model, layers: editing.layers.count, storedBytes: storedBytes
    ).lines(available: availableMemory())
  return lines.map { padded($0, to: 16) + $1 + "\n" }.joined()
}

/// Names side by side, the first of many.
private func listed(_ names: [String]) -> String {
  let most = 20
  let rest = names.count > most ? " and \(names.count - most) more" : ""
  return names.prefix(most).joined(separator: ", ") + rest
}
