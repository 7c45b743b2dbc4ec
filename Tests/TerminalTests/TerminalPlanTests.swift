import CTerminal
import Cells
import Testing

@testable import Terminal

@Suite struct TerminalPlanTests {
  /// Terminals of an imagined machine; a `colors` of -1 is how terminfo says "none".
  private let terminals: [String: ct_description] = [
    "xterm-256color": ct_description(known: true, can_move_cursor: true, colors: 256),
    "xterm-direct": ct_description(known: true, can_move_cursor: true, colors: 1 << 24),
    "rxvt-256color": ct_description(known: true, can_move_cursor: true, colors: 256),
    "xterm-16color": ct_description(known: true, can_move_cursor: true, colors: 16),
    "linux": ct_description(known: true, can_move_cursor: true, colors: 8),
    "vt100": ct_description(known: true, can_move_cursor: true, colors: -1),
    "dumb": ct_description(known: true, can_move_cursor: false, colors: -1),
  ]

  private func plan(
    _ environment: [String: String], color: ColorDepth? = nil, synchronizes: Bool? = nil
  ) throws -> TerminalPlan {
    try TerminalPlan(
      options: TerminalOptions(environment: environment, color: color, synchronizes: synchronizes)
    ) {
      terminals[$0] ?? ct_description()
    }
  }

  @Test func colourIsWhatIsWantedWithinWhatThereIs() throws {
    let cases: [(term: String, color: ColorDepth?, depth: ColorDepth, palette: ColorMapper.Palette)] = [
      ("xterm-256color", nil, .indexed256, .xterm256),
      ("xterm-256color", .trueColor, .trueColor, .direct),
      ("rxvt-256color", .trueColor, .indexed256, .xterm256),
      ("xterm-256color", .ansi16, .ansi16, .ansi16),
      ("xterm-256color", ColorDepth.none, .none, .none),
      ("xterm-16color", nil, .ansi16, .ansi16),
      ("linux", nil, .ansi16, .ansi8),
      ("linux", .trueColor, .ansi16, .ansi8),
      ("vt100", .trueColor, .none, .none),
    ]
    for (term, color, depth, palette) in cases {
      let plan = try plan(["TERM": term], color: color)
      #expect(plan.depth == depth && plan.palette == palette, "\(term) \(String(describing: color))")
    }
  }

  @Test func onlyTrueColourUsesTheDirectDescription() throws {
    #expect(try plan(["TERM": "xterm-256color", "COLORTERM": "truecolor"]).name == "xterm-direct")
    #expect(try plan(["TERM": "xterm-256color"]).name == "xterm-256color")
    #expect(try plan(["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"]).palette == .none)
  }

  @Test func framesAreShownInOnePieceOutsideMultiplexers() throws {
    #expect(try plan(["TERM": "xterm-256color"]).synchronizes)
    #expect(try !plan(["TERM": "xterm-256color", "TMUX": "/tmp/tmux"]).synchronizes)
    #expect(try !plan(["TERM": "linux"]).synchronizes)
    #expect(try plan(["TERM": "xterm-256color", "TMUX": "/tmp/tmux"], synchronizes: true).synchronizes)
    #expect(try !plan(["TERM": "xterm-256color"], synchronizes: false).synchronizes)
  }

  @Test func terminalsThatWillNotDoAreNamed() {
    #expect(throws: TerminalError.unknownTerminal(name: "nonsense")) { try plan(["TERM": "nonsense"]) }
    #expect(throws: TerminalError.unknownTerminal(name: "")) { try plan([:]) }
    #expect(throws: TerminalError.noCursorMovement(name: "dumb")) { try plan(["TERM": "dumb"]) }
    #expect(TerminalError.unknownTerminal(name: "x").description.contains("revive run"))
  }

  @Test func descriptionsOfThisMachine() {
    #expect(!ct_describe("no-such-terminal").known)
    let dumb = ct_describe("dumb")
    #expect(dumb.known && !dumb.can_move_cursor)
  }
}
