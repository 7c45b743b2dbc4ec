import Foundation
import RunModel
import Testing

/// A line that is read without its bulk is the line with the bulk left out.
@Suite struct LogSkimTests {
  private let codec = LogCodec()

  private func skimmed(_ entry: Event) throws -> Event {
    let line = try codec.encode(entry, time: 12.5)
    let (found, time) = try line.withUnsafeBytes { try codec.skim($0) }
    #expect(time == 12.5)
    return found
  }

  /// Texts that look like what is looked for.
  private var nasty: RoundReport {
    var report = Samples.report(number: 0.25)
    let text = #"]],"probes":[{"}],"outcomes":[\"],"round":9,"layers":["#
    report.outcomes[0].subject = text
    report.outcomes.append(report.outcomes[0])
    report.probes = [ProbeReading(prompt: text, continuation: text + #"],"revive":"#, probability: 1)]
    report.failed = [FailedEdit(index: 1, caseID: 2, reason: text)]
    return report
  }

  @Test func roundsLoseTheirLayersOutcomesAndProbes() throws {
    for number in [0.5, .nan, .infinity] {
      var report = number == 0.5 ? nasty : Samples.report(number: number)
      report.scores.perplexity = 3
      report.scores.tasks = ["a": 0.5]
      for branch in [Fork.trunk, "fork-2"] {
        for isPartial in [false, true] {
          (report.branch, report.isPartial) = (branch, isPartial)
          var expected = report
          (expected.layers, expected.outcomes, expected.probes) = ([], [], [])
          #expect(try skimmed(.round(report).about(branch)) == .round(expected).about(branch))
        }
      }
    }
  }

  @Test func lateMeasuresLoseTheirOutcomes() throws {
    var late = Samples.late(number: 0.5)
    late.outcomes = nasty.outcomes
    var expected = late
    expected.outcomes = []
    #expect(try skimmed(.measured(late)) == .measured(expected))
  }

  @Test func beginningsLoseTheirSpectra() throws {
    var expected = Samples.description
    for place in expected.layers.indices { expected.layers[place].spectrum = [] }
    #expect(try skimmed(.ready(Samples.description)) == .ready(expected))
  }

  @Test func othersAreReadAsEver() throws {
    let others: [Event] = [
      .editor(Samples.editorChange), .clamp(Samples.clampChange), .probes(Samples.probeChange), .forked(Samples.fork),
      .undone(UndoReport(round: 3, edits: 200)), .stopped(reason: #"a "probes":[ b"#),
      .on("fork-2", .forkEnded(ForkEnd(edits: 3))),
    ]
    for entry in others { #expect(try skimmed(entry) == entry) }
  }

  @Test func whatIsNoLineThrows() {
    for text in ["", "{", #"{"event":"round"}"#, #"{"outcomes":["#] {
      #expect(throws: (any Error).self) {
        try Data(text.utf8).withUnsafeBytes { _ = try codec.skim($0) }
      }
    }
  }
}
