import Files
import Foundation
import RunModel

/// The settings of a run by the names that they have in `config.json`, in words. Read from the file as it is, so that none
/// is missing here that is there, whatever version wrote it.
struct SettingsList: Equatable {
  struct Setting: Equatable {
    /// `round_size`, `guard_setting.tau`, `settings.MEMIT.steps`.
    let name: String
    let value: String
  }

  /// By name; first those that the whole run has, then those of each editor.
  let all: [Setting]

  /// What it means that a setting is not in the file.
  static let absent = [
    "beginning": "as the tokenizer has it", "benchmark": "fluency of every edit, no consistency",
    "contexts": "generated", "edit_limit": "all", "edits_known_only": "false", "evaluates_all": "false",
    "flat_contexts": "as contexts", "found": "none", "guard_from": "none", "held_out": "none",
    "model_name": "none", "moment_limit": "all", "precision": "f32", "preset": "none", "quirks": "none",
    "skips_broken_records": "false",
    "tasks": "none",
    "program": "not told", "weights": "by the memory that is free",
  ]

  /// - Throws: `InputError`.
  init(configuration url: URL) throws(InputError) {
    try self.init(json: contents(of: url.path), path: url.path)
  }

  init(json: Data, path: String) throws(InputError) {
    guard let file = try? JSONParser.parse(Array(json)), let members = file.object, let own = file["configuration"],
      own.object != nil
    else { throw .invalid(path: path, problem: "not a run's configuration") }
    // What is about the whole run goes without a prefix.
    let others = JSONValue.object(members.filter { $0.key != "configuration" })
    let settings = own.settings("") + others.settings("")
    let roots = Set(settings.compactMap { $0.name.split(separator: ".").first.map(String.init) })
    let unsaid = Self.absent.filter { !roots.contains($0.key) }.map { Setting(name: $0.key, value: $0.value) }
    all = (settings + unsaid).sorted { ($0.editor != nil ? 1 : 0, $0.name) < ($1.editor != nil ? 1 : 0, $1.name) }
  }

  /// Those that had a say in a run whose rounds these editors made.
  func used(by editors: [EditorKind]) -> [Setting] {
    all.filter { setting in setting.editor.map(editors.contains) ?? true }
  }

  subscript(name: String) -> String? { all.first { $0.name == name }?.value }
}

extension JSONValue {
  /// The settings in an object, by their paths from `name` on.
  fileprivate func settings(_ name: String) -> [SettingsList.Setting] {
    guard case .object(let members) = self else { return [.init(name: name, value: words)] }
    return members.flatMap { $0.value.settings(name.isEmpty ? $0.key : "\(name).\($0.key)") }
  }

  private var words: String {
    switch self {
    case .null: "none"
    case .array(let values): values.isEmpty ? "none" : values.map(\.quoted).joined(separator: ", ")
    case .object(let members): members.isEmpty ? "none" : members.map(\.key).sorted().joined(separator: ", ")
    case .string(let text): oneLine(text)
    case .bool, .integer, .unsigned, .real: description
    }
  }

  /// As one of several.
  private var quoted: String {
    if case .string(let text) = self { "\"\(oneLine(text))\"" } else { words }
  }
}

extension SettingsList.Setting {
  /// Whose setting it is; nil for one of the whole run.
  fileprivate var editor: EditorKind? {
    let parts = name.split(separator: ".", maxSplits: 2)
    return parts.count == 3 && parts[0] == "settings" ? EditorKind(rawValue: String(parts[1])) : nil
  }
}
