import RunModel

/// What is written and printed of a run, and when it ends.
struct OutputOptions: Sendable, Equatable {
  /// A run folder; of other commands, what they write.
  var out: String?
  var save: String?
  var printsJSON = false
  var until: RunGoal?
  var hasControls = false
  var isHeadless = false
  /// The last round that stays of a run that is taken up.
  var lastRound: Int?
}

extension Option<Settings> {
  static var runFolder: Option { out("DIR", "run folder: configuration, log and updates") }

  static func out(_ valueName: String, _ help: String) -> Option {
    Option<OutputOptions>.text("--out", valueName, \.out, help).of(\.output)
  }

  static var save: Option {
    Option<OutputOptions>.text(
      "--save", "DIR", \.save, "write the edited model there at the end, as a checkpoint folder of its own"
    ).of(\.output)
  }

  static var roundsAsJSON: Option { json("print one JSON object a round, as in the log, not a table") }

  static func json(_ help: String) -> Option {
    Option<OutputOptions>.flag("--json", \.printsJSON, help).of(\.output)
  }

  static var until: Option { end("stop at N edits, or after the round that raises the alarm (code 3)") }

  /// For the monitor.
  static var pausing: Option { end("pause at N edits, or after the round that raises the alarm of collapse") }

  private static func end(_ help: String) -> Option {
    Option<OutputOptions>(name: "--until", valueName: "N|collapse", help: help) {
      (text, output) throws(OptionRejection) in
      if text == "collapse" {
        output.until = .collapse(by: nil)
      } else if let count = wholeNumber(text), (1...1_000_000_000).contains(count) {
        output.until = .edits(count)
      } else {
        throw .init(expected: "a number of edits from 1 to 1000000000, or collapse")
      }
    }.of(\.output)
  }

  static var controls: Option {
    Option<OutputOptions>.flag(
      "--with-controls", \.hasControls, "the same edits without a guard, with it, and with both controls; one table"
    ).of(\.output)
  }

  static var lastRound: Option {
    Option<OutputOptions>.count(
      "--to", \.lastRound, "go on after round N: later rounds are taken back, a later fork is dropped",
      in: 0...1_000_000_000
    ).of(\.output)
  }

  static var headless: Option {
    Option<OutputOptions>.flag("--headless", \.isHeadless, "edit on without the monitor").of(\.output)
  }
}
