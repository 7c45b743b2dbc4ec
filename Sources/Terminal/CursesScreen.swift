import CTerminal
import Cells

/// Shows cell buffers on the terminal. Only cells that differ from what was shown before are sent.
///
/// Curses is one global state that belongs to the main thread, so there is one screen at a time.
@MainActor final class CursesScreen {
  private(set) var size = Size(width: 80, height: 24)
  private let plan: TerminalPlan
  private let isUTF8: Bool
  private var mapper: ColorMapper
  private var pairs: [ColorPair: Int32] = [:]
  private var shown: CellBuffer?

  private struct ColorPair: Hashable {
    let foreground: Int
    let background: Int
  }

  init(plan: TerminalPlan, isUTF8: Bool, usesMouse: Bool) throws(TerminalError) {
    var (width, height) = (Int32(0), Int32(0))
    if ct_window_size(&width, &height), !Self.isPossible(width, height) {
      throw .impossibleSize(width: Int(width), height: Int(height))
    }
    guard ct_start(plan.name, plan.palette != .none, usesMouse) else { throw .unknownTerminal(name: plan.name) }
    ct_guard_arm(true)
    self.plan = plan
    self.isUTF8 = isUTF8
    mapper = ColorMapper(palette: ct_colors() > 0 ? plan.palette : .none)
    updateSize()
  }

  /// Reads the size from the kernel. The next frame is painted whole when it has changed.
  func updateSize() {
    var (width, height) = (Int32(0), Int32(0))
    guard ct_window_size(&width, &height), Self.isPossible(width, height) else { return }
    let new = Size(width: Int(width), height: Int(height))
    guard new != size || shown == nil else { return }
    size = new
    ct_resize(width, height)
    forget()
  }

  /// Curses holds sizes in 16 bits with a sign, and a picture of more cells than this takes longer than anyone waits.
  private static func isPossible(_ width: Int32, _ height: Int32) -> Bool { width <= 4_096 && height <= 4_096 }

  /// Makes the next frame be painted whole, whatever the terminal shows.
  func forget() {
    shown = nil
    ct_forget()
  }

  /// Shows `buffer`. Writes nothing when it is what is shown already.
  func present(_ buffer: CellBuffer) {
    if shown?.size == buffer.size, shown?.cells == buffer.cells { return }
    recyclePairs()
    for y in 0..<min(buffer.size.height, size.height) { put(row: y, of: buffer) }
    shown = buffer
    ct_flush(plan.synchronizes)
  }

  private func put(row y: Int, of buffer: CellBuffer) {
    let columns = 0..<min(buffer.size.width, size.width)
    // A changed half of a wide character changes the other half too: such rows are put whole.
    let isWide = columns.contains { x in
      buffer[x, y].scalar == Cell.continuation || shown?[x, y].scalar == Cell.continuation
    }
    let isSameSize = shown?.size == buffer.size
    if isWide, isSameSize, columns.allSatisfy({ buffer[$0, y] == shown?[$0, y] }) { return }
    var next = 0
    for x in columns where isWide || !isSameSize || buffer[x, y] != shown?[x, y] {
      let cell = buffer[x, y]
      if cell.scalar == Cell.continuation, x < next { continue }
      let scalar = printable(cell.scalar, columns: columns.upperBound - x)
      next = x + displayWidth(of: scalar)
      ct_put(
        Int32(y), Int32(x), wchar_t(bitPattern: scalar.value), Int32(cell.style.attributes.rawValue),
        pair(for: cell.style, isText: scalar.isASCII && scalar != " "))
    }
  }

  /// `scalar`, or what stands in for it where the terminal cannot show it or the C library would give it another
  /// number of columns. A right half without its left is blank.
  private func printable(_ scalar: Unicode.Scalar, columns: Int) -> Unicode.Scalar {
    if (0x20..<0x7F).contains(scalar.value) { return scalar }
    if scalar == Cell.continuation { return " " }
    let width = displayWidth(of: scalar)
    let isShown = isUTF8 && 1...max(1, columns) ~= width && Int(ct_width(wchar_t(bitPattern: scalar.value))) == width
    return isShown ? scalar : asciiStandIn(for: scalar)
  }

  private func pair(for style: Style, isText: Bool) -> Int32 {
    guard mapper.palette != .none else { return 0 }
    var foreground = mapper.number(of: style.foreground)
    var background = mapper.number(of: style.background)
    if isText, foreground == background, style.foreground != style.background {
      // Few colours have made letters as dark, or as bright, as their ground.
      foreground = (OKLab(style.background)?.lightness ?? 0) > 0.5 ? 0 : 7
    }
    if hasFewPairs {
      // 8 x 8 or 16 x 16 pairs have no room for the terminal's own colours beside the others.
      if foreground < 0, background < 0 { return 0 }
      if foreground < 0 { foreground = 7 }
      if background < 0 { background = 0 }
      if foreground == 7, background == 0 { return 0 }
    }
    let key = ColorPair(foreground: foreground, background: background)
    if let known = pairs[key] { return known }
    let pair = ct_pair(Int32(clamping: foreground), Int32(clamping: background))
    pairs[key] = pair
    return pair
  }

  private var hasFewPairs: Bool { ct_pairs() <= 256 }

  /// Curses gives a pair to other colours when it has no more, which would recolour what is shown. So all are freed
  /// before that, and the frame is painted whole.
  private func recyclePairs() {
    guard !hasFewPairs, pairs.count > Int(ct_pairs()) / 2 else { return }
    pairs = [:]
    ct_forget_pairs()
    forget()
  }
}
