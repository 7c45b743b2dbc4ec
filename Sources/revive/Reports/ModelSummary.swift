import Charts
import Checkpoints
import Editing
import Engine
import Foundation
import Models
import Tokenizers

/// What `revive model` tells of a checkpoint, by its configuration and the headers of its weights, which may be missing.
struct ModelSummary {
  private let model: ModelConfiguration
  private let url: URL
  /// How the weights are stored; nil where there are none.
  private let weights: Weights?
  /// Under which the model would be edited.
  private let editing: HyperParameters
  /// Nil where it cannot be read, or is not there.
  private let tokenizer: Tokenizer?
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
      let read = try folder.tokenizer()
      tokenizer = read
      (unread, notices) = (folder.unread + read.origin.unreadFields, folder.notices + read.origin.notices)
    } catch {
      (tokenizer, unread, notices) = (
        nil, folder.unread, folder.notices + ["its tokenizer cannot be used: \(error)"]
      )
    }
  }

  /// The same of a model whose weights are not there, by its configuration alone.
  init(_ file: ReadConfiguration, at url: URL, editing: HyperParameters) {
    (model, self.url, weights, self.editing) = (file.model, url, nil, editing)
    tokenizer = try? Tokenizer(folder: url)
    let origin = tokenizer?.origin
    (unread, notices) = (file.unread + (origin?.unreadFields ?? []), origin?.notices ?? [])
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
      ("tokenizer", tokenizer.map(Self.words) ?? "none that can be read"),
      ("edited layers", "\(editing.layers.map(String.init).joined(separator: ", ")) unless --layers says otherwise"),
    ]
    let strange = unread.isEmpty ? [] : [("not read", "\(listed(unread)): not known, without effect here")]
    let lines = facts + strange + notices.map { ("note", $0) } + plan.lines(available: availableMemory())
    return lines.map { padded($0, to: 16) + $1 + "\n" }.joined()
  }

  /// Its class, the tokens named as the beginning and the end of a text, and which of them `encode` puts there.
  private static func words(_ tokenizer: Tokenizer) -> String {
    let (origin, around) = (tokenizer.origin, tokenizer.surroundings)
    func named(_ what: String, _ token: String?) -> String {
      guard let token else { return "\(what) not named" }
      return "\(what) \(token)" + (tokenizer.id(of: token).map { " (\($0))" } ?? " (not in the vocabulary)")
    }
    func put(_ tokens: [String], _ place: String) -> String {
      "\(tokens.isEmpty ? "nothing" : tokens.joined(separator: " ")) is put \(place)"
    }
    return [
      origin.className ?? "of no class", named("BOS", origin.begin), named("EOS", origin.end),
      put(around.before, "before a text") + (around.after.isEmpty ? "" : ", " + put(around.after, "after it")),
    ].joined(separator: "; ")
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
    /// Left out where no class, or no such token, is named.
    let tokenizerClass: String?
    let bosToken: String?
    let eosToken: String?
    /// The tokens that are put before every text.
    let textPrefix: [String]?
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
      types: weights?.types, editedLayers: editing.layers, tokenizerClass: tokenizer?.origin.className,
      bosToken: tokenizer?.origin.begin, eosToken: tokenizer?.origin.end, textPrefix: tokenizer?.surroundings.before,
      notRead: unread, notes: notices,
      memoryBytes: plan.total(plan.storage(available: availableMemory())))
  }
}
