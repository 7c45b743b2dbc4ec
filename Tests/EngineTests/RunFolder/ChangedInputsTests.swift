import Foundation
import RunModel
import Testing

@testable import Engine

extension WorkingEngines {
  /// A run is taken up on what it began with, or it is said what is another.
  struct ChangedInputsTests {
    private let scratch: Scratch
    private let folder: URL
    private var configuration: RunConfiguration

    init() throws {
      scratch = try Scratch()
      folder = scratch.file("run")
      configuration = Fixtures.configuration()
      let files = FileManager.default
      try files.copyItem(at: Fixtures.model, to: scratch.file("model"))
      try files.copyItem(at: Fixtures.edits, to: scratch.file("edits.json"))
      try files.copyItem(at: Fixtures.text, to: scratch.file("text.txt"))
      try files.copyItem(at: Fixtures.text, to: scratch.file("heldout.txt"))
      _ = try scratch.write(
        #"{"colours": [{"prompt": "Grass is", "answer": "green"}, {"prompt": "Snow is", "answer": "white"}]}"#,
        to: "tasks.json")
      try files.createDirectory(at: scratch.file("terms"), withIntermediateDirectories: false)
      _ = try scratch.write(#"{"sky": 0}"#, to: "terms/tfidf_vocab.json")
      try Fixtures.termWeights.write(to: scratch.file("terms/idf.npy"))
      configuration.benchmark = BenchmarkPlan(
        snippets: try scratch.write("[]", to: "snippets.json"), statistics: scratch.file("terms").path)
      configuration.model = scratch.file("model").path
      configuration.edits = scratch.file("edits.json").path
      configuration.moments = scratch.file("text.txt").path
      configuration.heldOut = scratch.file("heldout.txt").path
      configuration.tasks = scratch.file("tasks.json").path
    }

    private func makeRun() async {
      let run = await Recording.begun(configuration, folder: folder)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.stop()
    }

    private func change(_ name: String, _ change: (inout Data) -> Void) throws {
      var data = try Data(contentsOf: scratch.file(name))
      change(&data)
      try data.write(to: scratch.file(name))
    }

    /// Other words under the same case ids, a flipped bit of the weights, another text.
    @Test(arguments: [
      ("edits.json", "its file of edits, "), ("model/model.safetensors", "the weights of "),
      ("model/config.json", "config.json or the tokenizer's files of "),
      ("text.txt", "the text of its second moments, "),
      ("heldout.txt", "its held-out text, "), ("tasks.json", "its tasks, "),
      ("terms/tfidf_vocab.json", "its word statistics, "),
    ])
    func whatIsAnotherIsNamed(name: String, words: String) async throws {
      await makeRun()
      let before = try Data(contentsOf: scratch.file(name))
      try change(name) { data in
        switch name {
        case "edits.json":
          let text = String(decoding: data, as: UTF8.self)
          let word = text.firstMatch(of: /"subject": "(\w)/)
          if let word { data = Data(text.replacingCharacters(in: word.1.startIndex..<word.1.endIndex, with: "Q").utf8) }
        case "model/model.safetensors": data[data.count - 50] ^= 1
        case "model/config.json": data += Data("\n".utf8)
        case "tasks.json": data = Data(String(decoding: data, as: UTF8.self).replacing("Snow", with: "Soot").utf8)
        case "terms/tfidf_vocab.json": data = Data(#"{"sea": 0}"#.utf8)
        default: data += Data("One more document.\n".utf8)
        }
      }
      #expect(try Data(contentsOf: scratch.file(name)) != before)
      let reason = await Recording(.resume(folder)).end()
      #expect(reason.contains(words) && reason.contains("not what it was"), "\(reason)")
      #expect(reason.components(separatedBy: "; ").count == 1, "nothing else is named: \(reason)")
      try before.write(to: scratch.file(name))
      let run = Recording(.resume(folder))
      await run.send(.stepRound, thenIdleAt: 4)
      await run.stop()
    }

    /// A digit of a setting, as a damaged disk or an editor leaves it. Files may lie elsewhere.
    @Test func otherSettingsAreRefused() async throws {
      await makeRun()
      let url = folder.appendingPathComponent("config.json")
      let text = try String(contentsOf: url, encoding: .utf8)
      for (setting, other) in [
        ("\"learning_rate\" : 0.5", "\"learning_rate\" : 0.7"), ("\"seed\" : 3", "\"seed\" : 2"),
        // Edits in another order are not other edits.
        ("\"order\" : \"file\"", "\"order\" : \"shuffled\""),
      ] {
        try #require(text.contains(setting))
        try Data(text.replacing(setting, with: other).utf8).write(to: url)
        #expect(await Recording(.resume(folder)).end().contains("config.json are not those"))
      }
      try FileManager.default.moveItem(at: scratch.file("text.txt"), to: scratch.file("moved.txt"))
      try Data(text.replacing("/text.txt", with: "/moved.txt").utf8).write(to: url)
      let run = Recording(.resume(folder))
      await run.send(.stepRound, thenIdleAt: 4)
      await run.stop()
    }

    /// A list of edits may grow at its end.
    @Test func moreEditsAreTaken() async throws {
      await makeRun()
      try change("edits.json") { data in
        let text = String(decoding: data, as: UTF8.self)
        if let end = text.lastIndex(of: "]") {
          data = Data(
            (text[..<end] + """
              , {"case_id": 99, "requested_rewrite": {"prompt": "{} is in", "subject": "Rome",
                "target_new": {"str": "France"}, "target_true": {"str": "Italy"}}}]
              """).utf8)
        }
      }
      let run = Recording(.resume(folder))
      await run.send(.run(until: .allEdits), thenIdleAt: 7)
      await run.stop()
    }

    /// Folders of earlier versions say nothing of what they were made from.
    @Test func earlierFoldersAreTakenUp() async throws {
      await makeRun()
      let url = folder.appendingPathComponent("config.json")
      var object = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
      #expect(object["inputs"] != nil)
      object["inputs"] = nil
      try JSONSerialization.data(withJSONObject: object).write(to: url)
      try change("heldout.txt") { $0 += Data("One more document.\n".utf8) }
      let run = Recording(.resume(folder))
      await run.send(.stepRound, thenIdleAt: 4)
      await run.stop()
    }
  }

  /// A guard that comes on at an edit count is the run's, whoever takes it up.
  struct LateGuardTests {
    private let scratch: Scratch
    private let configuration: RunConfiguration

    init() throws {
      scratch = try Scratch()
      var configuration = Fixtures.configuration(guardSetting: GuardSetting(kind: .constrained, tau: 0.4))
      configuration.guardFrom = 3
      self.configuration = configuration
    }

    private func rounds(_ folder: URL) throws -> [RoundReport] {
      BranchedRun(try RunFolder(existing: folder).entries()).branches[0].reports.map(\.timeless)
    }

    @Test func theGuardComesOnAfterAResume() async throws {
      let whole = await Recording.begun(configuration, folder: scratch.file("whole"))
      await whole.send(.run(until: .allEdits), thenIdleAt: 6)
      await whole.stop()
      let truth = try rounds(scratch.file("whole"))
      #expect(truth.map(\.edits) == [0, 2, 3, 5, 6])
      #expect(truth.map(\.guardSetting.isOn) == [false, false, false, true, true])
      for stop in [0, 2, 3, 5] {
        let folder = scratch.file("run-\(stop)")
        let first = await Recording.begun(configuration, folder: folder)
        if stop > 0 { await first.send(.run(until: .edits(stop)), thenIdleAt: stop) }
        await first.stop()
        // As a kill right after the round leaves it.
        if stop == 3 {
          let log = folder.appendingPathComponent("log.jsonl")
          let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
          let end = try #require(lines.lastIndex { $0.contains("\"event\":\"round\"") })
          try Data((lines[...end].joined(separator: "\n") + "\n").utf8).write(to: log)
        }
        let second = Recording(.resume(folder))
        await second.listen(until: { $0.isIdle(at: stop) })
        await second.send(.run(until: .allEdits), thenIdleAt: 6)
        await second.stop()
        #expect(try rounds(folder) == truth, "stopped at \(stop)")
      }
    }

    /// A run that is taken back behind its changes goes on as it did then.
    @Test func settingsComeBackWithAnEarlierRound() async throws {
      let folder = scratch.file("run")
      let whole = await Recording.begun(configuration, folder: folder)
      await whole.send(.run(until: .allEdits), thenIdleAt: 6)
      await whole.send(.setEditor(.rect), .setClamp(.anchored), thenIdleAt: 6)
      await whole.stop()
      let truth = try rounds(folder)
      for end in [3, 1, 0] {
        let run = Recording(.resume(folder, to: end))
        await run.send(.run(until: .allEdits), thenIdleAt: 6)
        await run.stop()
        #expect(try rounds(folder) == truth, "taken back to round \(end)")
        let log = BranchedRun(try RunFolder(existing: folder).entries())
        #expect(log.damage == nil && log.branches[0].editor == .memit && log.branches[0].guardSetting?.isOn == true)
      }
    }

    /// By steps too, and not against what a person chose.
    @Test func stepsEndWhereTheGuardComesOn() async throws {
      let run = await Recording.begun(configuration)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.send(.stepRound, thenIdleAt: 3)
      await run.send(.stepRound, thenIdleAt: 5)
      await run.stop()
      #expect(run.rounds.map(\.guardSetting.isOn) == [false, false, false, true])
      let other = await Recording.begun(configuration, folder: scratch.file("run"))
      await other.send(.setGuard(GuardSetting(isOn: false, tau: 0.9)), thenIdleAt: 0)
      await other.send(.stepRound, thenIdleAt: 2)
      await other.stop()
      let resumed = Recording(.resume(scratch.file("run")))
      await resumed.send(.run(until: .allEdits), thenIdleAt: 6)
      await resumed.stop()
      #expect(resumed.rounds.map(\.edits) == [0, 2, 4, 6] && resumed.rounds.allSatisfy { !$0.guardSetting.isOn })
    }
  }
}
