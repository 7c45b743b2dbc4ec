import Charts
import Checkpoints
import Editing
import Engine
import Foundation
import Models

/// What `revive model` tells of a checkpoint, by its configuration and the headers of its weights, which may be missing.
struct ModelSummary {
  private let model: ModelConfiguration
  private let url: URL
  /// How the weights are stored; nil where there are none.
  private let weights: Weights?
  /// Under which the model would be edited.
  private let editing: HyperParameters
  private let unread: [String]
  private let notices: [String]

  private struct Weights {
    let parameters: Int
    let types: [String]
    /// As `CheckpointFolder.storedByteCount`.
    let byteCount: Int
    /// The tensor of block 0 that edits go to, and its shape.
    let site: String
    let shape: [Int]
  }

  /// - Throws: `CheckpointError` when a weight that edits go to is missing.
  init(_ folder: CheckpointFolder, editing: HyperParameters) throws {
    let infos = try folder.storedNames.map(folder.tensors.info)
    let site = folder.editedTensorName(layer: 0)
    model = folder.configuration
    url = folder.url
    weights = Weights(
      parameters: infos.reduce(0) { $0 + $1.elementCount }, types: Set(infos.map(\.type.rawValue)).sorted(),
      byteCount: try folder.storedByteCount(), site: site, shape: try folder.info(site).shape)
    self.editing = editing
    do {
      (unread, notices) = (folder.unread + (try folder.tokenizer().unreadFields), folder.notices)
    } catch {
      (unread, notices) = (folder.unread, folder.notices + ["its tokenizer cannot be used: \(error)"])
    }
  }

  /// The same of a model whose weights are not there, by its configuration alone.
  init(_ file: ReadConfiguration, at url: URL, editing: HyperParameters) {
    (model, self.url, weights, self.editing) = (file.model, url, nil, editing)
    (unread, notices) = (file.unread, [])
  }

  private var plan: MemoryPlan { MemoryPlan(model, layers: editing.layers.count, storedBytes: weights?.byteCount) }

  var text: String {
    let shared = model.keyValueHeadCount == model.headCount ? "" : ", \(model.keyValueHeadCount) of keys and values"
    let parameters =
      weights.map { "\(grouped($0.parameters)) (\($0.types.joined(separator: ", ")))" }
      ?? "\(grouped(model.parameterCount)), by the configuration: there are no weights here"
    let sites =
      weights.map { "\($0.site) ... block \(model.layerCount - 1), \($0.shape)" } ?? "\(model.layerCount) blocks"
    let facts = [
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
    ]
    let strange = unread.isEmpty ? [] : [("not read", "\(listed(unread)): not known, without effect here")]
    let lines = facts + strange + notices.map { ("note", $0) } + plan.lines(available: availableMemory())
    return lines.map { padded($0, to: 16) + $1 + "\n" }.joined()
  }

  /// Names side by side, the first of many.
  private func listed(_ names: [String]) -> String {
    let most = 20
    let rest = names.count > most ? " and \(names.count - most) more" : ""
    return names.prefix(most).joined(separator: ", ") + rest
  }

  /// As written with `--json`, keys in snake case.
  struct Record: Encodable {
    let model: String
    let architecture: String
    let blocks: Int
    let width: Int
    let heads: Int
    let keyValueHeads: Int
    let headWidth: Int
    let feedForwardWidth: Int
    let context: Int
    let vocabulary: Int
    let tiesEmbeddings: Bool
    let parameters: Int
    /// Left out where there are no weights.
    let types: [String]?
    let editedLayers: [Int]
    /// Fields or keys that are not known.
    let notRead: [String]
    let notes: [String]
    /// In all, with the weights as they would be held.
    let memoryBytes: Double
  }

  var record: Record {
    Record(
      model: url.path, architecture: model.architecture.rawValue, blocks: model.layerCount, width: model.hiddenSize,
      heads: model.headCount, keyValueHeads: model.keyValueHeadCount, headWidth: model.headSize,
      feedForwardWidth: model.feedForwardSize, context: model.contextLength, vocabulary: model.vocabularySize,
      tiesEmbeddings: model.tiesEmbeddings, parameters: weights?.parameters ?? model.parameterCount,
      types: weights?.types, editedLayers: editing.layers, notRead: unread, notes: notices,
      memoryBytes: plan.total(plan.storage(available: availableMemory())))
  }
}
