import Cells
import Charts
import RunModel

/// A command that can be typed after `:`. Dispatch, completion and the help are all made from these.
struct TypedCommand: Sendable {
  let name: String
  /// What follows the name, for the help; empty when nothing does.
  let argument: String
  /// The most words that may follow the name.
  let limit: Int
  /// A sentence for the help.
  let detail: String
  /// The words that can come next, by those after the name.
  let choices: @Sendable (_ state: MonitorState, _ words: [String]) -> [String]
  /// Why it cannot be obeyed now; nil when it can.
  let refusal: @Sendable (MonitorState) -> String?
  /// Does it, or says what is wrong with the words after the name.
  let perform: @Sendable (_ state: inout MonitorState, _ words: [String]) -> [Effect]

  /// `:until N`.
  var usage: String { ":\(name)\(argument.isEmpty ? "" : " " + argument)" }

  static let all: [TypedCommand] =
    editing + looking + [
      TypedCommand(
        name: "quit", argument: "", limit: 0, detail: "Quit.", choices: { _, _ in [] }, refusal: { _ in nil },
        perform: { _, _ in [.quit] })
    ]

  /// What asks the engine.
  private static let editing: [TypedCommand] = [
    TypedCommand(
      name: "editor", argument: "NAME", limit: 1,
      detail: "Edit with another method; without a name, choose it from a list.",
      choices: { state, words in words.isEmpty ? state.editorChoices : [] }, refusal: { $0.editorRefusal },
      perform: { state, words in state.typedEditor(words) }),
    TypedCommand(
      name: "guard", argument: "KIND OF", limit: 2,
      detail:
        "KIND is revive or constrained; scaled or random, the controls; on or off. OF only follows a control: the guard "
        + "that it stands beside, revive or constrained; without it, the one there was.",
      choices: { state, words in state.guardChoices(after: words) }, refusal: { $0.engineRefusal },
      perform: { state, words in state.typedGuard(words) }),
    TypedCommand(
      name: "tau", argument: "SHARE", limit: 1, detail: "Protect this share of the spectral energy, such as 0.4.",
      choices: { _, _ in [] }, refusal: { $0.engineRefusal },
      perform: { state, words in state.typedTau(words) }),
    TypedCommand(
      name: "energy", argument: "RULE", limit: 1, detail: "What tau is a share of: sigma2 or sigma.",
      choices: { _, words in words.isEmpty ? GuardSetting.Energy.allCases.map(\.rawValue) : [] },
      refusal: { $0.engineRefusal }, perform: { state, words in state.typedEnergy(words) }),
    TypedCommand(
      name: "scale", argument: "FACTOR", limit: 1,
      detail:
        "Switch to the scaled control with a fixed factor, such as 0.5; or matched, to what the guard beside it keeps.",
      choices: { _, words in words.isEmpty ? ["matched"] : [] }, refusal: { $0.engineRefusal },
      perform: { state, words in state.typedScale(words) }),
    TypedCommand(
      name: "clamp", argument: "ANCHOR", limit: 1,
      detail: "Bound targets by the hidden state of the model as it is (current) or at edit 0 (anchored, ours).",
      choices: { _, words in words.isEmpty ? ClampAnchor.allCases.map(\.rawValue) : [] },
      refusal: { $0.engineRefusal }, perform: { state, words in state.typedClamp(words) }),
    TypedCommand(
      name: "fork", argument: "WHAT", limit: 3,
      detail:
        "Two branches on the same edits from the round shown on; WHAT is different in the second: guard off, "
        + "editor AlphaEdit, tau 0.4. Without it, choose from a list; end keeps the branch in focus and drops the other.",
      choices: { state, words in state.typedForkChoices(after: words) }, refusal: { $0.forkRefusal },
      perform: { state, words in state.typedFork(words) }),
    TypedCommand(
      name: "probe", argument: "PROMPT", limit: 40,
      detail: "Pin a prompt. A number first puts it in that one's place; a number alone takes that one away.",
      choices: { _, _ in [] }, refusal: { $0.engineRefusal },
      perform: { state, words in state.typedProbe(words) }),
    TypedCommand(
      name: "until", argument: "N", limit: 1, detail: "Edit until the run stands at N edits, or until collapse.",
      choices: { _, words in words.isEmpty ? ["collapse"] : [] },
      refusal: { $0.editingRefusal }, perform: { state, words in state.typedGoal(words) }),
  ]
}

/// The names that a word may stand for: the one that it spells, else all that begin with it. Case does not matter.
func names(_ names: [String], matching word: String) -> [String] {
  let word = word.lowercased()
  if let exact = names.first(where: { $0.lowercased() == word }) { return [exact] }
  return names.filter { $0.lowercased().hasPrefix(word) }
}

extension MonitorState {
  /// What the last word of a line can be or become.
  func completions(of line: String) -> [String] {
    var words = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    let last = line.last == " " ? "" : words.popLast() ?? ""
    let choices: [String]
    if words.isEmpty {
      choices = last.isEmpty ? [] : TypedCommand.names(matching: last)
    } else {
      guard let command = TypedCommand.named(words[0]) else { return [] }
      choices = command.choices(self, Array(words.dropFirst()))
    }
    return choices.filter { $0.lowercased().hasPrefix(last.lowercased()) }
  }

