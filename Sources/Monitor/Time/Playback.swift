import Charts

/// The moment that is looked at, and a replay that walks on from it by itself.
package struct Playback: Sendable, Equatable {
  /// A walk through the rounds.
  private struct Walk: Sendable, Equatable {
    /// The round where it began.
    var start: Int
    /// The time of the first tick after that; nil until it comes, for the time of the tick before may be long ago.
    var since: Double?
  }

  /// The round that is looked back at; nil shows the newest and follows it.
  package var scrub: Int?
  /// All of a run of which a replay that looks back shows what was known by then; nil at its end, and of a run that goes on.
  var whole: BranchViews?
  private var walk: Walk?
  /// Rounds a second of a replay that plays.
  package private(set) var rate = 4.0

  package init() {}

  /// Whether a replay plays.
  package var isPlaying: Bool { walk != nil }

  /// Seconds between ticks while a replay plays: one a round, but at least one and at most 30 a second; nil while it stands
  /// still.
  var interval: Double? { isPlaying ? max(1 / 30, min(1, 1 / rate)) : nil }

  mutating func play(from round: Int) { walk = Walk(start: round, since: nil) }

  mutating func stop() { walk = nil }

  /// - Parameter round: where it goes on if it plays.
  mutating func setRate(_ rounds: Double, at round: Int) {
    if isPlaying { play(from: round) }
    rate = rounds
  }

  /// Goes on, and stops at the last round.
  ///
  /// - Returns: the round of this moment; nil while it stands still.
  mutating func advance(to now: Double, last: Int) -> Int? {
    guard let walk else { return nil }
    let since = walk.since ?? now
    self.walk?.since = since
    let place = Double(walk.start) + ((now - since) * rate).rounded(.down)
    if place >= Double(last) { stop() }
    return clampedInt(min(place, Double(max(0, last))))
  }

  /// Follows the newest round when the one looked back at is the newest, or was taken back.
  mutating func clamp(toRounds count: Int) { if let place = scrub, place >= count - 1 { scrub = nil } }
}

extension MonitorState {
  /// Rounds a second that a replay can be played at.
  package static let playRates = 0.1...1_000.0

  /// All rounds of the branch in focus, also those that a replay has not come to yet.
  var wholeRun: RunTimeline? { playback.whole?.focused?.run ?? run }

  /// Shows a round in every pane, without the crosshair; beyond the last one the newest, which is followed.
  mutating func look(at index: Int) {
    let last = (wholeRun?.rounds.count ?? 0) - 1
    let before = shownIndex ?? 0
    charts.crosshair = nil
    playback.scrub = index >= last ? nil : max(0, index)
    showMoment()
    // What is not known yet has no say in where an axis ends.
    if engine.isReplay, (shownIndex ?? 0) < before { resetAxes() }
    if let report = shownRound { reveal(report.edits) }
    updateAxes()
    clamp()
  }

  /// Lets a replay know no more than was known at the moment that is looked at: marks, scores, branches and the reach of axes
  /// would tell what comes. A run that goes on is looked back at with all that is known of it.
  mutating func showMoment() {
    guard engine.isReplay else { return }
    let all = playback.whole ?? branches
    guard let place = playback.scrub, let rounds = all.focused?.run.rounds, rounds.indices.contains(place) else {
      (playback.whole, branches) = (nil, all)
      return
    }
    let edits = rounds[place].edits
    // A step back forgets some of what is known; a step forward begins with all there is.
    if branches.focused?.name != all.focused?.name || (branches.focused?.run.edits ?? 0) < edits { branches = all }
    playback.whole = all
    branches.forget(beyond: edits)
  }

  /// Changes what is shown of the run, and what a replay has in store of it.
  mutating func changeBranches(_ change: (inout BranchViews) -> Void) {
    change(&branches)
    guard var whole = playback.whole else { return }
    change(&whole)
    playback.whole = whole
  }

  /// Shows a round that the person has gone to; a replay that plays stops.
  mutating func stopAndLook(at index: Int) {
    playback.stop()
    look(at: index)
  }

  /// The newest edit, followed, in every pane.
  mutating func goLive() {
    playback.stop()
    (playback.scrub, charts.crosshair) = (nil, nil)
    showMoment()
    follow()
    clamp()
  }

  /// Plays a replay from the round shown, from edit 0 when that is the last; stops one that plays.
  mutating func playOrStop() {
    guard !playback.isPlaying else { return playback.stop() }
    let last = (wholeRun?.rounds.count ?? 0) - 1
    let start = (shownIndex ?? 0) >= last ? 0 : shownIndex ?? 0
    playback.play(from: start)
    look(at: start)
    footer.say(.info, "\(compact(playback.rate)) rounds a second; :speed changes it")
  }

  /// Goes on to the round of this moment.
  mutating func play() {
    guard let last = wholeRun.map({ $0.rounds.count - 1 }) else { return }
    guard let place = playback.advance(to: now, last: last) else { return }
    if shownIndex != place { look(at: place) }
  }

  /// - Parameter speed: rounds a second.
  package mutating func play(speed: Double) {
    playback.setRate(speed, at: shownIndex ?? 0)
    playOrStop()
  }
}
