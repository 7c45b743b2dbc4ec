import Foundation
import RunModel
import TestSupport
import Testing

@testable import revive

extension BinaryTests {
  /// `--evaluate full`.
  struct EvaluationCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func tinyRun(_ more: String...) -> [String] {
      [
        "run", "--model", Fixtures.tinyGPT2.path, "--edits", Fixtures.edits.path, "--moments", Fixtures.text.path,
        "--layers", "1,2", "--round", "2", "--until", "4",
      ] + more
    }

    @Test func aTableAndTheCasesComeAtTheEnd() throws {
      let run = folder.path("run")
      let result = try Revive(tinyRun("--evaluate", "full", "--out", run))
      #expect(result.code == 0, "\(result.errors)")
      let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
      // Head, three rounds, a blank line, head, row.
      #expect(lines.count == 1 + 3 + 1 + 2 + 1)
      #expect(lines[5].contains("effic") && lines[5].count == lines[6].count && lines[6].hasPrefix("      4 "))
      #expect(result.errors.contains("measured 4 of 4 edits in "))
      let cases = try String(contentsOfFile: run + "/cases.jsonl", encoding: .utf8)
      #expect(cases.split(separator: "\n").count == 4)
      #expect(try Revive(["replay", run]).code == 2)
    }

    @Test func aResumedRunIsEvaluatedToo() throws {
      let run = folder.path("run")
      let whole = try Revive(tinyRun("--evaluate", "full", "--json"))
      #expect(try Revive(tinyRun("--out", run)).code == 0)
      let after = try Revive(["resume", run, "--until", "4", "--evaluate", "full", "--json"])
      #expect([whole.code, after.code] == [0, 0])
      func evaluation(_ text: String) throws -> EvaluationReport {
        let line = try #require(text.split(separator: "\n").last)
        guard case .evaluated(var report) = try LogCodec().decode(Data(line.utf8)).entry else {
          throw CocoaError(.coderReadCorrupt)
        }
        report.seconds = 0
        return report
      }
      #expect(try evaluation(whole.output) == evaluation(after.output))
    }

    /// Whoever asks for it once need not again, and is not given it twice.
    @Test func whatARunWasBegunWithIsKept() throws {
      let run = folder.path("run")
      #expect(try Revive(tinyRun("--evaluate", "full", "--out", run)).code == 0)
      func measured(_ arguments: String...) throws -> [String] {
        let result = try Revive(["resume", run] + arguments)
        #expect(result.code == 0)
        return result.complaints.filter { $0.hasPrefix("measured ") }.map { String($0.prefix { $0 != "i" }) }
      }
      #expect(try measured("--until", "4") == [])
      #expect(try measured("--evaluate", "sampled") == [])
      #expect(try measured() == ["measured 6 of 6 ed"])
      #expect(try measured() == [])
      #expect(try measured("--evaluate", "full") == ["measured 6 of 6 ed"])
    }
  }
}

struct EvaluationProgressTests {
  @Test(arguments: [
    (0, 700, 0.0, "evaluation 0/700"), (0, 700, 5, "evaluation 0/700"),
    (350, 700, 25, "evaluation 350/700, 14 edits a second, 0:25 left"),
    (1, 2, 4_000, "evaluation 1/2, 0.00025 edits a second, 1:06:40 left"),
    (700, 700, 10, "evaluation 700/700, 70 edits a second, 0:00 left"),
    (1, 1_000_000_000, 1e9, "evaluation 1/1,000,000,000, 1e-09 edits a second, 99:59:59 left"),
  ])
  func rateAndTimeLeft(done: Int, total: Int, seconds: Double, prefix: String) {
    let text = evaluationProgress(done: done, of: total, seconds: seconds)
    #expect(text == prefix || text.split(separator: ",").last == prefix.split(separator: ",").last)
  }
}
