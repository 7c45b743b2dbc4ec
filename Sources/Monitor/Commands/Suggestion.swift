import Cells
import Charts
import RunModel

/// What a line that is being typed can become.
struct Suggestion {
  /// What is typed for it.
  var name: String
  /// The key that does the same; empty when there is none.
  var key = ""
  var text: String
  /// Why it cannot be had now; nil when it can.
  var refusal: String?
  /// Nil for a word that follows a command.
  var command: MonitorCommand?
}

extension MonitorState {
  /// Commands that begin with the word, then those that say it elsewhere; after a command, what can follow it.
  func suggestions(for line: String) -> [Suggestion] {
    guard !line.contains(" ") else {
      return completions(of: line).map { Suggestion(name: $0, text: meaning(of: $0, after: line)) }
    }
    let commands = MonitorCommand.typed + MonitorCommand.offeredKeys(self).filter { !$0.name.isEmpty }
    let all = commands.map { command in
      Suggestion(
        name: command.usage, key: environment.bindings.keys(of: command).first?.description ?? "", text: command.detail,
        refusal: command.refusal(self), command: command)
    }
    .sorted { $0.name < $1.name }
    let word = line.lowercased()
    guard !word.isEmpty else { return all }
    func begins(_ suggestion: Suggestion) -> Bool { suggestion.name.dropFirst().lowercased().hasPrefix(word) }
    return all.filter(begins)
      + all.filter { !begins($0) && "\($0.name) \($0.text)".lowercased().contains(word) }
  }

  private func meaning(of word: String, after line: String) -> String {
    let name = line.split(separator: " ").first.map(String.init) ?? ""
    guard MonitorCommand.named(name)?.name == "editor" else { return "" }
    return EditorKind(named: word)?.summary ?? ""
  }

  /// Takes what was chosen: does it, or goes on typing when something has to follow.
  mutating func take(_ suggestion: Suggestion, after line: String) -> [Effect] {
    if let command = suggestion.command {
      let isWhole = command.keys.isEmpty && command.arguments.isEmpty
      return isWhole ? run(command, MonitorCommand.Call()) : choose(command)
    }
    let start = line.lastIndex(of: " ").map { line.index(after: $0) } ?? line.startIndex
    return run(line: line[..<start] + suggestion.name)
  }
}

/// What can be typed next, above the line that is typed.
func drawSuggestions(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
  guard let text = state.prompt.text else { return }
  let suggestions = state.suggestions(for: text)
  let (size, glyphs) = (buffer.size, state.environment.glyphs)
  let rows = min(suggestions.count, max(0, min(14, size.height - 5)))
  guard rows > 0, size.width >= 30 else { return }
  let box = Rect(x: 0, y: size.height - 3 - rows, width: min(size.width, 110), height: rows + 2)
  let inner = box.inset(by: 1)
  buffer.fill(box, with: Cell(" ", style: palette.ground))
  drawBox(box, glyphs, palette.label, into: &buffer)
  let chosen = state.prompt.chosen.map { max(0, min($0, suggestions.count - 1)) }
  let first = max(0, min((chosen ?? 0) - rows / 2, suggestions.count - rows))
  if suggestions.count > rows {
    let place = " \(first + 1)-\(first + rows) of \(suggestions.count) "
    buffer.write(place, x: box.maxX - displayWidth(of: place) - 2, y: box.y, style: palette.label, clip: box)
  }
  let nameWidth = min(inner.width / 2, suggestions.map { displayWidth(of: $0.name) }.max() ?? 0)
  for (offset, suggestion) in suggestions.dropFirst(first).prefix(rows).enumerated() {
    let area = Rect(x: inner.x, y: inner.y + offset, width: inner.width, height: 1)
    let line = ChoiceLine(area, isChosen: first + offset == chosen, glyphs, palette, into: &buffer)
    let works = suggestion.refusal == nil
    line.put(suggestion.name, at: 2, width: nameWidth, works ? palette.key : palette.faint, into: &buffer)
    line.put(suggestion.key, at: nameWidth + 4, width: 9, palette.label, into: &buffer)
    line.put(
      suggestion.refusal ?? suggestion.text, at: nameWidth + 14, works ? palette.text : palette.faint, into: &buffer)
  }
}
