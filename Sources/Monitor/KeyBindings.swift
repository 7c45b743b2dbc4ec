import Cells

/// Which keys ask for which command: those of the table, as far as a person has not bound others.
package struct KeyBindings: Sendable, Equatable {
  /// The keys of the commands that were bound, by their names.
  private var bound: [String: [Key]] = [:]

  /// Those of the table, but for commands that have keys of their own here, by their names.
  package init(_ bound: [String: [Key]] = [:]) { self.bound = bound }

  /// The keys in force, the first of which hints show.
  package func keys(of command: MonitorCommand) -> [Key] {
    guard let own = bound[command.binding] else {
      return command.keys.filter { key in !bound.values.contains { $0.contains(key) } }
    }
    return own + command.keys.filter { Self.fixed.contains($0) && !own.contains($0) }
  }

  /// The command of a key.
  func command(of key: Key) -> MonitorCommand? {
    MonitorCommand.bindable.first { keys(of: $0).contains(key) }
  }

  /// The keys as help shows them: `j Down`, or `1-8` for a row of digits.
  package func names(of command: MonitorCommand) -> String {
    command.isRow ? command.keyNames : keys(of: command).map(\.description).joined(separator: " ")
  }

  /// The first key of the command with this name, as sentences write it.
  func key(_ name: String) -> String {
    MonitorCommand.bindable.first { $0.binding == name }.flatMap { keys(of: $0).first?.description } ?? ":\(name)"
  }

  /// A pair of keys of the table, `[ ]`, with those in force in their place.
  func pair(_ standard: String) -> String {
    standard.split(separator: " ").map { word in
      let key = Key.character(word.first ?? " ")
      guard let command = MonitorCommand.keyed.first(where: { $0.keys.contains(key) }) else { return String(word) }
      let keys = keys(of: command)
      return keys.contains(key) ? String(word) : keys.first?.description ?? ""
    }
    .joined(separator: " ")
  }

  /// What always means the same, so that there is a way out whatever is bound: leaving, stepping out, and the panes' digits.
  package static let fixed: Set<Key> = Set(
    [.character("q"), .control("c"), .escape] + "12345678".map { .character($0) })
}

extension MonitorCommand {
  /// The name by which keys are bound to it: what is typed for the same, or a name of its own.
  package var binding: String { name.isEmpty ? keyName : name }

  /// What keys can be bound to: what has keys, and what is typed and has none. Where both have a name, the key's stands for
  /// both.
  package static let bindable: [MonitorCommand] =
    keyed + typed.filter { command in !keyed.contains { $0.binding == command.binding } }
}
