import CTerminal
import Cells

/// Turns what curses reads into keys. Escape sequences that curses does not know are swallowed whole, so that their
/// letters do not act as keys.
struct InputDecoder {
  private enum State { case ground, escape, sequence, oneMore }
  private var state = State.ground

  /// Takes one character as `get_wch` gives it.
  mutating func decode(character value: UInt32) -> [Key] {
    switch state {
    case .ground:
      if value == 27 {
        state = .escape
        return []
      }
      return InputDecoder.key(character: value).map { [$0] } ?? []
    case .escape:
      switch value {
      case 27: return [.escape]
      case UInt32(UInt8(ascii: "[")): state = .sequence
      case UInt32(UInt8(ascii: "O")): state = .oneMore
      default:
        state = .ground
        return [.escape] + decode(character: value)
      }
      return []
    case .sequence:
      if (0x40...0x7E).contains(value) { state = .ground }
      return []
    case .oneMore:
      state = .ground
      return []
    }
  }

  /// Takes one of curses' key codes.
  mutating func decode(code: UInt32) -> [Key] {
    finish() + (InputDecoder.key(code: Int32(truncatingIfNeeded: code)).map { [$0] } ?? [])
  }

  /// Tells that nothing more is there to read now: an escape that stands alone is the key.
  mutating func finish() -> [Key] {
    defer { state = .ground }
    return state == .escape ? [.escape] : []
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
