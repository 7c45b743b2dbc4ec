import Charts
import RunModel

/// Places in a run that one can jump to and put there.
extension MonitorState {
  /// The edit count that is looked at: the crosshair's, else the moment shown.
  private var place: Int? { shownRound?.edits }

  /// The marked places before or after the moment shown, nearest first, in a replay also those that are to come. A place at which no round ended counts as the end of
  /// the round before it.
  func marksAhead(_ direction: Int) -> [Int] {
    guard let run = wholeRun, let shown = shownIndex else { return [] }
    let indices = Set(run.markedEdits.compactMap { run.lastRound(by: $0) })
    return direction < 0 ? indices.filter { $0 < shown }.sorted(by: >) : indices.filter { $0 > shown }.sorted()
  }

  mutating func jump(_ direction: Int) {
    guard let next = marksAhead(direction).first, let run = wholeRun else { return }
    let rounds = run.rounds
    stopAndLook(at: next)
    let words = markWords(at: rounds[next].edits, of: run)
    if !words.isEmpty { footer.say(.info, "edit \(grouped(rounds[next].edits)): \(words)") }
  }

  /// Puts a marker where one looks, or takes it away again.
  mutating func toggleMark(_ text: String? = nil) {
    guard let place else { return }
    let own = run?.notes.first { note in
      if case .own = note.kind { note.edits == place } else { false }
    }
    if let own {
      changeBranches { $0.focused?.run.remove(own) }
      guard let text else {
        footer.say(.info, "marker at edit \(grouped(place)) taken away")
        return
      }
      changeBranches { $0.focused?.run.add(RunNote(edits: place, kind: .own(text))) }
    } else {
      let words = text ?? "mark \(nextMark)"
      changeBranches { $0.focused?.run.add(RunNote(edits: place, kind: .own(words))) }
    }
    footer.say(
      .info, "marker at edit \(grouped(place)); { and } go to markers. It is kept until the monitor is closed.")
  }

  private var nextMark: Int {
    let count = wholeRun?.notes.reduce(0) { count, note in if case .own = note.kind { count + 1 } else { count } } ?? 0
    return count + 1
  }

  /// What is marked at an edit count, in words.
  ///
  /// - Parameter whole: what is known of the run; nil for what is shown of it.
  func markWords(at edits: Int, of whole: RunTimeline? = nil) -> String {
    guard let run = whole ?? run else { return "" }
    let changes = run.marks.filter { $0.edits == edits }.flatMap(notes(of:)).compactMap(\.first)
    let notes = run.notes.filter { $0.edits == edits }.map(\.words)
    return (changes + (run.collapsedAt == edits ? ["collapse"] : []) + notes).joined(separator: ", ")
  }
}

extension RunNote {
  /// The words beside its rule.
  var words: String {
    switch kind {
    case .own(let text): text
    case .undone: "undo"
    case .forked: "fork"
    }
  }
}

extension RunTimeline {
  /// The last round that ended at or before an edit count.
  func lastRound(by edits: Int) -> Int? {
    let next = rounds.partitioningIndex { $0.edits > edits }
    return next > 0 ? next - 1 : nil
  }
}
