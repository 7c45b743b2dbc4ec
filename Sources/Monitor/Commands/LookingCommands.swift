import Charts
import RunModel

extension MonitorCommand {
  /// What changes the picture, by name.
  static let lookingCommands: [MonitorCommand] = [
    .typed(
      "goto", "N", limit: 1, "Look at the round that made edit N.", refusal: { $0.measuredRefusal },
      perform: { state, words in state.typedPlace(words) }),
    .typed(
      "window", "A B", limit: 2, "Show edits A to B in all charts; all for the whole run.",
      choices: firstWord { _ in ["all"] }, refusal: { $0.measuredRefusal },
      perform: { state, words in state.typedWindow(words) }),
    .typed(
      "mark", "WORDS", limit: 8, "Put a marker with these words where you look.", refusal: { $0.measuredRefusal },
      perform: { state, words in
        state.toggleMark(words.isEmpty ? nil : words.joined(separator: " "))
        return []
      }),
    .typed(
      "tour", "",
      "What the monitor shows, in notes that point at its panes: 400 edits without a guard, 200 under REVIVE.",
      refusal: { $0.tourRefusal }, perform: { state, _ in state.beginTour() }),
    .typed(
      "speed", "ROUNDS", limit: 1, "How many rounds a second a replay plays, such as 10.",
      refusal: { $0.engine.isReplay ? nil : "only a replay plays" },
      perform: { state, words in state.typedSpeed(words) }),
    .typed(
      "layout", "NAME", limit: 1, "Arrange the panes: overview, spectrum, collapse, edits, minimal.",
      choices: firstWord { _ in Preset.allCases.map { $0.rawValue.lowercased() } },
      perform: { state, words in state.typedLayout(words) }),
    .typed(
      "pane", "NAME", limit: 1, "Show a pane and focus it.",
      choices: firstWord { _ in Pane.allCases.map(\.title) },
      perform: { state, words in state.typedPane(words) }),
    .typed(
      "layer", "N", limit: 1, "Show a layer in all panes, or mean; without a number, choose it.",
      choices: firstWord { state in ["mean"] + (state.run?.description.layers.map { "\($0.layer)" } ?? []) },
      refusal: { $0.run == nil ? $0.loadingRefusal : nil },
      perform: { state, words in state.typedLayer(words) }),
    .typed(
      "theme", "NAME", limit: 4, "Use a theme; without a name, choose it from a list.",
      choices: firstWord { state in state.environment.themes.map(\.name) },
      perform: { state, words in state.typedTheme(words) }),
    .typed(
      "screenshot", "FILE", limit: 12,
      "Write what the screen shows into a new file: NAME.txt, NAME.ans (ANSI) or NAME.svg.",
      perform: { state, words in state.typedScreenshot(words) }),
    .typed(
      "smooth", "HOW", limit: 1, "Smooth lines over edits: off, light or strong.",
      choices: firstWord { _ in Smoothing.allCases.map(\.name) },
      refusal: { $0.run == nil ? $0.loadingRefusal : nil },
      perform: { state, words in state.typedSmoothing(words) }),
    .typed(
      "filter", "OUTCOME", limit: 1, "List edits that are held, weak, lost or failed; or all.",
      choices: firstWord { _ in EditStatus.allCases.map(\.rawValue) + ["all"] },
      refusal: { $0.run == nil ? $0.loadingRefusal : nil },
      perform: { state, words in state.typedStatus(words) }),
    .typed(
      "find", "WORDS", limit: 12, "List edits whose prompt, subject or object contains this.",
      refusal: { $0.run == nil ? $0.loadingRefusal : nil },
      perform: { state, words in
        state.filterList { $0.text = words.joined(separator: " ") }
        return []
      }),
    .typed(
      "edit", "N", limit: 1, "Everything that is known of edit N.", refusal: { $0.measuredRefusal },
      perform: { state, words in state.typedEdit(words) }),
  ]
}

extension MonitorState {
  /// A count of edits as people write it; nil for anything else.
  private func count(_ word: String?) -> Int? {
    word.flatMap { Int($0.filter { $0 != "," }) }.flatMap { (0...1_000_000_000).contains($0) ? $0 : nil }
  }

  fileprivate mutating func typedPlace(_ words: [String]) -> [Effect] {
    guard let run = wholeRun, let place = count(words.first) else {
      footer.say(.warning, "which edit? such as goto 500")
      return []
    }
    // The round that made it ended there or later.
    let index = run.rounds.firstIndex { $0.edits >= place } ?? run.rounds.count - 1
    look(at: index)
    if place > run.edits { footer.say(.info, "the run stands at \(counted(run.edits, "edit"))") }
    return []
  }

