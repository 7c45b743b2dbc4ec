import RunModel

/// What the last line says and asks; keys stand there when it does neither.
package struct Footer: Sendable, Equatable {
  /// A question; `y` answers it.
  package enum Question: Sendable, Equatable {
    case undo(round: Int, edits: Int)
    /// The round that a pause holds.
    case dropRound(Int, edits: Int)
    case endFork(keeping: String, dropping: String)
    /// A run to open in place of the one that is edited.
    case open(PastRun)
  }
  /// A line for the person at the keyboard.
  package struct Message: Sendable, Equatable {
    package var level: Notice.Level
    package var text: String
    /// When it goes by itself, set by the first tick after it came; errors stay until a key.
    package var expires: Double?
  }

  package var message: Message?
  package var question: Question?
  /// Whether the words for a first start are shown, above the line.
  package var showsWelcome = false

  /// Seconds that a message stays on the screen.
  private static let messageSeconds = 8.0

  /// Seconds between the ticks that a message needs to go; nil when none has to.
  var interval: Double? { message.flatMap { $0.level == .error ? nil : 1 } }

  mutating func say(_ level: Notice.Level, _ text: String) {
    message = Message(level: level, text: text, expires: nil)
  }

  /// Takes away what goes with the next key.
  mutating func clear() { (message, showsWelcome) = (nil, false) }

  /// Takes a message away whose time is over.
  mutating func expire(at now: Double) {
    guard let shown = message, shown.level != .error else { return }
    guard let expires = shown.expires else {
      message?.expires = now + Footer.messageSeconds
      return
    }
    if now >= expires { message = nil }
  }
}
