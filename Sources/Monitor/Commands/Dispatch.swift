import Cells

/// The way from a key or a line to the command that it means.
extension MonitorState {
  /// A key goes to the question first, then to what is being typed, then to the list that covers the panes, then to the
  /// table of commands.
  mutating func press(_ key: Key) -> [Effect] {
    let isWelcome = footer.showsWelcome
    footer.clear()
    if isWelcome, key == .character("y") { return stopAtCollapse() }
    if tour != nil, key != .control("c"), key != .control("z") { return leaveTour() }
    if key != .control("c"), key != .control("z") {
      if let asked = footer.question { return answer(asked, with: key) }
      if let text = prompt.text { return type(key, after: text) }
      if list.searching != nil {
        list.search(key)
        return []
      }
    }
    if let effects = pressOverlay(key) { return effects }
    guard let command = environment.bindings.command(of: key) else { return [] }
    // What takes words after its name goes on being typed.
    return command.keys.isEmpty ? choose(command) : run(command, MonitorCommand.Call(key: key))
  }

  /// Does a command, or says why it cannot be done.
  mutating func run(_ command: MonitorCommand, _ call: MonitorCommand.Call) -> [Effect] {
    if let refusal = command.refusal(self) {
      footer.say(.warning, refusal)
      return []
    }
    guard call.words.count <= command.limit else {
      footer.say(.warning, "too many words: the command is \(command.usage)")
      return []
    }
    return command.perform(&self, call)
  }

  /// Does what was chosen from a list of commands: for one that is typed, its words are still to come.
  mutating func choose(_ command: MonitorCommand) -> [Effect] {
    guard let key = command.keys.first else {
      guard !command.arguments.isEmpty else { return run(command, MonitorCommand.Call()) }
      openPrompt(command.name + " ")
      return []
    }
    overlay = nil
    guard !command.isRow else {
      footer.say(.info, "press the digit of a pane")
      return []
    }
    return run(command, MonitorCommand.Call(key: key))
  }

  private mutating func answer(_ asked: Footer.Question, with key: Key) -> [Effect] {
    footer.question = nil
    guard key == .character("y") || key == .character("Y") else {
      footer.say(.info, "nothing was changed")
      return []
    }
    let refusal =
      switch asked {
      case .undo, .dropRound: undoRefusal
      case .endFork: forkRefusal
      case .open: nil as String?
      }
    if let refusal {
      footer.say(.warning, refusal)
      return []
    }
    switch asked {
    case .undo(let round, _):
      engine.undo()
      return [aboutFocus(.undoRound(round))]
    case .dropRound: return [.send(.dropRound)]
    case .endFork(let name, _): return [.send(.endFork(keeping: name))]
    case .open(let run): return [.openRun(run)]
    }
  }

  // MARK: - Lines

  mutating func openPrompt(_ text: String, offering offer: String? = nil) {
    overlay = nil
    prompt.open(text, offering: offer)
  }

  /// A key while a command is typed.
  private mutating func type(_ key: Key, after text: String) -> [Effect] {
    let before = self
    let entry = prompt.press(
      key, suggestions: before.suggestions(for: text).count, completed: before.completed(text))
    guard let entry else { return [] }
    let chosen = entry.chosen.flatMap { place in suggestions(for: entry.line).dropFirst(place).first }
    if let chosen { return take(chosen, after: entry.line) }
    let effects = run(line: entry.line)
    // A name that was offered must not fail because it is taken.
    return effects.map { effect in
      if entry.isOffer, case .screenshot(let path, _) = effect { .screenshot(path: path, isFree: true) } else { effect }
    }
  }

  /// Does what a line says, or says what is wrong with it.
  mutating func run(line: String) -> [Effect] {
    let words = line.split(separator: " ").map(String.init)
    guard let name = words.first else { return [] }
    let command = MonitorCommand.named(name)
    if let command, command.keys.isEmpty || words.count == 1 {
      return run(command, MonitorCommand.Call(key: command.keys.first, words: Array(words.dropFirst())))
    }
    let could = MonitorCommand.names(matching: name).joined(separator: " or ")
    footer.say(
      .warning,
      command != nil
        ? "nothing follows \(could)"
        : could.isEmpty ? "no command \"\(name)\"; ? lists them" : "\"\(name)\" could be \(could)")
    return []
  }
}
