import CTerminal
import Cells

/// Turns what curses reads, and xterm's reports of the mouse (`CSI < button ; x ; y M`), into the program's events. Escape
/// sequences that curses does not know are swallowed whole, so that their letters do not act as keys.
struct InputDecoder<Event: TerminalEvent> {
  private enum State {
    case ground, escape, opened, sequence, oneMore
    /// Within a report of the mouse, with what has come of it.
    case mouse(String)
  }
  private var state = State.ground

  /// Takes one character as `get_wch` gives it.
  mutating func decode(character value: UInt32) -> [Event] {
    switch state {
    case .ground:
      if value == 27 {
        state = .escape
        return []
      }
      return InputDecoder.key(character: value).map { [.key($0)] } ?? []
    case .escape:
      switch value {
      case 27: return [.key(.escape)]
      case UInt32(UInt8(ascii: "[")): state = .opened
      case UInt32(UInt8(ascii: "O")): state = .oneMore
      default:
        state = .ground
        return [.key(.escape)] + decode(character: value)
      }
      return []
    case .opened where value == UInt32(UInt8(ascii: "<")):
      state = .mouse("")
      return []
    case .mouse(let text): return decode(report: text, next: value)
    case .opened, .sequence:
      state = .sequence
      if (0x40...0x7E).contains(value) { state = .ground }
      return []
    case .oneMore:
      state = .ground
      return []
    }
  }

  /// Takes one of curses' key codes.
  mutating func decode(code: UInt32) -> [Event] {
    let before = finish()
    state = .ground
    return before + (InputDecoder.key(code: Int32(truncatingIfNeeded: code)).map { [.key($0)] } ?? [])
  }

  /// Tells that nothing more is there to read now: an escape that stands alone is the key. A report of the mouse may come
  /// in two pieces, for nobody types the beginning of one.
  mutating func finish() -> [Event] {
    switch state {
    case .mouse: return []
    case .escape:
      state = .ground
      return [.key(.escape)]
    case .ground, .opened, .sequence, .oneMore:
      state = .ground
      return []
    }
  }

  private mutating func decode(report text: String, next value: UInt32) -> [Event] {
    let longest = 24
    switch value {
    case UInt32(UInt8(ascii: "0"))...UInt32(UInt8(ascii: "9")), UInt32(UInt8(ascii: ";")):
      state = text.count < longest ? .mouse(text + String(UnicodeScalar(UInt8(value)))) : .sequence
      return []
    case UInt32(UInt8(ascii: "M")), UInt32(UInt8(ascii: "m")):
      state = .ground
      return InputDecoder.mouse(report: text, isRelease: value == UInt32(UInt8(ascii: "m"))).map { [.mouse($0)] } ?? []
    default:
      // Torn off: what follows is something else.
      state = .ground
      return decode(character: value)
    }
  }

  /// What the numbers of a report mean: button (with 4, 8 and 16 for modifiers, 32 for motion, 64 for the wheel), column
  /// and row from 1 on. Nil for buttons that nothing is done with.
  private static func mouse(report text: String, isRelease: Bool) -> Mouse? {
    let cells = 1...100_000
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 3, let code = numbers[0], let x = numbers[1], let y = numbers[2],
      cells.contains(x), cells.contains(y)
    else { return nil }
    let action: Mouse.Action
    switch (code & ~28, isRelease) {
    case (0, false): action = .press
    case (0, true): action = .release
    case (32, _): action = .drag
    case (64, false): action = .wheelUp
    case (65, false): action = .wheelDown
    default: return nil
    }
    return Mouse(action, x: x - 1, y: y - 1)
  }

  private static func key(character value: UInt32) -> Key? {
    switch value {
    case 9: return .tab
    case 10, 13: return .enter
    case 8, 127: return .backspace
    case 0: return .control(" ")
    case 1...31: return Unicode.Scalar(value + 64).map { .control(Character(String($0).lowercased())) }
    case 128..<160: return nil
    default: return Unicode.Scalar(value).map { .character(Character($0)) }
    }
  }

  private static func key(code: Int32) -> Key? {
    switch code {
    case KEY_UP: .up
    case KEY_DOWN: .down
    case KEY_LEFT: .left
    case KEY_RIGHT: .right
    case KEY_HOME: .home
    case KEY_END: .end
    case KEY_PPAGE: .pageUp
    case KEY_NPAGE: .pageDown
    case KEY_ENTER: .enter
    case KEY_BTAB: .backTab
    case KEY_BACKSPACE: .backspace
    case KEY_DC: .delete
    case KEY_IC: .insert
    case (KEY_F0 + 1)...(KEY_F0 + 63): .function(Int(code - KEY_F0))
    default: nil
    }
  }
}
