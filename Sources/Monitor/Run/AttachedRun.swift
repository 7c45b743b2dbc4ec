/// What is known of another process whose run is shown while it writes it. No engine is asked anything: the run is only read.
package struct AttachedRun: Sendable, Equatable {
  /// Where the run is, as the person would write it.
  package var place: String
  /// Whether the log has its first line.
  package var hasBegun = false
  /// Whether all has been read that was there when the monitor was opened: what comes after that is news.
  package var isCaughtUp = false
  /// Whether the last line of the log says that its writer ended the run.
  package var hasEnded = false
  /// Whether the process that wrote it is gone, and has not ended it.
  package var isAbandoned = false
  /// How long nothing has come, as in `5 min`; nil for less than a minute.
  package var silence: String?

  package init(place: String) { self.place = place }

  /// Why nothing can be edited.
  static let refusal = "attached: read-only; only the process that writes this run edits it"

  /// What the panes say before the first line is there.
  var waitingWords: String { "waiting for the first line of \(place)" }

  /// How things stand, in a sentence.
  var sentence: String {
    let state =
      hasEnded
      ? "its writer has ended the run"
      : isAbandoned ? "its writer is gone" : silence.map { "nothing has come for \($0)" } ?? "it goes on"
    return "attached, read-only, to \(place): \(state)"
  }
}

extension MonitorState {
  /// Takes in what is known of the process that writes the run.
  mutating func receive(_ attachment: AttachedRun) {
    let before = engine.attachment
    engine.attach(attachment)
    // A log that was emptied begins anew with its first line.
    if !attachment.hasBegun, run != nil { forgetRun() }
    guard let before, before.isCaughtUp else { return }
    if attachment.hasEnded, !before.hasEnded {
      footer.say(.info, "its writer has ended the run; revive resume edits on")
    } else if attachment.isAbandoned, !before.isAbandoned {
      footer.say(.warning, "its writer is gone and has not ended the run; revive resume edits on")
    }
  }
}
