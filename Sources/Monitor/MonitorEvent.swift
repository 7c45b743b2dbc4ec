import Cells
import RunModel

/// Everything that can happen to the monitor. Time enters only through `tick`, so that every state is repeatable.
package enum MonitorEvent: Sendable, Equatable {
  case key(Key)
  case mouse(Mouse)
  case resize(Size)
  /// Seconds on some clock that never runs backwards. Wanted only while `MonitorState.tickInterval` is not nil.
  case tick(now: Double)
  /// What the engine has sent since the last time, oldest first.
  case engine([Event])
  /// What is known of the other process whose run is shown. Its events come as those of an engine do.
  case attached(AttachedRun)
  /// Runs of before that have been read, newest first, and whether these are the last.
  case pastRuns([PastRun], isComplete: Bool)
  /// The curves of one of them.
  case behind(RunBehind)
  /// What settings say of how the screen looks, at the start and each time they are read.
  case appearance(Appearance)
  /// What the program takes of the machine. Wanted only while `MonitorState.showsUsage` holds.
  case usage(ProcessUsage)
  /// Something to say that changes nothing else, such as what became of a file.
  case notice(Notice)
}

/// What the monitor asks of the world around it.
package enum Effect: Sendable, Equatable {
  case send(Command)
  case quit
  /// Give the terminal to the shell until the process is continued.
  case suspend
  /// Paint every cell again, because something else wrote on the screen.
  case repaint
  /// Write what the screen shows into a new file, as text, ANSI or SVG by the end of its name.
  ///
  /// - Parameter isFree: whether any name will do that is not taken yet: this one, or this with a number.
  case screenshot(path: String, isFree: Bool = false)
  /// Read settings and themes again.
  case reload
  /// Read which runs there are.
  case listRuns
  /// Read the curves of one of them.
  case readBehind(PastRun)
  /// End this screen, and open the run with what is right for it.
  case openRun(PastRun)
  /// End this screen, and hold the runs in these folders against each other.
  case compareRuns([String])
}
