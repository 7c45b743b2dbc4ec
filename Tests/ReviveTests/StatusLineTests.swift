import Foundation
import Synchronization
import Testing

@testable import revive

/// What is written where a line can be rewritten, and where it cannot.
struct StatusLineTests {
  private func written(terminal: String?) -> String {
    let text = Mutex("")
    let context = ProcessContext(
      arguments: [], environment: terminal.map { ["TERM": $0] } ?? [:], executable: "revive", isInputTerminal: true,
      isOutputTerminal: true, isErrorTerminal: true, now: { 0 }, write: { (_) throws(OutputError) in },
      report: { words in text.withLock { $0 += words } })
    let status = StatusLine(context)
    status.show("reading")
    status.line("a line that stays")
    status.show("editing")
    status.clear()
    status.end()
    return text.withLock(\.self)
  }

  @Test func terminalsThatOnlyPrintGetLines() {
    #expect(written(terminal: "dumb") == "a line that stays\n" && written(terminal: nil) == "a line that stays\n")
    #expect(written(terminal: "xterm").contains("\r\u{1B}[Kreading"))
  }
}
