import Cells
import Charts
import Monitor
import RunModel

/// A monitor that is driven by events, as the main loop drives it.
struct Driver {
  var state: MonitorState
  private(set) var effects: [Effect] = []

  init(width: Int, height: Int, glyphs: GlyphSet = .braille, hasColor: Bool = true) {
    state = MonitorState(
      environment: MonitorEnvironment(
        size: Size(width: width, height: height), glyphs: glyphs, hasColor: hasColor))
  }

  mutating func send(_ events: [Event]) { effects += update(&state, .engine(events)) }
  mutating func send(_ event: MonitorEvent) { effects += update(&state, event) }
  mutating func press(_ keys: Key...) { for key in keys { effects += update(&state, .key(key)) } }
  mutating func type(_ text: String) { for character in text { press(.character(character)) } }
  /// Types a command after a colon.
  ///
  /// - Returns: what is asked for by it.
  mutating func obey(_ line: String) -> [Effect] {
    effects = []
    type(":" + line)
    press(.enter)
    return takeEffects()
  }
  mutating func mouse(_ action: Mouse.Action, _ x: Int, _ y: Int) {
    effects += update(&state, .mouse(Mouse(action, x: x, y: y)))
  }
  mutating func tick(_ now: Double) { effects += update(&state, .tick(now: now)) }

  /// Effects since the last call.
  mutating func takeEffects() -> [Effect] {
    defer { effects = [] }
    return effects
  }

  /// The screen as drawn into a buffer of the state's size.
  var picture: CellBuffer {
    var buffer = CellBuffer(size: state.environment.size)
    view(state, into: &buffer)
    return buffer
  }

  /// The characters of the screen, a line for each row, blanks at line ends left out.
  var text: String {
    let picture = picture
    return (0..<picture.size.height).map { row in
      var line = picture.text(row: row)
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }
    .joined()
  }

  /// The first line of the screen.
  var header: Substring { text.prefix { $0 != "\n" } }

  /// The last line of the screen.
  var hints: Substring { text.split(separator: "\n").last ?? "" }

  /// The grounds of the screen's cells: a letter for each, from the darkest to the brightest, a dot for the most frequent.
  var grounds: String {
    let picture = picture
    let all = picture.cells.map(\.style.background)
    let counts = Dictionary(grouping: all) { $0 }.mapValues(\.count)
    let common = counts.max { $0.value < $1.value }?.key
    let order = counts.keys.sorted { (brightness($0), "\($0)") < (brightness($1), "\($1)") }
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return (0..<picture.size.height).map { row in
      String(
        (0..<picture.size.width).map { column -> Character in
          let ground = picture[column, row].style.background
          return ground == common ? "." : letters[min(letters.count - 1, order.firstIndex(of: ground) ?? 0)]
        }) + "\n"
    }
    .joined()
  }

  private func brightness(_ color: Color) -> Double { OKLab(color)?.lightness ?? 0 }
}
