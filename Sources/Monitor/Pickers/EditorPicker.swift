import Cells
import Charts
import RunModel

/// Choosing an editor from a list.
extension MonitorState {
  mutating func openPicker() {
    overlay = .editors(selected: editorChoices.firstIndex(of: comingEditor) ?? 0)
  }

  /// What a key does to the list; nil when the key keeps its own meaning.
  mutating func pick(with key: Key, from selected: Int) -> [Effect]? {
    let names = editorChoices
    switch key {
    case .enter:
      guard names.indices.contains(selected) else { return [] }
      return ask(forEditor: names[selected])
    case .home: overlay = .editors(selected: 0)
    case .end: overlay = .editors(selected: max(0, names.count - 1))
    case .character(let letter):
      // The next one that begins with the letter, round and round.
      let order = names.indices.filter { $0 > selected } + names.indices.filter { $0 <= selected }
      guard let place = order.first(where: { names[$0].lowercased().hasPrefix(letter.lowercased()) }) else {
        return nil
      }
      overlay = .editors(selected: place)
    default: return nil
    }
    return []
  }

  mutating func movePick(by rows: Int, from selected: Int) {
    overlay = .editors(selected: max(0, min(selected + rows, editorChoices.count - 1)))
  }

  /// Asks the engine for another editor, and tells what it is.
  mutating func ask(forEditor name: String) -> [Effect] {
    if case .editors = overlay { overlay = nil }
    if let refusal = editorRefusal {
      say(.warning, refusal)
      return []
    }
    guard name != comingEditor else {
      say(.info, pendingEditor == nil ? "\(name) is the editor in force" : "\(name) has been asked for already")
      return []
    }
    if let refusal = guardRefusal(coming, with: name) {
      say(.warning, refusal)
      return []
    }
    branches.focused?.requestedEditor = name
    let summary = editorSummary(name)
    say(.info, "from round \(comingRound): \(name)\(summary.isEmpty ? "" : ", \(summary)")")
    return [aboutFocus(.setEditor(name))]
  }
}

/// The list of editors.
func editorPicker(_ state: MonitorState, selected: Int) -> Picker {
  let arrow = state.environment.glyphs.arrow
  let pending = state.pendingEditor == nil ? "" : "   \(arrow) from round \(state.comingRound)"
  let rows = state.editorChoices.map { name in
    Picker.Row(
      mark: name == state.run?.editor ? "*" : name == state.pendingEditor ? arrow : "", name: name,
      text: editorSummary(name))
  }
  return Picker(title: "editor", rows: rows, selected: selected, note: "* in force\(pending)")
}
