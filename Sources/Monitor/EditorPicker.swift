import Cells
import Charts
import Telemetry

/// Choosing an editor from a list.
extension MonitorState {
  mutating func openPicker() {
    let coming = requestedEditor ?? run?.editor
    overlay = .editors(selected: editorChoices.firstIndex { $0 == coming } ?? 0)
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
    guard name != (requestedEditor ?? run?.editor) else {
      say(.info, pendingEditor == nil ? "\(name) is the editor in force" : "\(name) has been asked for already")
      return []
    }
    if let refusal = guardRefusal(coming, with: name) {
      say(.warning, refusal)
      return []
    }
    requestedEditor = name
    let summary = editorSummary(name)
    say(.info, "from round \(comingRound): \(name)\(summary.isEmpty ? "" : ", \(summary)")")
    return [.send(.setEditor(name))]
  }
}

/// The list of editors in the middle of the body; nothing when it is not open.
func drawEditorPicker(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
  guard case .editors(let selected) = state.overlay else { return }
  let (names, glyphs, body) = (state.editorChoices, state.environment.glyphs, bodyRect(size: buffer.size))
  let place = max(0, min(selected, names.count - 1))
  let nameWidth = min(16, names.map { displayWidth(of: $0) }.max() ?? 0)
  let textWidth = names.map { displayWidth(of: editorSummary($0)) }.max() ?? 0
  let wanted = max(44, nameWidth + textWidth + 9)
  // A sliver of what lies below at either side would only confuse.
  let width = body.width < wanted + 4 ? body.width : wanted
  // What the marks mean stands below the list where there is room for both.
  let hasNotes = names.count + 4 <= body.height
  let height = min(body.height, names.count + (hasNotes ? 4 : 2))
  let box = Rect(
    x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width: width, height: height)
  let inner = box.inset(by: 1)
  buffer.fill(box, with: Cell(" ", style: palette.ground))
  drawBox(box, glyphs, palette.label, into: &buffer)
  buffer.write(
    " editor ", x: box.x + 2, y: box.y, style: palette.strong, clip: box.inset(horizontally: 1, vertically: 0))
  let footers = [
    "Up Down or a letter, Enter takes it, Esc closes", "j k choose, Enter takes it, Esc closes", "Esc closes",
  ]
  if let footer = footers.first(where: { displayWidth(of: $0) + 6 <= box.width }) {
    buffer.write(
      " \(footer) ", x: box.maxX - displayWidth(of: footer) - 4, y: box.maxY - 1, style: palette.label, clip: box)
  }
  let rows = hasNotes ? names.count : max(0, inner.height)
  let first = max(0, min(place - rows / 2, names.count - rows))
  for (offset, name) in names.dropFirst(first).prefix(rows).enumerated() {
    let line = Rect(x: inner.x, y: inner.y + offset, width: inner.width, height: 1)
    if first + offset == place { buffer.fill(line, with: Cell(" ", style: palette.selected)) }
    drawChoice(
      name, isSelected: first + offset == place, nameWidth: nameWidth, state, palette, in: line, into: &buffer)
  }
  if hasNotes {
    let pending = state.pendingEditor == nil ? "" : "   \(glyphs.arrow) from round \(state.comingRound)"
    buffer.write("* in force\(pending)", x: inner.x + 1, y: inner.maxY - 1, style: palette.label, clip: inner)
  }
}

private func drawChoice(
  _ name: String, isSelected: Bool, nameWidth: Int, _ state: MonitorState, _ palette: Palette, in line: Rect,
  into buffer: inout CellBuffer
) {
  let glyphs = state.environment.glyphs
  let mark = name == state.run?.editor ? "*" : name == state.pendingEditor ? glyphs.arrow : ""
  func put(_ text: String, at x: Int, width: Int, _ style: Style) {
    buffer.write(
      clipped(text, to: max(0, min(width, line.maxX - x)), glyphs), x: x, y: line.y,
      style: isSelected ? palette.selected : style, clip: line)
  }
  put(isSelected ? ">" : "", at: line.x, width: 1, palette.key)
  put(mark, at: line.x + 1, width: 2, palette.key)
  put(name, at: line.x + 4, width: nameWidth, palette.key)
  put(editorSummary(name), at: line.x + nameWidth + 6, width: line.width, palette.text)
}
