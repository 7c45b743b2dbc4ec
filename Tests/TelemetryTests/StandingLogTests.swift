import Foundation
import Telemetry
import Testing

struct StandingLogTests {
  private func round(_ number: Int, edits: Int) -> LogEntry {
    var report = Samples.report(number: 1)
    (report.round, report.edits) = (number, edits)
    return .round(report)
  }

  private func log(_ entries: [LogEntry]) -> StandingLog {
    StandingLog(entries.enumerated().map { LogLine($0.element, time: Double($0.offset)) })
  }

  @Test func roundsThatWereTakenBackAreLeftOut() {
    let standing = log([
      .start(Samples.description), round(0, edits: 0), round(1, edits: 10), round(2, edits: 20),
      .undo(UndoReport(round: 2, edits: 10)), .editor(Samples.editorChange), round(2, edits: 15), .stop(reason: "done"),
    ])
    #expect(standing.rounds.map(\.edits) == [0, 10, 15])
    #expect(standing.lines.map(\.time) == [0, 1, 2, 5, 6, 7])
    #expect(standing.description == Samples.description)
  }

  @Test func aReportThatDoesNotGoForwardReplacesWhatItRepeats() {
    let standing = log([round(0, edits: 0), round(1, edits: 10), round(2, edits: 20), round(1, edits: 10)])
    #expect(standing.rounds.map(\.edits) == [0, 10])
    #expect(standing.description == nil)
  }

  @Test func linesHaveTheirTimes() throws {
    let codec = LogCodec()
    var data = Data()
    for time in [1.5, 2.25] { data += try codec.encode(.stop(reason: "a"), time: time) + Data("\n".utf8) }
    #expect(try codec.decodeLines(data + Data("{\"event".utf8)).map(\.time) == [1.5, 2.25])
  }
}
