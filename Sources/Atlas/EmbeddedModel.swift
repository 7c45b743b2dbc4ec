import Datasets
import Foundation

/// The files of the embedded model and its world; `CARD.md` beside them says what they are.
package struct EmbeddedModel: Sendable {
  /// The folder that holds all of them.
  package let folder: URL

  /// Looks for the files beside the executable, where a build puts them, and under the `share` folder of an installed
  /// one. (The accessor that the build system generates would end the program if they are missing.)
  ///
  /// - Throws: `AtlasError`.
  package init() throws(AtlasError) {
    let executable = (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments.first ?? "."))
    try self.init(searching: Self.places(forExecutable: executable.resolvingSymlinksInPath()))
  }

  /// Takes the first of `places` that is there.
  ///
  /// - Throws: `AtlasError.notFound`, or `.incomplete` if that folder lacks a file.
  package init(searching places: [URL]) throws(AtlasError) {
    guard let folder = places.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      throw .notFound(places: places.map(\.path))
    }
    self.folder = folder
    let files = [model.appendingPathComponent("model.safetensors"), edits, tasks, heldOutText, momentsText, probesFile]
    if let missing = files.first(where: { !FileManager.default.fileExists(atPath: $0.path) }) {
      throw .incomplete(missing: missing.path)
    }
  }

  /// Where the files may lie, the likeliest first.
  static func places(forExecutable executable: URL) -> [URL] {
    let folder = executable.deletingLastPathComponent()
    let share = folder.deletingLastPathComponent().appendingPathComponent("share/revive")
    return [
      folder.appendingPathComponent("revive_Atlas.resources/atlas"),
      share.appendingPathComponent("revive_Atlas.resources/atlas"),
      share.appendingPathComponent("atlas"),
    ]
  }

  /// The checkpoint's folder: configuration, weights, tokenizer.
  package var model: URL { folder.appendingPathComponent("model") }
  /// Edit requests in COUNTERFACT's form: see `Counterfact`.
  package var edits: URL { folder.appendingPathComponent("edits.json") }
  /// Held-out items of the tasks that the model was trained on: see `TaskSuite.read`.
  package var tasks: URL { folder.appendingPathComponent("tasks.json") }
  /// Held-out documents, for perplexity: see `readDocuments`.
  package var heldOutText: URL { folder.appendingPathComponent("heldout.txt") }
  /// Documents for the second moments of keys: see `readDocuments`.
  package var momentsText: URL { folder.appendingPathComponent("moments.txt") }

  /// Second moments of the model's keys on those documents, made by `revive atlas moments`; without them, or for another model
  /// or text, they are collected.
  package var moments: URL { folder.appendingPathComponent("moments.safetensors") }

  private var probesFile: URL { folder.appendingPathComponent("probes.json") }

  /// Prompts worth watching while the model is edited, with the answers it gives before: facts about people who are
  /// never edited, or last of all.
  ///
  /// - Throws: `DatasetError`.
  package func probes() throws(DatasetError) -> [TaskItem] {
    try TaskSuite.read(from: probesFile).flatMap(\.items)
  }
}
