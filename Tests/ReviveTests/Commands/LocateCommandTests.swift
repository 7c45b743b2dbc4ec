import Foundation
import TestSupport
import Testing

extension BinaryTests {
  /// `revive locate`, and runs that begin with what it finds.
  struct LocateCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func revive(_ arguments: String...) throws -> Revive {
      try Revive(arguments, environment: ["XDG_CACHE_HOME": folder.path("cache")])
    }

    /// Every tiny model with a tokenizer gives a trace, a proposal, and a run that takes it.
    @Test(arguments: ["tiny-gpt2", "tiny-gptj-f32", "tiny-llama3-f32"])
    func everyModelIsRunWithWhatIsProposed(name: String) throws {
      let model = Fixtures.url("ModelsTests/Fixtures/\(name)").path
      let found = try revive("locate", model, "--json")
      #expect(found.code == 0, "\(found.errors)")
      let record = try #require(
        JSONSerialization.jsonObject(with: Data(found.output.utf8)) as? [String: Any])
      let settings = try #require(record["settings"] as? [String: Any])
      let layers = try #require(settings["layers"] as? [Int])
      #expect(record["found"] as? [String] == ["layers", "lambda", "learning rate", "ridge"])
      let run = try revive(
        "run", "--model", model, "--edits-limit", "2", "--round", "2", "--steps", "2", "--sample", "2", "--json")
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.errors.contains("MEMIT in layer \(layers[0])"), "\(run.errors)")
      #expect(run.errors.contains("found on this model before the first edit"))
    }

    @Test func theMapHasARowForEachTokenAndTheProposalIsACommandLine() throws {
      let model = Fixtures.tinyGPT2.path
      let picture = folder.path("map.svg")
      let found = try revive("locate", model, "--svg", picture)
      #expect(found.code == 0, "\(found.errors)")
      for token in ["first subject token", "last subject token", "further tokens", "last token"] {
        #expect(found.output.contains("\n\(token)"))
      }
      #expect(try String(contentsOfFile: picture, encoding: .utf8).hasPrefix("<svg"))
      let proposed = try #require(found.output.split(separator: "\n").first { $0.hasPrefix("proposed: ") })
      let options = proposed.dropFirst("proposed: ".count).split(separator: " ").map(String.init)
      let run = try Revive(
        ["run", "--model", model, "--edits-limit", "1", "--sample", "1"] + options,
        environment: ["XDG_CACHE_HOME": folder.path("cache")])
      #expect(run.code == 0 && !run.errors.contains("found on this model"), "\(run.errors)")
    }

    @Test(arguments: ["tiny-llama2-f32", "tiny-qwen2-f32", "tiny-qwen3-f32", "tiny-gemma3-f32"])
    func aModelWithoutATokenizerIsSaidToHaveNone(name: String) throws {
      let found = try revive("locate", Fixtures.url("ModelsTests/Fixtures/\(name)").path)
      #expect(found.code == 1 && found.complaints.count == 1 && found.errors.contains("no tokenizer.json"))
    }

    @Test func aModelThatIsNowhereIsSaidToBe() throws {
      let found = try revive("locate", folder.path("nothing"))
      #expect(found.code == 1 && found.complaints.count == 1, "\(found.errors)")
    }
  }
}
