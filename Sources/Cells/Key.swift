/// One key press, as the terminal room decodes it and the monitor's table of commands names it.
package enum Key: Sendable, Hashable {
  /// A printing character; the space bar is `.character(" ")`. Shift is already part of the character.
  case character(Character)
  /// Ctrl with a letter or symbol, the letter in lower case: Ctrl-C is `.control("c")`.
  case control(Character)
  /// F1 is `.function(1)`.
  case function(Int)
  case enter, escape, tab, backTab, backspace, delete, insert
  case up, down, left, right, home, end, pageUp, pageDown
}

extension Key {
  /// The key of a name as people write it, `Space`, `ctrl-x` or `n`; nil for what no terminal sends.
  package init?(named name: String) {
    if name.count == 1, let character = name.first, character != " " {
      self = .character(character)
      return
    }
    let word = name.lowercased()
    let named: [Key] = [
      .character(" "), .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down, .left, .right, .home,
      .end, .pageUp, .pageDown,
    ]
    if let key = named.first(where: { $0.description.lowercased() == word }) {
      self = key
    } else if word.hasPrefix("ctrl-"), word.count == 6, let letter = word.last, letter.isASCII, letter.isLetter,
      // Terminals send these as Backspace, Tab and Enter.
      !"hijm".contains(letter)
    {
      self = .control(letter)
    } else if word.first == "f", let number = Int(word.dropFirst()), (1...12).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }
}

extension Key: CustomStringConvertible {
  /// The name that help and hints show, such as `Ctrl-C`, `F1`, `Space` or `q`.
  package var description: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "Ctrl-\(character.uppercased())"
    case .function(let number): "F\(number)"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .insert: "Ins"
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    }
  }
}
