import Cells

/// Something that a person can ask the monitor for: by a key, by a name after `:`, or from the list of help. Keys, palette,
/// completion, help and hints are all made from these rows, so that they cannot disagree.
package struct MonitorCommand: Sendable {
  /// Where help lists it.
  package enum Group: String, Sendable, CaseIterable {
    case editing = "Editing"
    case time = "Time"
    case panes = "Panes"
    case list = "Lists"
    case screen = "Screen"
    /// What has no key, but takes words after its name.
    case typed = "Commands"
  }

  /// How it was asked for.
  package struct Call: Sendable {
    /// The key that was pressed; nil for what was typed.
    package var key: Key?
    /// What was typed after the name.
    package var words: [String] = []
  }

  /// Any of these does it unless others are bound, the first is shown in hints; none for what is typed.
  package let keys: [Key]
  /// What the command line calls it; empty for what has a row of its own with arguments, or needs no name.
  package let name: String
  /// What settings of keys call it; empty where that is its name.
  let keyName: String
  /// What follows the name, for the help; empty when nothing does.
  package let arguments: String
  /// The most words that may follow the name.
  let limit: Int
  package let group: Group
  /// What the line of hints says of it; nil for what is only in the help.
  package let hint: Hint?
  /// A sentence for the help.
  package let detail: String
  /// The words that can come next, by those after the name.
  let choices: @Sendable (_ state: MonitorState, _ words: [String]) -> [String]
  /// Why it cannot be done now; nil when it can.
  package let refusal: @Sendable (MonitorState) -> String?
  /// Does it, or says what is wrong with the words after the name.
  let perform: @Sendable (_ state: inout MonitorState, _ call: Call) -> [Effect]
}

extension MonitorCommand {
  /// What a key does to the state and asks of the world.
  ///
  /// - Parameter perform: also told which of the keys it was.
  static func key(
    _ keys: [Key], _ group: Group, name: String = "", keyName: String = "", hint: Hint? = nil, _ detail: String,
    refusal: @escaping @Sendable (MonitorState) -> String? = { _ in nil },
    perform: @escaping @Sendable (inout MonitorState, Call) -> [Effect]
  ) -> MonitorCommand {
    MonitorCommand(
      keys: keys, name: name, keyName: keyName, arguments: "", limit: 0, group: group, hint: hint, detail: detail,
      choices: { _, _ in [] }, refusal: refusal, perform: perform)
  }

  static func key(
    _ keys: [Key], _ group: Group, name: String = "", keyName: String = "", hint: Hint? = nil, _ detail: String,
    refusal: @escaping @Sendable (MonitorState) -> String? = { _ in nil },
    asks: @escaping @Sendable (inout MonitorState) -> [Effect]
  ) -> MonitorCommand {
    key(
      keys, group, name: name, keyName: keyName, hint: hint, detail, refusal: refusal,
      perform: { state, _ in asks(&state) })
  }

  /// What a key does to the state alone.
  static func key(
    _ keys: [Key], _ group: Group, name: String = "", keyName: String = "", hint: Hint? = nil, _ detail: String,
    refusal: @escaping @Sendable (MonitorState) -> String? = { _ in nil },
    change: @escaping @Sendable (inout MonitorState) -> Void
  ) -> MonitorCommand {
    key(
      keys, group, name: name, keyName: keyName, hint: hint, detail, refusal: refusal,
      perform: { state, _ in
        change(&state)
        return []
      })
  }

  /// What is typed after `:`, with at most `limit` words behind its name.
  static func typed(
    _ name: String, _ arguments: String = "", limit: Int = 0, _ detail: String,
    choices: @escaping @Sendable (MonitorState, [String]) -> [String] = { _, _ in [] },
    refusal: @escaping @Sendable (MonitorState) -> String? = { _ in nil },
    perform: @escaping @Sendable (inout MonitorState, [String]) -> [Effect]
  ) -> MonitorCommand {
    MonitorCommand(
      keys: [], name: name, keyName: "", arguments: arguments, limit: limit, group: .typed, hint: nil, detail: detail,
      choices: choices, refusal: refusal, perform: { state, call in perform(&state, call.words) })
  }

  /// The words that can come first after a name, where none follows them.
  static func firstWord(
    _ words: @escaping @Sendable (MonitorState) -> [String]
  ) -> @Sendable (MonitorState, [String]) -> [String] {
    { state, before in before.isEmpty ? words(state) : [] }
  }

  /// The keys as help shows them: `j Down`, or `1-8` for a row of digits.
  package var keyNames: String {
    if isRow, let first = keys.first, let last = keys.last { return "\(first)-\(last)" }
    return keys.map(\.description).joined(separator: " ")
  }

  /// Whether each of its keys means something else, as digits do.
  package var isRow: Bool { keys.count > 2 }

  /// `:until N`.
  package var usage: String { ":\(name)\(arguments.isEmpty ? "" : " " + arguments)" }
}

// MARK: - The table

extension MonitorCommand {
  /// Every command of the monitor, in the order of the help.
  package static let all: [MonitorCommand] = keyed + typed

  /// What has keys.
  package static let keyed: [MonitorCommand] = editingKeys + timeKeys + paneKeys + listKeys + screenKeys

  /// What is typed with words after its name.
  package static let typed: [MonitorCommand] = editingCommands + lookingCommands + [quit]

  private static let quit = MonitorCommand.typed("quit", "", "Quit.", perform: { _, _ in [.quit] })

  /// The keys that hints and help speak of: without an engine nothing can be edited, but a replay plays.
  static func offeredKeys(_ state: MonitorState) -> [MonitorCommand] {
    guard state.engine.stopped != nil else { return keyed }
    return keyed.filter { $0.group != .editing || state.engine.isReplay && $0.hint?.inReplay != nil }
  }

  /// Names by what comes first where several begin alike: what asks the engine, what changes the picture, what keys do.
  private static let tiers = [editingCommands + [quit], lookingCommands, keyed]
    .map { $0.map(\.name).filter { !$0.isEmpty } }

  /// What a word may stand for: what it spells, else what begins with it among the first of the tiers where anything does.
  static func names(matching word: String) -> [String] {
    let word = word.lowercased()
    if let exact = tiers.joined().first(where: { $0 == word }) { return [exact] }
    return tiers.lazy.map { tier in tier.filter { $0.hasPrefix(word) } }.first { !$0.isEmpty } ?? []
  }

  /// The command that a word spells, or that alone begins with it.
  static func named(_ word: String) -> MonitorCommand? {
    let found = names(matching: word)
    return found.count == 1 ? (typed + keyed).first { $0.name == found[0] } : nil
  }
}
