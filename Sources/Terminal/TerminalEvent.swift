import Cells

/// What a terminal tells the program. The program's own type of events has these cases, so that a key is wrapped once on
/// its way: by the decoder, as what the program takes.
package protocol TerminalEvent: Sendable {
  static func key(_ key: Key) -> Self
  static func mouse(_ mouse: Mouse) -> Self
  /// The size at the start, and each time it changes.
  static func resize(_ size: Size) -> Self
  /// The tick that was asked for, with the seconds since the session began.
  static func tick(now: Double) -> Self
}
