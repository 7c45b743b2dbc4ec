import Datasets
import Evaluation
import Foundation
import RunModel
import TestSupport
import Testing

@testable import Engine

extension WorkingEngines {
  /// All edits of a run, measured at once.
  struct EvaluationTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func cases(_ folder: URL) throws -> [CaseReport] {
      let data = try Data(contentsOf: folder.appendingPathComponent("cases.jsonl"))
      return try data.split(separator: UInt8(ascii: "\n")).map { try LogCodec().decodeCase($0) }
    }

    private func reports(_ run: Recording) -> [EvaluationReport] {
      run.events.compactMap { if case .evaluated(let report) = $0 { report } else { nil } }
    }

    private func evaluate(_ session: EditingSession) throws -> (report: EvaluationReport, cases: [CaseReport]) {
      var cases: [CaseReport] = []
      var report = try session.evaluate(keep: { cases.append($0) }, progress: { _, _ in true })
      report.seconds = 0
      return (report, cases)
    }

    @Test func aPromptThatDoesNotFitIsLeftOutAndNoted() throws {
      var configuration = Fixtures.configuration()
      let long = String(repeating: "far ", count: 200)
      configuration.edits = try scratch.write(
        """
        [{"requested_rewrite": {"prompt": "{} is", "subject": "A", "target_new": {"str": "b"}, "target_true": {"str": "c"}},
          "paraphrase_prompts": ["\(long)", "A was", ""], "neighborhood_prompts": ["B is"]}]
        """, to: "edits.json")
      var session = try EditingSession(configuration)
      let note = "left out, since longer than the model's 128 positions: a prompt of an edit, whose other prompts are"
      #expect(session.warnings.contains { $0.hasPrefix(note) }, "\(session.warnings)")
      let empty = "left out, since empty: a prompt of an edit, whose other prompts are measured"
      #expect(session.warnings.contains(empty), "\(session.warnings)")
      try session.edit()
      let found = try #require(try evaluate(session).cases.first)
      #expect(found.rewrite != nil && found.problem == nil)
      #expect((found.unfit, found.paraphrases.count, found.neighbours.count) == (2, 1, 1))
    }

