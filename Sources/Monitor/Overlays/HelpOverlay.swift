import Cells

/// A line of the help: what can be done, which Enter does, or what a word means.
struct HelpEntry {
  var group: String
  var term: String
  var text: String
  /// Nil for a word.
  var command: MonitorCommand?

  /// The entries that contain a text: what stands in the pane in focus, the table in its order, words.
  static func all(_ state: MonitorState, matching filter: String) -> [HelpEntry] {
    let commands = (MonitorCommand.offeredKeys(state) + MonitorCommand.typed).map { command in
      HelpEntry(
        group: command.group.rawValue, term: term(of: command, state.environment.bindings),
        text: command.detail, command: command)
    }
    let pane = state.panes.focus
    let about = pane.words.map { HelpEntry(group: "Pane \(pane.digit) \(pane.title)", term: $0.term, text: $0.text) }
    let words = helpWords.map { HelpEntry(group: "Words", term: $0.0, text: $0.1) }
    let wanted = filter.lowercased()
    return (about + commands + words).filter { entry in
      filter.isEmpty || "\(entry.term) \(entry.text) \(entry.group)".lowercased().contains(wanted)
        || (entry.command?.name ?? "").contains(wanted)
    }
  }
}

extension HelpEntry {
  /// The keys of a command, or what is typed for it.
  private static func term(of command: MonitorCommand, _ bindings: KeyBindings) -> String {
    let keys = bindings.names(of: command)
    guard command.keys.isEmpty || keys.isEmpty else { return keys }
    let typed = command.name.isEmpty ? "(no key)" : command.usage
    return keys.isEmpty ? typed : "\(keys) \(typed)"
  }
}

/// The keys and commands of the table, and what the words on the screen mean.
func helpLines(_ state: MonitorState, filter: String) -> [OverlayLine] {
  var (lines, group) = ([OverlayLine](), "")
  for (place, entry) in HelpEntry.all(state, matching: filter).enumerated() {
    if entry.group != group {
      lines += (lines.isEmpty ? [] : [.blank]) + [.heading(entry.group)]
      group = entry.group
    }
    lines.append(.choice(place, entry.term, entry.text))
  }
  return lines.isEmpty ? [.entry("", "nothing contains \"\(filter)\"")] : lines
}

extension MonitorState {
  /// What a key does to the help: letters filter it. Nil when the key keeps its own meaning.
  mutating func help(with key: Key, filter: String) -> [Effect]? {
    func filtered(_ text: String) -> Overlay { Overlay(.help(filter: text)) }
    switch key {
    case .character("?") where filter.isEmpty: return nil
    case .character(let letter) where filter.count < 60: overlay = filtered(filter + String(letter))
    case .backspace: overlay = filter.isEmpty ? nil : filtered(String(filter.dropLast()))
    case .control("u"): overlay = filtered("")
    case .escape where !filter.isEmpty: overlay = filtered("")
    case .home: overlay?.place = 0
    case .end: scroll(by: .max / 2)
    case .enter:
      let entries = HelpEntry.all(self, matching: filter)
      guard let place = overlay?.place, entries.indices.contains(place) else { return [] }
      return entries[place].command.map { choose($0) } ?? []
    default: return nil
    }
    return []
  }
}
