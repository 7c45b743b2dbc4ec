import Cells

/// The help as a list: what can be done, which Enter does, and what words mean.
struct HelpEntry {
  /// What Enter does.
  enum Deed {
    case binding(Binding)
    case command(TypedCommand)
  }

  var group: String
  var term: String
  var text: String
  var deed: Deed?

  /// The entries that contain a text, in the order of the keymap.
  static func all(_ state: MonitorState, matching filter: String) -> [HelpEntry] {
    let keys = Binding.Group.allCases.flatMap { group in
      Binding.offered(state).filter { $0.group == group }.map {
        HelpEntry(group: group.rawValue, term: $0.keyNames, text: $0.detail, deed: .binding($0))
      }
    }
    let commands = TypedCommand.all.map {
      HelpEntry(group: "Commands", term: $0.usage, text: $0.detail, deed: .command($0))
    }
    let words = vocabulary.map { HelpEntry(group: "Words", term: $0.0, text: $0.1) }
    let wanted = filter.lowercased()
    return (keys + commands + words).filter { entry in
      filter.isEmpty || "\(entry.term) \(entry.text) \(entry.group)".lowercased().contains(wanted)
        || (entry.deed.map(\.name) ?? "").contains(wanted)
    }
  }
}

extension HelpEntry.Deed {
  /// What the command line calls it.
  var name: String {
    switch self {
    case .binding(let binding): binding.name
    case .command(let command): command.name
    }
  }
}

/// What the words on the screen mean.
private let vocabulary = [
  ("held", "the new object is the model's first choice (argmax) for the edited prompt"),
  ("weak", "the new object is only more probable than the old one"),
  ("lost", "the old object is more probable again"),
  ("failed", "the edit could not be made; no weight was changed for it"),
  ("LS", "likeness of the dominant singular subspaces to those of the unedited weight, 1 = the same"),
  ("SS", "mean |cosine| of singular vectors of the same index, 1 = the same"),
  ("core drift", "how much of the protected core has been overwritten, relative to it; 0 = intact"),
  ("k", "LS, SS and core drift are measured at the k of the tau in force: they jump when tau changes"),
  ("chance", "the LS of random subspaces, (k/d + k/m) / 2"),
  ("outside", "share of the weight (squared norm) outside its original dominant block"),
  ("waterfall", "log2 of each singular value against itself at edit 0; of every stretch the strongest change"),
  ("argmax", "share of all edits so far that are held; falls to 0 when a model collapses"),
  ("tasks", "mean F1 over the general-ability tasks"),
  (
    "collapse",
    "the marker (ours): perplexity above ten times that at edit 0 for the first time; without held-out text, tasks below 0.8 of it"
  ),
  ("HISTORY", "panes show an earlier moment, or charts a stretch that does not follow the run; f returns"),
  ("!", "at the top of a chart: a value there is not finite"),
  ("heavy axis", "a stretch edited with the guard on, or the protected indices of the spectrum"),
  ("dashed axis", "a stretch edited with a control on"),
  (
    "scaled control",
    "ours: the free update, made as small as the guard that it stands beside would have made it, or by a fixed factor"
  ),
  ("random control", "ours: that guard with random directions in place of the dominant ones"),
  ("null space", "room of an editor that stays in one, as a share of the dimension of keys"),
]

/// The keys, made from the keymap, the commands, and what the words on the screen mean.
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
      return perform(entries[place].deed)
    default: return nil
    }
    return []
  }

  /// Does what was chosen from a list of things that can be done; words do nothing.
  mutating func perform(_ deed: HelpEntry.Deed?) -> [Effect] {
    switch deed {
    case .binding(let binding):
      overlay = nil
      guard binding.action != .pane, let key = binding.keys.first else {
        footer.say(.info, "press the digit of a pane")
        return []
      }
      return obey(binding, key: key)
    case .command(let command):
      openPrompt(command.name + (command.argument.isEmpty ? "" : " "))
      return []
    case nil: return []
    }
  }
}