    @Test func aTaskThatDoesNotFitIsNamedWithItsFile() throws {
      var configuration = Fixtures.configuration()
      let long = String(repeating: "far ", count: 200)
      configuration.tasks = try scratch.write(
        #"{"mood": [{"prompt": "\#(long)", "answer": "good"}]}"#, to: "tasks.json")
      let error = failure(DatasetError.self) { _ = try EditingSession(configuration) }
      let place = "\(scratch.file("tasks.json").path): task mood: \"far far"
      #expect(error?.description.hasPrefix(place) == true, "\(String(describing: error))")
      #expect(error?.description.contains("the model takes 128") == true)
    }

    @Test func everyEditIsALineOfTheRunFolder() async throws {
      let configuration = Fixtures.configuration()
      let folder = scratch.file("run")
      let run = await Recording.begun(configuration, folder: folder)
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      await run.send(.evaluate, thenIdleAt: 4)
      let report = try #require(reports(run).first)
      #expect(report.edits == 4 && report.measured == 4)
      await run.stop()

      // The same edits measured by themselves.
      var session = try EditingSession(configuration)
      try session.edit()
      try session.edit()
      let expected = try session.inputs.requests.prefix(4).map { request in
        let prompts = try PreparedEditPrompts(
          request, tokenizer: session.inputs.tokenizer, positions: session.model.shape.positions)
        return try #require(try session.model.measurements(of: [prompts]).first)
      }
      let found = try cases(folder)
      #expect(found.map(\.index) == [0, 1, 2, 3])
      #expect(found.map(\.caseID) == session.inputs.requests.prefix(4).map(\.caseID))
      for (line, measured) in zip(found, expected) {
        let nll = try #require(line.rewrite?.nllNew)
        #expect(abs(nll - measured.rewrite.new.nll) < 1e-3)
        #expect(line.rewrite?.success == measured.efficacy)
        #expect(line.paraphrases.count == measured.paraphrases.count)
        #expect(line.neighbours.compactMap(\.success) == measured.neighbours.map { $0.prefersOld ? 1 : 0 })
      }
      #expect(report.rewrite.success == EditScores(expected).efficacy)
      #expect(report.paraphrase.success == EditScores(expected).paraphrase)
      let log = try RunFolder(existing: folder).entries()
      #expect(log.contains { if case .evaluated(report) = $0 { true } else { false } })
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("cases.jsonl.part").path))
    }

    /// A run that has been evaluated can be taken up again, and evaluated again.
    @Test func evaluationsAreNoPartOfTheHistory() async throws {
      let folder = scratch.file("run")
      let first = await Recording.begun(Fixtures.configuration(), folder: folder)
      await first.send(.run(until: .edits(2)), thenIdleAt: 2)
      await first.send(.evaluate, thenIdleAt: 2)
      await first.stop()
      let again = Recording(.resume(folder))
      await again.listen(until: { $0.isIdle(at: 2) })
      await again.send(.run(until: .edits(4)), thenIdleAt: 4)
      await again.send(.evaluate, thenIdleAt: 4)
      await again.stop()
      #expect(try cases(folder).count == 4)
      #expect(reports(again).map(\.edits) == [2, 4])
    }

    @Test func aStopIsObeyedAndLeavesNoCases() async throws {
      let folder = scratch.file("run")
      let run = await Recording.begun(Fixtures.configuration(), folder: folder) { event in
        guard case .activity(let now) = event, now.phase == .evaluation, now.steps > 0 else { return [] }
        return [.stop]
      }
      await run.send(.run(until: .edits(2)), thenIdleAt: 2)
      run.engine.send(.evaluate)
      await run.end()
      #expect(reports(run).isEmpty && run.notices.last?.level == .warning)
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("cases.jsonl").path))
    }

    @Test func textsAreWrittenAboutTheSubjects() throws {
      func record(_ id: Int, _ subject: String, prompt: String = "{} lives in") -> String {
        """
        {"case_id": \(id), "requested_rewrite": {"prompt": "\(prompt)", "relation_id": "P1", "subject": "\(subject)",
          "target_new": {"str": "Arusha", "id": "Q1"}, "target_true": {"str": "Kibaha", "id": "Q2"}},
         "generation_prompts": ["\(subject) is", "\(subject) likes", "\(subject)"], "attribute_prompts": ["Nina lives in"]}
        """
      }
      let far = String(repeating: "far ", count: 300) + "{}"
      var configuration = Fixtures.configuration()
      configuration.edits = try scratch.write(
        "[\(record(5, "Anna")), \(record(6, "Paul")), \(record(7, "Peter", prompt: far))]", to: "edits.json")
      configuration.benchmark = BenchmarkPlan(
        snippets: try scratch.write(
          #"[{"relation_id": "P1", "target_id": "Q1", "samples": [{"text": "the town of Arusha is the place"}]}]"#,
          to: "snippets.json"))
      var session = try EditingSession(configuration)
      try session.edit(3)
      let (report, cases) = try evaluate(session)
      #expect((report.edits, report.measured, report.written) == (3, 2, 2))
      #expect(cases[2].problem != nil && cases[2].rewrite == nil)
      for line in cases.prefix(2) {
        let texts = try #require(line.texts)
        #expect(texts.count == 3 && texts[0].hasPrefix("\(line.subject) is"))
        #expect(line.fluency == texts.map(ngramEntropy).reduce(0, +) / 3)
        #expect(line.consistency.map { (0...1 + 1e-12).contains($0) } == true && line.attributes.count == 1)
      }
      // Whether another edit's texts are written makes no difference to an edit's own.
      configuration.benchmark?.textInterval = 2
      var other = try EditingSession(configuration)
      try other.edit(3)
      let every = try evaluate(other)
      #expect(every.cases.map { $0.texts == nil } == [false, true, true] && every.cases[0] == cases[0])
      configuration.benchmark?.textInterval = 0
      var silent = try EditingSession(configuration)
      try silent.edit(3)
      #expect(try evaluate(silent).report.fluency == nil)
    }

    /// ZSRE, broken records and GLUE-style tasks, from files to the round's report.
    @Test func publishedFormsComeThrough() throws {
      var configuration = Fixtures.configuration()
      func record(_ source: String) -> String {
        """
        {"subject": "Anna", "src": "\(source)", "rephrase": "Anna lives where?", "answers": ["Arusha"],
         "loc": "nq question: who is far", "loc_ans": "Paul"}
        """
      }
      configuration.edits = try scratch.write(
        "[\(record("Where does Anna live?")), \(record("Where?")), \(record("Whence is Anna?"))]", to: "zsre.json")
      configuration.tasks = try scratch.write(
        (0..<14).map { "{\"sentence1\": \"It is.\", \"sentence2\": \"It was.\", \"label\": \($0 % 2)}" }
          .joined(separator: "\n"), to: "rte.jsonl")
      #expect(throws: DatasetError.self) { try EditingSession(configuration) }
      configuration.skipsBrokenRecords = true
      configuration.quirks = [.rteInverted]
      var session = try EditingSession(configuration)
      #expect(session.warnings.contains { $0.contains("record 1") })
      let remarks = session.description(folder: nil).remarks
      #expect(remarks.contains { $0.contains("rte-inverted") } && remarks.contains { $0.contains("ZSRE") })
      let solved = try session.edit(2)
      let report = try session.measure(solved) { false }
      #expect(report.sampled.edits == 2 && report.sampled.neighbours == 2 && report.sampled.taskItems == 4)
      let details = try #require(report.scores.taskDetails?["rte"])
      #expect(details.correct + details.incorrect + details.invalid == 4)
      #expect(report.scores.tasks["rte"] == details.f1)
      let (whole, _) = try evaluate(session)
      #expect(whole.rewrite.success == nil && whole.rewrite.tokenAccuracy == report.scores.efficacy)
      #expect(whole.neighbourhood.tokenAccuracy == report.scores.neighbourhood)
    }
  }
}
