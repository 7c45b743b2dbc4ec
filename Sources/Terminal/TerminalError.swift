/// Why the screen cannot be opened.
package enum TerminalError: Error, Equatable, CustomStringConvertible {
  /// Standard input or output is a file or a pipe.
  case notATerminal(stream: String)
  /// There is no description of the terminal that `TERM` names; empty when it names none.
  case unknownTerminal(name: String)
  /// The terminal says that it has more columns or rows than any has.
  case impossibleSize(width: Int, height: Int)
  /// The terminal cannot place its cursor.
  case noCursorMovement(name: String)
  /// The process has no file descriptors left.
  case noPipe

  package var description: String {
    let way = "`revive run`, `revive resume --headless` and `revive export` need no screen"
    return switch self {
    case .notATerminal(let stream): "The monitor needs a terminal, but \(stream) is not one; \(way)."
    case .unknownTerminal(""): "The monitor needs to know its terminal, but TERM is not set: set it; \(way)."
    case .unknownTerminal(let name):
      "The terminal \"\(name)\" (TERM) is not known here: try TERM=xterm-256color; \(way)."
    case .impossibleSize(let width, let height):
      "The terminal says that it is \(width) columns wide and \(height) rows high: set its size, as with "
        + "`stty cols 120 rows 36`; \(way)."
    case .noCursorMovement(let name):
      "The terminal \"\(name)\" (TERM) cannot place its cursor: try TERM=xterm-256color; \(way)."
    case .noPipe: "The monitor cannot open a pipe, for too many files are open: close some; \(way)."
    }
  }
}
