import Charts
import RunModel

/// Choosing an editor from a list.
extension MonitorState {
  mutating func openEditors() { open(.editors, at: editorChoices.firstIndex(of: comingEditor) ?? 0) }

  var editorList: ListPicker {
    let arrow = environment.glyphs.arrow
    let pending = pendingEditor == nil ? "" : "   \(arrow) from round \(comingRound)"
    return ListPicker("editor", of: editorChoices, note: "* in force\(pending)") { name in
      ListPicker.Row(
        mark: name == run?.editor ? "*" : name == pendingEditor ? arrow : "", name: name, text: editorSummary(name),
        word: name)
    } take: { state, name in
      state.ask(forEditor: name)
    }
  }

  /// Asks the engine for another editor, and tells what it is.
  mutating func ask(forEditor name: String) -> [Effect] {
    if let refusal = editorRefusal {
      footer.say(.warning, refusal)
      return []
    }
    guard name != comingEditor else {
      footer.say(.info, pendingEditor == nil ? "\(name) is the editor in force" : "\(name) has been asked for already")
      return []
    }
    if let refusal = guardRefusal(coming, with: name) {
      footer.say(.warning, refusal)
      return []
    }
    branches.focused?.requestedEditor = name
    let summary = editorSummary(name)
    footer.say(.info, "from round \(comingRound): \(name)\(summary.isEmpty ? "" : ", \(summary)")")
    return [aboutFocus(.setEditor(name))]
  }
}
