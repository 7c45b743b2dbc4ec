import CTerminal
import Cells
import Glibc

/// What the user and the surroundings say about the terminal.
package struct TerminalOptions: Sendable {
  /// `TERM`, `COLORTERM`, `NO_COLOR`, `TMUX` and `STY` count.
  package var environment: [String: String]
  /// The depth asked for on the command line; nil to find out.
  package var color: ColorDepth?
  /// Whether to look for a UTF-8 locale when the user's own is none.
  package var forcesUTF8: Bool
  /// Whether to ask for each frame to be shown in one piece; nil where the terminal can be trusted with it.
  package var synchronizes: Bool?
  /// Whether to be told of the mouse.
  package var usesMouse: Bool

  package init(
    environment: [String: String], color: ColorDepth? = nil, forcesUTF8: Bool = false, synchronizes: Bool? = nil,
    usesMouse: Bool = false
  ) {
    self.environment = environment
    self.color = color
    self.forcesUTF8 = forcesUTF8
    self.synchronizes = synchronizes
    self.usesMouse = usesMouse
  }
}

/// Which characters a terminal can be trusted to show.
package enum GlyphRange: Sendable, Hashable {
  /// Braille, blocks and box drawing.
  case braille
  /// Blocks and box drawing, as the Linux console's fonts have them.
  case blocks
  case ascii
}

/// How a session will talk to its terminal.
struct TerminalPlan: Equatable {
  /// The terminal description to use: `TERM`, or its `-direct` twin for 24-bit colour.
  let name: String
  let depth: ColorDepth
  let palette: ColorMapper.Palette
  /// Whether to ask for each frame to be shown in one piece.
  let synchronizes: Bool

  /// Chooses from what is wanted and what terminal descriptions there are.
  ///
  /// - Parameter describe: looks a description up; a parameter so that tests need no terminal.
  init(options: TerminalOptions, describe: (String) -> ct_description) throws(TerminalError) {
    let term = options.environment["TERM"] ?? ""
    let description = describe(term)
    guard !term.isEmpty, description.known else { throw .unknownTerminal(name: term) }
    guard description.can_move_cursor else { throw .noCursorMovement(name: term) }
    let wanted = ColorDepth.wanted(choice: options.color, environment: options.environment)
    let isMultiplexed = ["TMUX", "STY"].contains { options.environment[$0]?.isEmpty == false }
    let modern = ["xterm", "alacritty", "foot", "kitty", "wezterm", "ghostty", "contour", "konsole", "iterm2"]
    synchronizes = options.synchronizes ?? (!isMultiplexed && modern.contains { term.hasPrefix($0) })
    let base = term.prefix { $0 != "-" }
    let direct = ["\(term)-direct", "\(base)-direct"].first { describe($0).colors >= 1 << 24 }
    name = wanted == .trueColor ? direct ?? term : term
    (depth, palette) =
      switch (wanted, Int(description.colors)) {
      case (.none, _), (_, ..<8): (.none, .none)
      case (.trueColor, _) where direct != nil: (.trueColor, .direct)
      case (.trueColor, 256...), (.indexed256, 256...): (.indexed256, .xterm256)
      case (_, 16...): (.ansi16, .ansi16)
      case (_, _): (.ansi16, .ansi8)
      }
  }
}

/// Sets the character type of the user's locale, and nothing else: number formats must not follow the locale.
///
/// - Returns: whether text is UTF-8.
func adoptCharacterSet(forcesUTF8: Bool) -> Bool {
  func isUTF8() -> Bool {
    guard let name = nl_langinfo(nl_item(CODESET)) else { return false }
    return ["UTF-8", "UTF8"].contains(String(cString: name).uppercased())
  }
  setlocale(LC_CTYPE, "")
  if !isUTF8(), forcesUTF8 { setlocale(LC_CTYPE, "C.UTF-8") }
  return isUTF8()
}
