import Charts
import RunModel

/// A pinned prompt with everything that is said after it at the moment shown.
struct ShownProbe {
  /// What a model said, and when.
  struct Saying {
    /// `edit 0`, `now`, `A at 900`.
    let moment: String
    let text: String
    /// Of the first token.
    let probability: Double
    let isOriginal: Bool
    /// Whether the answer is another one than at edit 0 (`ProbeReading.keepsAnswer`).
    let isChanged: Bool
  }

  let prompt: String
  /// At edit 0 first; then of the run, or of A and of B.
  let sayings: [Saying]
}

extension MonitorState {
  /// The prompts that are pinned at the moment shown in the branch in focus; of a forked run with what both models say.
  var shownProbes: [ShownProbe] {
    guard let run, let shown = shownRound else { return [] }
    let branches = lettered.map { letter, branch -> (name: String, readings: [ProbeReading]) in
      let index = branch.run.lastRound(by: shown.edits)
      let edits = index.map { branch.run.rounds[$0].edits } ?? 0
      let isNewest = !isHistory && index == branch.run.rounds.count - 1
      return (letter + (isNewest ? "now" : "at \(grouped(edits))"), index.map { branch.run.probes(by: $0) } ?? [])
    }
    return run.probes(by: shownIndex ?? 0).map { probe in
      let original = run.original(of: probe.prompt)
      let before = original.map {
        ShownProbe.Saying(
          moment: "edit 0", text: $0.continuation.trimmed, probability: $0.probability, isOriginal: true,
          isChanged: false)
      }
      let now = branches.map { name, readings in
        let reading = readings.first { $0.prompt == probe.prompt }
        let isChanged = reading.flatMap { reading in original.map { !reading.keepsAnswer(of: $0) } } ?? false
        return ShownProbe.Saying(
          moment: name, text: reading?.continuation.trimmed ?? "-", probability: reading?.probability ?? .nan,
          isOriginal: false, isChanged: isChanged)
      }
      return ShownProbe(prompt: probe.prompt, sayings: [before].compactMap(\.self) + now)
    }
  }

  /// `2 of 6 answers changed`, and of branches `A 2, B 1 of 6 answers changed`; empty without prompts.
  var probeNote: String {
    let probes = shownProbes
    guard let first = probes.first else { return "" }
    let counts = first.sayings.indices.filter { !first.sayings[$0].isOriginal }.map { place in
      probes.count { $0.sayings.indices.contains(place) && $0.sayings[place].isChanged }
    }
    let letters = lettered.map(\.letter)
    let words = zip(letters, counts).map { "\($0)\($1)" }.joined(separator: ", ")
    return "\(words) of \(probes.count) answers changed"
  }

  /// The prompts that are pinned in the coming rounds.
  private var pinnedPrompts: [String] {
    run.map { $0.probes(by: $0.rounds.count - 1).map(\.prompt) } ?? []
  }

  mutating func moveProbe(by rows: Int) {
    chosenProbe = max(0, min(min(chosenProbe, shownProbes.count - 1) + rows, shownProbes.count - 1))
  }

  /// Opens the text about the chosen prompt.
  mutating func openProbe() {
    let probes = shownProbes
    guard !probes.isEmpty else { return footer.say(.warning, "no prompt is pinned: A pins one") }
    overlay = Overlay(.probe(probes[min(chosenProbe, probes.count - 1)].prompt))
  }

  /// Pins a prompt, or puts it in the place of the one whose number stands before it; without words after the number that one
  /// is taken away.
  mutating func typedProbe(_ words: [String]) -> [Effect] {
    var prompts = pinnedPrompts
    let place = words.first.flatMap(Int.init).flatMap { prompts.indices.contains($0 - 1) ? $0 - 1 : nil }
    let text = words.dropFirst(place == nil ? 0 : 1).joined(separator: " ")
    if let place {
      if text.isEmpty { prompts.remove(at: place) } else { prompts[place] = text }
    } else if text.isEmpty {
      footer.say(.warning, "which prompt? such as probe The capital of France is")
      return []
    } else {
      prompts.append(text)
    }
    guard Set(prompts).count == prompts.count else {
      footer.say(.warning, "\"\(text)\" is pinned already")
      return []
    }
    chosenProbe = place ?? prompts.count - 1
    footer.say(.info, askingWords)
    panes.reach(.probes)
    return [.send(.setProbes(prompts))]
  }

  /// Which model answers what is asked now, and when.
  var askingWords: String {
    if engine.answersLater { return "asked when what is being measured is done" }
    guard let round = heldRound else { return "asking the model" }
    let count = counted(run?.edits ?? 0, "edit")
    return "asking the model as it stands at \(count), without round \(round), which stays held"
  }
}
