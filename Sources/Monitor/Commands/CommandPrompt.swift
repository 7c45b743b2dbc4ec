import Cells

/// The line for a command, after `:`.
package struct CommandPrompt: Sendable, Equatable {
  /// What Enter asks for.
  struct Entry {
    var line: String
    /// The place of the suggestion that was chosen.
    var chosen: Int?
    /// Whether its end was offered, and not typed.
    var isOffer: Bool
  }

  /// What is typed; nil while no command is.
  package private(set) var text: String?
  /// The place of the suggestion that is chosen.
  private(set) var chosen: Int?
  /// What Enter takes behind the text as long as nothing is typed: Tab takes it to go on from, any other key drops it.
  package private(set) var offer: String?

  private static let longest = 200

  package init() {}

  mutating func open(_ text: String, offering offer: String? = nil) {
    (self.text, chosen, self.offer) = (text, nil, offer)
  }

  private mutating func close() { (text, chosen, offer) = (nil, nil, nil) }

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
      return Entry(line: text + (offer ?? ""), chosen: chosen, isOffer: offer != nil)
    case .escape: close()
    case .up: choose((chosen ?? count()) - 1, of: count())
    case .down: choose((chosen ?? -1) + 1, of: count())
    case .backspace where offer != nil: offer = nil
    case .backspace where text.isEmpty: close()
    case .backspace: open(String(text.dropLast()))
    case .control("u"): open("")
    case .tab: open(offer.map { text + $0 } ?? completed())
    case .character(let letter) where text.count < CommandPrompt.longest: open(text + String(letter))
    default: break
    }
    return nil
  }

  /// Chooses a suggestion; none beyond the ends.
  private mutating func choose(_ place: Int, of count: Int) { chosen = (0..<count).contains(place) ? place : nil }
}
