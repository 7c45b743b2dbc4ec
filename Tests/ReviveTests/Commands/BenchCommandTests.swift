import Bench
import Editing
import Foundation
import RunModel
import TestSupport
import Testing

@testable import revive

/// `revive bench`: what it is asked, and what it answers. What it measures is tested with `Bench`.
@Suite(.timeLimit(.minutes(5)))
struct BenchCommandTests {
  private let tiny = [
    "--model", Fixtures.tinyGPT2.path, "--edits", Fixtures.edits.path, "--moments", Fixtures.text.path, "--ridge",
    "0.05", "--layers", "1", "--round", "2", "--steps", "2",
  ]

  private func settings(_ words: String...) throws -> Settings {
    guard case .perform(.bench, let settings) = try parse(["bench"] + words) else {
      throw UsageError.incomplete("not a bench")
    }
    return settings
  }

  @Test func optionsMakeThePlan() throws {
    let configuration = try ConfiguredRun(settings().run).configuration
    func plan(_ settings: Settings, editLimit: Int) -> BenchPlan {
      benchPlan(settings.bench, settings.run, configuration: configuration, editLimit: editLimit)
    }
    let plain = try plan(settings(), editLimit: 60)
    #expect((plain.editors, plain.roundSize, plain.repeats, plain.comparesTextbook) == ([.memit], 60, 5, false))
    let full = try plan(settings("--every-editor", "--repeat", "2", "--naive"), editLimit: 4_800)
    #expect((full.editors, full.roundSize, full.repeats) == (EditorKind.allCases, 100, 2))
    #expect(full.comparesTextbook)
    let emmet = try plan(settings("--editor", "emmet"), editLimit: 1)
    #expect(emmet.editors == [.emmet])
  }

  @Test func wrongUsageIsCode2AndBadInputCode1() throws {
    for (arguments, code, fact) in [
      (["--repeat", "0"], Int32(2), "--repeat \"0\": give a whole number from 1 to 1000"),
      (["--editor", "nobody"], 2, "one of MEMIT, MEMIT-seq"), (["--naiv"], 2, "did you mean --naive?"),
      (["--model", "/nowhere"], 1, "/nowhere"),
    ] {
      let result = try Revive(["bench"] + arguments)
      #expect(result.code == code, "\(arguments): \(result.code)")
      #expect(result.output.isEmpty && result.errors.contains(fact), "\(arguments): \(result.errors)")
    }
  }

  @Test func tablesBeginWithRatios() throws {
    let result = try Revive(["bench", "--naive", "--repeat", "1"] + tiny)
    #expect(result.code == 0, "\(result.errors)")
    let titles = result.output.split(separator: "\n\n").map { $0.prefix { $0 != "\n" } }
    #expect(titles.first?.hasPrefix("revive bench: tiny-gpt2") == true)
    let starts = titles.dropFirst().map { $0.prefix(13) }
    #expect(starts == ["Textbook time", "Times of the ", "One layer's s", "Times of a ro", "Keeping a rou"])
    #expect(!result.output.contains("\u{1B}"))
  }

  @Test func jsonIsOneObject() throws {
    let result = try Revive(["bench", "--json", "--repeat", "1"] + tiny)
    #expect(result.code == 0, "\(result.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(object?["round_size"] as? Int == 2)
    #expect((object?["editors"] as? [[String: Any]])?.first?["editor"] as? String == "MEMIT")
  }
}
