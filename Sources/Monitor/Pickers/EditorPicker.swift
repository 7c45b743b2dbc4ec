import Charts
import RunModel

/// Choosing an editor from a list.
extension MonitorState {
  mutating func openEditors() { open(.editors, at: editorChoices.firstIndex(of: comingEditor) ?? 0) }

  var editorList: ListPicker {
    let arrow = environment.glyphs.arrow
    let pending = pendingEditor == nil ? "" : "   \(arrow) from round \(comingRound)"
    return ListPicker("editor", of: editorChoices, note: "* in force\(pending)") { editor in
      ListPicker.Row(
        mark: editor == run?.editor ? "*" : editor == pendingEditor ? arrow : "", name: editor.rawValue,
        text: editor.summary, word: editor.rawValue)
    } take: { state, editor in
      state.ask(forEditor: editor)
    }
  }

  /// Asks the engine for another editor, and tells what it is.
  mutating func ask(forEditor editor: EditorKind) -> [Effect] {
    if let refusal = editorRefusal {
      footer.say(.warning, refusal)
      return []
    }
    guard editor != comingEditor else {
      footer.say(
        .info, pendingEditor == nil ? "\(editor) is the editor in force" : "\(editor) has been asked for already")
      return []
    }
    if let refusal = guardRefusal(coming, with: editor) {
      footer.say(.warning, refusal)
      return []
    }
    branches.focused?.requestedEditor = editor
    footer.say(.info, "from round \(comingRound): \(editor), \(editor.summary)")
    return [aboutFocus(.setEditor(editor))]
  }
}