  /// The line with its last word as complete as it can be told.
  func completed(_ line: String) -> String {
    let found = completions(of: line)
    guard let first = found.first else { return line }
    let start = line.lastIndex(of: " ").map { line.index(after: $0) } ?? line.startIndex
    if found.count == 1 { return line[..<start] + first + " " }
    let common = found.dropFirst().reduce(first) { prefix, name in
      String(prefix.prefix(zip(prefix.lowercased(), name.lowercased()).prefix { $0 == $1 }.count))
    }
    return line[..<start] + common
  }

  /// A key while a command is typed.
  mutating func type(_ key: Key, after text: String) -> [Effect] {
    let before = self
    let entry = prompt.press(key, suggestions: before.offers(of: text).count, completed: before.completed(text))
    guard let entry else { return [] }
    let chosen = entry.chosen.flatMap { place in offers(of: entry.line).dropFirst(place).first }
    return chosen.map { take($0, after: entry.line) } ?? obey(entry.line)
  }

  mutating func obey(_ line: String) -> [Effect] {
    let words = line.split(separator: " ").map(String.init)
    guard let name = words.first else { return [] }
    guard let command = TypedCommand.named(name) else {
      let found = TypedCommand.names(matching: name)
      if found.count == 1, words.count == 1, let binding = Binding.named(found[0]), let key = binding.keys.first {
        return obey(binding, key: key)
      }
      let could = found.joined(separator: " or ")
      footer.say(
        .warning,
        found.isEmpty
          ? "no command \"\(name)\"; ? lists them"
          : found.count == 1 ? "nothing follows \(found[0])" : "\"\(name)\" could be \(could)")
      return []
    }
    if let refusal = command.refusal(self) {
      footer.say(.warning, refusal)
      return []
    }
    guard words.count - 1 <= command.limit else {
      footer.say(.warning, "too many words: the command is \(command.usage)")
      return []
    }
    return command.perform(&self, Array(words.dropFirst()))
  }

  /// Says why a word names nothing: it could be several, or there is none such.
  mutating func complain(about word: String, as what: String, _ choices: [String]) {
    let found = names(choices, matching: word)
    if word.isEmpty {
      footer.say(.warning, "which \(what)? \(choices.joined(separator: ", "))")
    } else if found.count > 1 {
      footer.say(.warning, "\"\(word)\" could be \(found.joined(separator: " or "))")
    } else {
      footer.say(.warning, "no \(what) \"\(word)\"; there are \(choices.joined(separator: ", "))")
    }
  }

  fileprivate mutating func typedEditor(_ words: [String]) -> [Effect] {
    guard let word = words.first else {
      openEditors()
      return []
    }
    let found = names(editorChoices, matching: word)
    guard found.count == 1 else {
      complain(about: word, as: "editor", editorChoices)
      // The list has room for all of them.
      openEditors()
      return []
    }
    return ask(forEditor: found[0])
  }

  fileprivate mutating func typedTau(_ words: [String]) -> [Effect] {
    guard let tau = words.first.flatMap(Double.init), (0...1).contains(tau) else {
      footer.say(.warning, "tau is a share from 0 to 1, such as 0.4")
      return []
    }
    return ask { $0.tau = tau }
  }

  fileprivate mutating func typedEnergy(_ words: [String]) -> [Effect] {
    guard let energy = words.first.flatMap({ GuardSetting.Energy(rawValue: $0.lowercased()) }) else {
      footer.say(.warning, "the energy is sigma2 (squared singular values) or sigma")
      return []
    }
    return ask { $0.energy = energy }
  }

  fileprivate mutating func typedGoal(_ words: [String]) -> [Effect] {
    if let word = words.first, !word.isEmpty, "collapse".hasPrefix(word.lowercased()) {
      guard let refusal = collapseRefusal else { return runUntilCollapse() }
      footer.say(.warning, refusal)
      return []
    }
    guard let run, let goal = words.first.flatMap({ Int($0.filter { $0 != "," }) }), goal > 0 else {
      footer.say(.warning, "until which edit? such as until 500")
      return []
    }
    guard goal > run.edits else {
      footer.say(.warning, "the run stands at \(grouped(run.edits)) edits already")
      return []
    }
    guard goal <= run.description.editLimit else {
      footer.say(.warning, "the list ends at edit \(grouped(run.description.editLimit))")
      return []
    }
    engine.run()
    footer.say(.info, "editing until edit \(grouped(goal))")
    return [.send(.run(until: .edits(goal)))]
  }
}

extension TypedCommand {
  /// Everything that can be typed: what asks the engine, what changes the picture, what keys do.
  private static let tiers = [editing.map(\.name) + ["quit"], looking.map(\.name), Binding.all.map(\.name)]
    .map { $0.filter { !$0.isEmpty } }

  /// What a word may stand for: what it spells, else what begins with it among the first of the three where anything does.
  static func names(matching word: String) -> [String] {
    let word = word.lowercased()
    if let exact = tiers.joined().first(where: { $0 == word }) { return [exact] }
    return tiers.lazy.map { tier in tier.filter { $0.hasPrefix(word) } }.first { !$0.isEmpty } ?? []
  }

  /// The command that a word spells, or that alone begins with it.
  static func named(_ word: String) -> TypedCommand? {
    let found = names(matching: word)
    return found.count == 1 ? all.first { $0.name == found[0] } : nil
  }
}

extension Binding {
  /// The binding that the command line calls so.
  fileprivate static func named(_ name: String) -> Binding? { all.first { !$0.name.isEmpty && $0.name == name } }
}
