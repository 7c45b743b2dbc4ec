/// What the mouse did, as the terminal room decodes it and the monitor answers it.
package struct Mouse: Sendable, Hashable {
  package enum Action: Sendable, Hashable {
    /// The left button goes down, moves while it is down, comes up again.
    case press, drag, release
    case wheelUp, wheelDown
  }

  package var action: Action
  /// The cell, counted from the top left, from 0 on. Nothing says that it lies on the screen.
  package var x: Int
  package var y: Int

  package init(_ action: Action, x: Int, y: Int) {
    self.action = action
    self.x = x
    self.y = y
  }
}
