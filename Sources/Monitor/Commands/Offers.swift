import Cells
import Charts

/// What a line that is being typed can become.
struct Offer {
  /// What is typed for it.
  var name: String
  /// The key that does the same; empty when there is none.
  var key: String
  var text: String
  /// Why it cannot be had now; nil when it can.
  var refusal: String?
  /// Nil for what follows a command.
  var deed: HelpEntry.Deed?
}

extension MonitorState {
  /// Commands that begin with the word, then those that say it elsewhere; after a command, what can follow it.
  func offers(of line: String) -> [Offer] {
    guard !line.contains(" ") else {
      return completions(of: line).map { Offer(name: $0, key: "", text: meaning(of: $0, after: line)) }
    }
    let commands = TypedCommand.all.map { command in
      Offer(
        name: command.usage, key: "", text: command.detail, refusal: command.refusal(self), deed: .command(command))
    }
    let keys = Binding.offered(self).filter { !$0.name.isEmpty }.map { binding in
      Offer(
        name: ":\(binding.name)", key: binding.keys.first?.description ?? "", text: binding.detail,
        refusal: binding.refusal(self), deed: .binding(binding))
    }
    let all = (commands + keys).sorted { $0.name < $1.name }
    let word = line.lowercased()
    guard !word.isEmpty else { return all }
    let starting = all.filter { $0.name.dropFirst().lowercased().hasPrefix(word) }
    let rest = all.filter { offer in
      !offer.name.dropFirst().lowercased().hasPrefix(word) && "\(offer.name) \(offer.text)".lowercased().contains(word)
    }
    return starting + rest
  }

  private func meaning(of word: String, after line: String) -> String {
    line.hasPrefix("ed") ? editorSummary(word) : ""
  }

  /// Takes what was chosen: does it, or goes on typing when something has to follow.
  mutating func take(_ offer: Offer, after line: String) -> [Effect] {
    if case .command(let command) = offer.deed, command.argument.isEmpty { return command.perform(&self, []) }
    if let deed = offer.deed { return perform(deed) }
    let start = line.lastIndex(of: " ").map { line.index(after: $0) } ?? line.startIndex
    return obey(line[..<start] + offer.name)
  }
}

/// What can be typed next, above the line that is typed.
func drawOffers(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
  guard let text = state.prompt.text else { return }
  let offers = state.offers(of: text)
  let (size, glyphs) = (buffer.size, state.environment.glyphs)
  let rows = min(offers.count, max(0, min(14, size.height - 5)))
  guard rows > 0, size.width >= 30 else { return }
  let box = Rect(x: 0, y: size.height - 3 - rows, width: min(size.width, 110), height: rows + 2)
  let inner = box.inset(by: 1)
  buffer.fill(box, with: Cell(" ", style: palette.ground))
  drawBox(box, glyphs, palette.label, into: &buffer)
  let chosen = state.prompt.chosen.map { max(0, min($0, offers.count - 1)) }
  let first = max(0, min((chosen ?? 0) - rows / 2, offers.count - rows))
  if offers.count > rows {
    let place = " \(first + 1)-\(first + rows) of \(offers.count) "
    buffer.write(place, x: box.maxX - displayWidth(of: place) - 2, y: box.y, style: palette.label, clip: box)
  }
  let nameWidth = min(inner.width / 2, offers.map { displayWidth(of: $0.name) }.max() ?? 0)
  for (offset, offer) in offers.dropFirst(first).prefix(rows).enumerated() {
    let area = Rect(x: inner.x, y: inner.y + offset, width: inner.width, height: 1)
    let line = ChoiceLine(area, isChosen: first + offset == chosen, glyphs, palette, into: &buffer)
    let works = offer.refusal == nil
    line.put(offer.name, at: 2, width: nameWidth, works ? palette.key : palette.faint, into: &buffer)
    line.put(offer.key, at: nameWidth + 4, width: 9, palette.label, into: &buffer)
    line.put(
      offer.refusal ?? offer.text, at: nameWidth + 14, works ? palette.text : palette.faint, into: &buffer)
  }
}