  fileprivate mutating func typedWindow(_ words: [String]) -> [Effect] {
    if words == ["all"] {
      showWholeRun()
    } else if words.count == 2, let lower = count(words[0]), let upper = count(words[1]), lower < upper {
      let width = max(EditWindow.narrowest, Double(upper - lower))
      show(Double(lower)...Double(lower) + width)
    } else {
      footer.say(.warning, "from which edit to which? such as window 200 600; or all")
    }
    return []
  }

  fileprivate mutating func typedLayout(_ words: [String]) -> [Effect] {
    let choices = Preset.allCases.map(\.rawValue)
    let found = names(choices, matching: words.first ?? "")
    guard words.count == 1, found.count == 1, let wanted = Preset(rawValue: found[0]) else {
      complain(about: words.first ?? "", as: "layout", choices.map { $0.lowercased() })
      return []
    }
    take(wanted)
    return []
  }

  fileprivate mutating func typedPane(_ words: [String]) -> [Effect] {
    let found = names(Pane.allCases.map(\.title), matching: words.first ?? "")
    guard words.count == 1, found.count == 1, let pane = Pane.allCases.first(where: { $0.title == found[0] }) else {
      complain(about: words.first ?? "", as: "pane", Pane.allCases.map(\.title))
      return []
    }
    panes.reach(pane)
    return []
  }

  fileprivate mutating func typedLayer(_ words: [String]) -> [Effect] {
    let layers = run?.description.layers ?? []
    guard let word = words.first else {
      openLayers()
      return []
    }
    if !names(["mean"], matching: word).isEmpty {
      chooseLayer(.mean)
    } else if let position = layers.firstIndex(where: { "\($0.layer)" == word }) {
      chooseLayer(.one(position))
    } else {
      complain(about: word, as: "layer", layers.map { "\($0.layer)" } + ["mean"])
    }
    return []
  }

  fileprivate mutating func typedTheme(_ words: [String]) -> [Effect] {
    guard !words.isEmpty else {
      openThemes()
      return []
    }
    let (word, known) = (words.joined(separator: " "), environment.themes.map(\.name))
    let found = names(known, matching: word)
    if found.count == 1, let place = known.firstIndex(of: found[0]) {
      keep(theme: place)
    } else {
      complain(about: word, as: "theme", known)
    }
    return []
  }

  fileprivate mutating func typedSpeed(_ words: [String]) -> [Effect] {
    guard let rate = words.first.flatMap(Double.init), MonitorState.playRates.contains(rate) else {
      footer.say(.warning, "how many rounds a second? such as speed 10")
      return []
    }
    playback.setRate(rate, at: shownIndex ?? 0)
    footer.say(.info, "\(compact(rate)) rounds a second")
    return []
  }

  fileprivate mutating func typedScreenshot(_ words: [String]) -> [Effect] {
    let path = words.joined(separator: " ")
    guard [".txt", ".ans", ".svg"].contains(where: { path.hasSuffix($0) && path.count > $0.count }) else {
      footer.say(.warning, "which file? text as NAME.txt, with colours as NAME.ans, a picture as NAME.svg")
      return []
    }
    return [.screenshot(path: path)]
  }

  fileprivate mutating func typedSmoothing(_ words: [String]) -> [Effect] {
    let found = names(Smoothing.allCases.map(\.name), matching: words.first ?? "")
    guard words.count == 1, found.count == 1, let wanted = Smoothing.allCases.first(where: { $0.name == found[0] })
    else {
      complain(about: words.first ?? "", as: "smoothing", Smoothing.allCases.map(\.name))
      return []
    }
    smooth(wanted)
    return []
  }

  fileprivate mutating func typedStatus(_ words: [String]) -> [Effect] {
    let choices = EditStatus.allCases.map(\.rawValue) + ["all"]
    let found = names(choices, matching: words.first ?? "")
    guard words.count == 1, found.count == 1 else {
      complain(about: words.first ?? "", as: "outcome", choices)
      return []
    }
    filterList { $0.status = EditStatus(rawValue: found[0]) }
    return []
  }

  fileprivate mutating func typedEdit(_ words: [String]) -> [Effect] {
    guard let place = count(words.first), place > 0 else {
      footer.say(.warning, "which edit? such as edit 12")
      return []
    }
    return openEdit(place - 1)
  }
}
