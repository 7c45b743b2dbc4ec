import Cells
import Charts
import Checkpoints
import Dispatch
import Editing
import Engine
import Files
import Foundation
import Hub
import Synchronization

/// The models that can be asked for by name, and which of them can be edited.
struct ModelList {
  struct Entry: Sendable {
    /// As it is to be written.
    let name: String
    let store: String
    let commit: String?
    let references: [String]
    let path: String
    let byteCount: Int
    let verdict: Verdict
  }

  /// What the checks that need no weights come to.
  enum Verdict: Sendable {
    /// - Parameter memory: bytes, as the model would be held now.
    case editable(architecture: String, parameters: Int, memory: Double)
    case refused(reason: String)
  }

  let entries: [Entry]

  /// Looks at every model, on all processors.
  init(_ stores: ModelStores) {
    let available = availableMemory()
    let entries =
      stores.hub.models().map { model in
        { @Sendable in Entry(model, Verdict(model.url, available: available)) }
      }
      + stores.ollama.models().map { name, place in
        { @Sendable in Entry(name, place, available: available) }
      }
    let made = Mutex<[Int: Entry]>([:])
    DispatchQueue.concurrentPerform(iterations: entries.count) { index in
      let entry = entries[index]()
      made.withLock { $0[index] = entry }
    }
    self.entries = made.withLock { made in entries.indices.compactMap { made[$0] } }
  }

  /// The table, and under it why which model cannot be edited.
  var text: String {
    var table = TextTable(["model", "revision", "on disk", "memory", "parameters", "architecture"])
    var reasons = ""
    for entry in entries {
      let revision = entry.commit.map { ([String($0.prefix(7))] + entry.references).joined(separator: " ") } ?? ""
      let size = entry.byteCount > 0 ? byteText(Double(entry.byteCount)) : "-"
      switch entry.verdict {
      case .editable(let architecture, let parameters, let memory):
        table.add([entry.name, revision, size, byteText(memory), grouped(parameters), architecture])
      case .refused(let reason):
        table.add([entry.name, revision, size, "-", "-", "not edited"])
        reasons += "\(entry.name): \(oneLine(reason))\n"
      }
    }
    return entries.isEmpty ? "" : table.text + (reasons.isEmpty ? "" : "\n\(reasons)")
  }

  /// A JSON array with an object for each model.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(entries.map(Record.init)), as: UTF8.self) + "\n"
  }

  /// As written with `--json`, keys in snake case.
  private struct Record: Encodable {
    let name: String
    let store: String
    let path: String
    let commit: String?
    let references: [String]
    let bytes: Int
    let isEditable: Bool
    let reason: String?
    let architecture: String?
    let parameters: Int?
    let memoryBytes: Double?

    init(_ entry: Entry) {
      (name, store, path) = (entry.name, entry.store, entry.path)
      (commit, references, bytes) = (entry.commit, entry.references, entry.byteCount)
      switch entry.verdict {
      case .editable(let architecture, let parameters, let memory):
        (isEditable, reason) = (true, nil)
        (self.architecture, self.parameters, memoryBytes) = (architecture, parameters, memory)
      case .refused(let reason):
        (isEditable, self.reason, architecture, parameters, memoryBytes) = (false, reason, nil, nil, nil)
      }
    }
  }
}

extension ModelList.Entry {
  fileprivate init(_ model: CachedModel, _ verdict: ModelList.Verdict) {
    // `main` goes without saying; another branch or the commit does not.
    let references = model.references
    let revision = references.contains("main") ? nil : references.first ?? model.name.revision
    name = "\(HubName(repository: model.name.repository, revision: revision, file: model.name.file))"
    (store, path, byteCount) = ("hub", model.url.path, model.byteCount)
    (commit, self.references, self.verdict) = (model.name.revision, references, verdict)
  }

  fileprivate init(_ name: OllamaName, _ place: Result<ModelPlace, ModelNameError>, available: Double?) {
    (self.name, store, commit, references) = ("\(name)", "ollama", nil, [])
    switch place {
    case .success(let place):
      (path, verdict) = (place.url.path, ModelList.Verdict(place.url, available: available))
      byteCount = HubCache.byteCount([place.url])
    case .failure(let error): (path, byteCount, verdict) = ("", 0, .refused(reason: "\(error)"))
    }
  }
}

extension ModelList.Verdict {
  /// By the configuration, the headers of the weights and the tokenizer.
  fileprivate init(_ url: URL, available: Double?) {
    do {
      let folder = try CheckpointFolder(url)
      _ = try folder.tokenizer()
      let editing = HyperParameters.defaults(.memit, for: folder.configuration)
      for layer in editing.layers { _ = try folder.info(folder.editedTensorName(layer: layer)) }
      let plan = MemoryPlan(
        folder.configuration, layers: editing.layers.count, storedBytes: try folder.storedByteCount())
      self = .editable(
        architecture: folder.configuration.architecture.rawValue, parameters: plan.parameters,
        memory: plan.total(plan.storage(available: available)))
    } catch {
      // Where it is stands beside it.
      self = .refused(
        reason: sentence(for: error).replacing(url.path + "/", with: "").replacing(url.path + ": ", with: ""))
    }
  }
}
