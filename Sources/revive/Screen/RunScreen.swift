import Cells
import Charts
import Foundation
import Monitor
import Numerics
import Terminal

/// What was chosen on the screen of runs.
enum RunChoice {
  case open(PastRun)
  /// The paths of the runs to hold against each other.
  case compare([String])
}

/// The screen of runs, and what is chosen there, until a run is opened or the person quits.
///
/// - Returns: the exit code.
@MainActor func chooseRun(_ list: RunList, _ screen: ScreenOptions, in context: ProcessContext)
  throws -> Int32
{
  var marked: [String] = []
  while true {
    let end = try LiveMonitor(screen, in: context, runs: list).chooseRun(marked: marked)
    switch end.choice {
    case nil: return end.code
    case .open(let run): return try open(run, screen, in: context)
    case .compare(let paths):
      marked = paths
      StatusLine(context).show("reading \(paths.count) runs")
      defer { StatusLine(context).clear() }
      if let code = try ComparisonScreen(paths, screen, in: context).show() { return code }
    }
  }
}

extension ScreenEnd {
  /// Opens the run that was chosen on a monitor's own list of runs, which has given its model back by now.
  ///
  /// - Returns: the exit code, of this screen when nothing was chosen.
  @MainActor func goOn(_ screen: ScreenOptions, in context: ProcessContext) throws -> Int32 {
    guard case .open(let run)? = choice, code == 0 else { return code }
    return try revive.open(run, screen, in: context)
  }
}

@MainActor private func open(_ run: PastRun, _ screen: ScreenOptions, in context: ProcessContext)
  throws -> Int32
{
  let greeting = run.opening.map { "\($0.rawValue) of \(run.name)" }
  switch run.opening {
  case .attach: return try attach(run.path, screen, greeting: greeting, in: context)
  case .resume:
    try LinearAlgebraLibrary.load()
    return try resume(
      run.path, threads: nil, evaluation: nil, OutputOptions(), screen, greeting: greeting,
      in: context)
  case .replay, nil:
    return try replay(run.path, ReplayOptions(), screen, greeting: greeting, in: context)
  }
}

/// Runs drawn over each other: a chart for each measure, a line for each run.
@MainActor private final class ComparisonScreen {
  private let session: TerminalSession
  private let wake: WakePipe
  private let charts: ComparisonCharts
  private let names: [String]
  private let glyphs: GlyphSet
  private let theme: Theme
  /// The chart in the first place.
  private var first = 0
  /// Whether the program ends with this screen.
  private var isOver = false
  /// The charts, and for which size they were drawn.
  private var pictures: (size: Size, all: [CellBuffer]) = (Size(width: 0, height: 0), [])

  init(_ paths: [String], _ screen: ScreenOptions, in context: ProcessContext) throws {
    let choice = try ScreenChoice(screen, in: context)
    let runs = try paths.flatMap { path in
      let run = try LoggedRun(path)
      return ([run] + [run.other].compactMap(\.self)).map { (path: path, run: $0) }
    }
    theme = choice.themes.themes[choice.themes.index]
    let comparison = RunComparison(runs.map(\.run), paths: runs.map(\.path))
    names = comparison.runs.map(\.name)
    charts = ComparisonCharts(
      comparison, MonitorEnvironment(size: standardPictureSize, themes: [theme]))
    wake = try WakePipe()
    session = try TerminalSession(options: choice.terminalOptions(context.environment))
    glyphs = choice.appearance(terminal: session.glyphs).glyphs ?? .braille
  }

  /// - Returns: the exit code when the program is to end; nil goes back to the list.
  func show() throws -> Int32? {
    let end = session.run(wake: wake, handle: handle, takeNews: {}, draw: draw)
    return switch end {
    case .quit: isOver ? 0 : nil
    case .signal(let number): exitCode(interruptedBy: number)
    case .terminalClosed: exitCode(interruptedBy: 1)
    }
  }

  private func handle(_ event: MonitorEvent) {
    switch event {
    case .key(.escape), .key(.enter), .key(.character("q")): session.quit()
    case .key(.control("c")):
      isOver = true
      session.quit()
    case .key(.control("z")): session.suspend()
    case .key(.control("l")): session.repaint()
    case .key(.down), .key(.character("j")): first += columns
    case .key(.up), .key(.character("k")): first -= columns
    case .key(.pageDown), .key(.character(" ")): first += columns * rows
    case .key(.pageUp): first -= columns * rows
    case .key(.home): first = 0
    case .key(.end): first = .max / 2
    default: break
    }
  }

  private var columns: Int { session.size.width >= 160 ? 3 : session.size.width >= 100 ? 2 : 1 }
  private var rows: Int { max(1, (session.size.height - 2) / 11) }

  private func draw(into buffer: inout CellBuffer) {
    let ground = Style(theme.mainForeground, on: theme.mainBackground)
    buffer.fill(buffer.bounds, with: Cell(" ", style: ground))
    let size = Size(
      width: buffer.size.width / columns, height: max(4, (buffer.size.height - 2) / rows))
    if pictures.size != size { pictures = (size, charts.pictures(glyphs, size: size).map(\.cells)) }
    let shown = columns * rows
    let last = max(0, pictures.all.count - shown)
    first = max(0, min(first, (last + columns - 1) / columns * columns))
    for (place, picture) in pictures.all.dropFirst(first).prefix(shown).enumerated() {
      let (left, top) = (place % columns * size.width, 1 + place / columns * size.height)
      for y in 0..<picture.size.height where top + y < buffer.size.height - 1 {
        for x in 0..<picture.size.width { buffer[left + x, top + y] = picture[x, y] }
      }
    }
    // The letters stand for the runs where charts have no room for names.
    let letters = "abcdefghijklmnopqrstuvwxyz"
    let title = " comparing " + zip(letters, names).map { "\($0) \($1)" }.joined(separator: ", ")
    buffer.write(title, x: 0, y: 0, style: Style(theme.title, .bold), clip: buffer.bounds)
    let count = pictures.all.count
    let place = count > shown ? "\(first + 1)-\(min(count, first + shown)) of \(count) charts, j k scroll, " : ""
    buffer.write(
      " \(place)Esc goes back to the runs, Ctrl-C quits", x: 0, y: buffer.size.height - 1,
      style: Style(theme.graphText), clip: buffer.bounds)
  }
}
