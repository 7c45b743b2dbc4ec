import CTerminal
import Cells
import Glibc

/// Why a session is over.
package enum SessionEnd: Sendable, Equatable {
  case quit
  /// SIGTERM, SIGHUP or SIGINT.
  case signal(Int32)
  case terminalClosed
}

/// The program's time on the terminal: from `init`, which takes the terminal over, to the end of `run`, which gives it
/// back. The terminal is given back too when the program crashes.
///
/// While it lasts, what is written to stderr is kept, and written out at its end.
@MainActor package final class TerminalSession {
  /// Colours that can be shown.
  package let depth: ColorDepth
  /// How the terminal numbers them.
  package let palette: ColorMapper.Palette
  /// Characters that can be shown.
  package let glyphs: GlyphRange
  /// Width and height now, in cells.
  package var size: Size { screen.size }

  private let screen: CursesScreen
  private let signals: WakePipe
  private var pacer = FramePacer()
  private var tick: Duration?
  private var end: SessionEnd?
  private var isClosed = false
  private var emptyReads = 0
  private let start = ContinuousClock.now

  /// Takes the terminal over; `run` or `close` must follow.
  package init(options: TerminalOptions) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal(stream: "standard input") }
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal(stream: "standard output") }
    let plan = try TerminalPlan(options: options) { ct_describe($0) }
    let isUTF8 = adoptCharacterSet(forcesUTF8: options.forcesUTF8)
    signals = try WakePipe()
    ct_guard_install(signals.writeEnd)
    do throws(TerminalError) {
      // Arms the guard itself, at the moment when there is something to give back.
      screen = try CursesScreen(plan: plan, isUTF8: isUTF8, usesMouse: options.usesMouse)
    } catch {
      ct_guard_remove()
      throw error
    }
    ct_capture_stderr()
    depth = plan.depth
    palette = plan.palette
    glyphs = !isUTF8 ? .ascii : options.environment["TERM"] == "linux" ? .blocks : .braille
  }

  /// Runs the main loop until `quit` is called, a signal asks for it or the terminal goes away; then gives the terminal
  /// back. To be called once. Sleeps without waking while nothing happens.
  ///
  /// Every key goes to `handle`, Ctrl-C, Ctrl-Z and Ctrl-L among them; it may call `quit`, `suspend` and `repaint`.
  ///
  /// - Parameters:
  ///   - wake: what other threads wake the loop with.
  ///   - handle: takes an event. A frame is drawn after each.
  ///   - takeNews: called when someone may have called `wake`: looks into the mailboxes. A frame is drawn afterwards.
  ///   - draw: draws a frame into an empty buffer of the screen's size.
  package func run<Event: TerminalEvent>(
    wake: WakePipe, handle: (Event) -> Void, takeNews: () -> Void, draw: (inout CellBuffer) -> Void
  ) -> SessionEnd {
    defer { close() }
    var decoder = InputDecoder<Event>()
    func tell(_ event: Event) {
      pacer.markDirty(by: .person)
      handle(event)
    }
    func tellNews() {
      pacer.markDirty(by: .news)
      takeNews()
    }
    tell(.resize(size))
    while true {
      if let end { return end }
      if pacer.wait(at: now) == .zero {
        // A frame that is painted anyway shows the news so far: keys held down, whose frames put news off, could do so
        // for ever.
        tellNews()
        paint(draw)
      }
      // poll ignores -1.
      let news = pacer.isResting(at: now) ? -1 : wake.readEnd
      let ready = wait(for: [STDIN_FILENO, news, signals.readEnd])
      if ready[2] != 0 { receive(signals: signals.drain().map(Int32.init), tell) }
      let isTickDue = tick.map { $0 <= now } ?? false
      if ready[1] != 0 {
        _ = wake.drain()
        tellNews()
      }
      if ready[0] != 0 { readKeys(with: &decoder, events: Int32(ready[0]), tell) }
      if isTickDue {
        tick = nil
        pacer.markDirty(by: .news)
        handle(.tick(now: now / .seconds(1)))
      }
    }
  }

  /// Ends the session after this event.
  package func quit() { end = end ?? .quit }

  /// Gives the terminal to the shell and stops the job, what Ctrl-Z is for; goes on when the job is continued.
  package func suspend() {
    ct_leave()
    ct_guard_arm(false)
    ct_stop_job()
    ct_guard_arm(true)
    ct_enter()
    screen.forget()
    pacer.markDirty(by: .person)
  }

  /// Paints everything anew, what Ctrl-L is for.
  package func repaint() { screen.forget() }

  /// Sends one `tick` after a while. When several are asked for before it comes, the earliest counts.
  package func requestTick(after delay: Duration) {
    let due = now + max(.zero, delay)
    tick = tick.map { min($0, due) } ?? due
  }

  /// Gives the terminal back, once. `run` does so itself.
  package func close() {
    guard !isClosed else { return }
    isClosed = true
    ct_leave()
    ct_guard_arm(false)
    ct_guard_remove()
    ct_release_stderr()
  }

  /// Lets the terminal be given back even when the calling thread overflows its stack. The main thread needs no call;
  /// another one may call as often as it likes.
  package nonisolated static func guardThread() { ct_guard_thread() }

  private var now: Duration { start.duration(to: .now) }

  private func paint(_ draw: (inout CellBuffer) -> Void) {
    let begin = now
    var frame = CellBuffer(size: size)
    draw(&frame)
    screen.present(frame)
    pacer.painted(from: begin, to: now)
  }

  /// Sleeps until one of the descriptors is ready, a frame is due or a tick is. Returns what `poll` says of each.
  private func wait(for descriptors: [Int32]) -> [Int16] {
    var list = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let waits = [pacer.wait(at: now), tick.map { max(.zero, $0 - now) }].compactMap { $0 }
    // Rounded up, or the last fraction of a millisecond would be spent in a busy loop.
    let timeout = waits.min().map { Int32(min($0 / .milliseconds(1), 1e9).rounded(.up)) } ?? -1
    let count = poll(&list, nfds_t(list.count), timeout)
    ct_guard_hold()
    return count > 0 ? list.map(\.revents) : list.map { _ in 0 }
  }

  private func readKeys<Event: TerminalEvent>(
    with decoder: inout InputDecoder<Event>, events: Int32, _ tell: (Event) -> Void
  ) {
    var inputs: [Event] = []
    var value: UInt32 = 0
    var didRead = false
    reading: while true {
      switch ct_key(&value) {
      case 1: inputs += decoder.decode(character: value)
      case 2: inputs += decoder.decode(code: value)
      default: break reading
      }
      didRead = true
    }
    inputs += decoder.finish()
    for input in inputs where end == nil { tell(input) }
    // A terminal that is gone stays "ready to read" for ever and yields nothing.
    emptyReads = didRead ? 0 : emptyReads + 1
    if events & (POLLHUP | POLLERR | POLLNVAL) != 0 || emptyReads > 100 { end = end ?? .terminalClosed }
  }

  /// Several requests to stop are one: who continues the job has answered all that came before.
  private func receive<Event: TerminalEvent>(signals numbers: [Int32], _ tell: (Event) -> Void) {
    for number in numbers where number != SIGTSTP { receive(signal: number, tell) }
    guard numbers.contains(SIGTSTP), end == nil else { return }
    suspend()
    for number in signals.drain().map(Int32.init) where number != SIGTSTP { receive(signal: number, tell) }
  }

  private func receive<Event: TerminalEvent>(signal: Int32, _ tell: (Event) -> Void) {
    switch signal {
    case SIGWINCH: adoptSize(tell)
    case SIGCONT:
      ct_enter()
      screen.forget()
      adoptSize(tell)
    default: end = end ?? .signal(signal)
    }
  }

  private func adoptSize<Event: TerminalEvent>(_ tell: (Event) -> Void) {
    let before = size
    screen.updateSize()
    if size != before { tell(.resize(size)) } else { pacer.markDirty(by: .person) }
  }
}
