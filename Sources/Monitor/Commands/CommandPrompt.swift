import Cells

/// The line for a command, after `:`.
package struct CommandPrompt: Sendable, Equatable {
  /// What Enter asks for.
  struct Entry {
    var line: String
    /// The place of the suggestion that was chosen.
    var chosen: Int?
  }

  /// What is typed; nil while no command is.
  package private(set) var text: String?
  /// The place of the suggestion that is chosen.
  private(set) var chosen: Int?

  private static let longest = 200

  package init() {}

  mutating func open(_ text: String) { (self.text, chosen) = (text, nil) }

  private mutating func close() { (text, chosen) = (nil, nil) }

  /// A key while a command is typed.
  ///
  /// - Parameters:
  ///   - count: of suggestions for what is typed.
  ///   - completed: what is typed, as complete as it can be told.
  /// - Returns: what Enter asks for; nil for other keys.
  mutating func press(
    _ key: Key, suggestions count: @autoclosure () -> Int, completed: @autoclosure () -> String
  ) -> Entry? {
    guard let text else { return nil }
    switch key {
    case .enter:
      defer { close() }
      return Entry(line: text, chosen: chosen)
    case .escape: close()
    case .up: choose((chosen ?? count()) - 1, of: count())
    case .down: choose((chosen ?? -1) + 1, of: count())
    case .backspace where text.isEmpty: close()
    case .backspace: open(String(text.dropLast()))
    case .control("u"): open("")
    case .tab: open(completed())
    case .character(let letter) where text.count < CommandPrompt.longest: open(text + String(letter))
    default: break
    }
    return nil
  }

  /// Chooses a suggestion; none beyond the ends.
  private mutating func choose(_ place: Int, of count: Int) { chosen = (0..<count).contains(place) ? place : nil }
}
