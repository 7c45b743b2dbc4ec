import Charts

/// A replay that walks through its rounds by itself.
package struct Playback: Sendable, Equatable {
  /// Where it walked off.
  var start: Int
  /// When, by the first tick after it: the time before that is as old as the tick before.
  var since: Double?
}

extension MonitorState {
  /// Rounds a second that a replay can be played at.
  package static let playRates = 0.1...1_000.0

  /// Begins to play where one looks, from edit 0 when that is the end; or stops.
  mutating func playOrStop() {
    guard playback == nil else {
      playback = nil
      return
    }
    let last = (run?.rounds.count ?? 0) - 1
    let start = (shownIndex ?? 0) >= last ? 0 : shownIndex ?? 0
    playback = Playback(start: start)
    look(at: start)
    say(.info, "\(compact(playRate)) rounds a second; :speed changes it")
  }

  /// Goes on to the round of this moment.
  mutating func play() {
    guard let playback, let last = run.map({ $0.rounds.count - 1 }) else { return }
    let since = playback.since ?? now
    self.playback?.since = since
    let place = Double(playback.start) + ((now - since) * playRate).rounded(.down)
    if place >= Double(last) { self.playback = nil }
    if shownIndex != clampedInt(place) { look(at: clampedInt(min(place, Double(max(0, last))))) }
  }

  /// Seconds until a replay shows its next round, or as often as the eye wants; nil while it stands still.
  var playInterval: Double? { playback == nil ? nil : max(1 / 30, min(1, 1 / playRate)) }

  mutating func typedSpeed(_ words: [String]) -> [Effect] {
    guard let rate = words.first.flatMap(Double.init), MonitorState.playRates.contains(rate) else {
      say(.warning, "how many rounds a second? such as speed 10")
      return []
    }
    if playback != nil { playback = Playback(start: shownIndex ?? 0) }
    playRate = rate
    say(.info, "\(compact(rate)) rounds a second")
    return []
  }
}
