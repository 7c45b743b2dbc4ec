import Cells
import Telemetry

/// Everything that can happen to the monitor. Time enters only through `tick`, so that every state is repeatable.
package enum MonitorEvent: Sendable, Equatable {
  case key(Key)
  case resize(Size)
  /// Seconds on some clock that never runs backwards. Wanted only while `MonitorState.tickInterval` is not nil.
  case tick(now: Double)
  /// What the engine has sent since the last time, oldest first.
  case engine([Event])
}

/// What the monitor asks of the world around it.
package enum Effect: Sendable, Equatable {
  case send(Command)
  case quit
  /// Give the terminal to the shell until the process is continued.
  case suspend
  /// Paint every cell again, because something else wrote on the screen.
  case repaint
}
