import RunModel

/// A tour through the panes while the real engine edits: notes that come with the edit counts they are about.
package struct Tour: Sendable, Equatable {
  /// A note, and the pane that it is about.
  struct Note: Sendable, Equatable {
    /// Edits made on the tour when it may come.
    var edits: Int
    var pane: Pane
    var text: String
  }

  /// Edits without a guard, and under REVIVE after them: as many rounds of 100 as it takes to tell the slopes apart.
  static let free = 400
  static let guarded = 300
  /// Seconds that a note stays at least.
  static let readingTime = 8.0

  /// - Parameter description: of the run; nil where nothing is known of it.
  static func notes(_ description: RunDescription?) -> [Note] {
    let size = description?.roundSize ?? 100
    let outcome = description?.isEmbedded == true ? " On this model it does not help;" : ""
    return [
      Note(
        edits: 0, pane: .edits,
        text:
          "Facts are written into the model, \(size) a round, each round on top of the last. Pane 6 lists them: held means that "
          + "the new fact is the model's first choice, lost that it is gone again."),
      Note(
        edits: 100, pane: .similarity,
        text:
          "The weights have changed at once: L (LS) compares their dominant directions with those at edit 0, and has fallen "
          + "far. D (core drift) tells how much was written into those directions. Nothing is lost yet: these are signs."
      ),
      Note(
        edits: 200, pane: .quality,
        text:
          "What counts is here: A, past edits that still come first; T, tasks; N, facts that were never edited; X, the "
          + "perplexity of ordinary text. Below a broken line the alarm is raised, and the header says COLLAPSED."),
      Note(
        edits: free, pane: .similarity,
        text:
          "REVIVE is on now, as r does it: the part of every update that touches the dominant directions is cut out. The tint "
          + "marks its edits. D stands still from here on."),
      Note(
        edits: free + guarded, pane: .quality,
        text:
          "Did it help? The row above the keys holds the slopes since against those before, K tells all.\(outcome) "
          + "F forks the run to compare both at the same edits. Now it is yours: Space runs on."),
    ]
  }

  /// Edits that the run had made when the tour began; nil until the engine is ready.
  var start: Int?
  /// The note that is shown.
  var place = 0
  /// When it came; nil until the first tick after that.
  var since: Double?

  package init() {}
}

extension MonitorState {
  var tourRefusal: String? {
    if let refusal = editingRefusal { return refusal }
    if branches.isForked { return "the run is forked: the tour shows one branch" }
    guard let run, run.edits + Tour.free + Tour.guarded <= run.description.editLimit else {
      return "the tour makes \(Tour.free + Tour.guarded) edits, and fewer are left"
    }
    return nil
  }

  mutating func beginTour() -> [Effect] {
    tour = Tour()
    return advanceTour(isTick: false)
  }

  /// A key ends the tour; the run stays as it is.
  mutating func leaveTour() -> [Effect] {
    tour = nil
    footer.say(.info, "the tour has ended; :tour begins it again, Space runs on")
    guard engine.isBusy || engine.intent == .starting else { return [] }
    return engine.runOrPause() ? [.send(.pause)] : []
  }

  /// Goes on to the next note when its edits are made and there was time to read the one before.
  ///
  /// - Parameter isTick: whether the time has just been told: the last tick may be long ago otherwise.
  mutating func advanceTour(isTick: Bool) -> [Effect] {
    guard let now = tour, let run, !run.rounds.isEmpty, engine.stopped == nil else { return [] }
    guard let start = now.start else {
      // The engine is ready: the first note, and the first edits.
      tour?.start = run.edits
      show(note: 0)
      var effects: [Effect] = []
      if coming.isOn { effects += ask { $0.isOn = false } }
      engine.run()
      return effects + [.send(.run(until: .edits(run.edits + Tour.free)))]
    }
    guard isTick else { return [] }
    let since = now.since ?? self.now
    tour?.since = since
    let notes = Tour.notes(run.description)
    guard notes.indices.contains(now.place + 1) else { return [] }
    let next = notes[now.place + 1]
    guard run.edits - start >= next.edits, self.now - since >= Tour.readingTime else { return [] }
    show(note: now.place + 1)
    guard next.edits == Tour.free else { return [] }
    let effects = ask { if !$0.isOn || $0.kind != .revive { $0.toggleRevive() } }
    engine.run()
    return effects + [.send(.run(until: .edits(start + Tour.free + Tour.guarded)))]
  }

  private mutating func show(note place: Int) {
    tour?.place = place
    tour?.since = nil
    panes.reach(Tour.notes(run?.description)[place].pane)
    footer.clear()
  }
}
