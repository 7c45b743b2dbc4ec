import Evaluation
import Foundation
import Models
import RunModel
import Testing

@testable import Engine

extension WorkingEngines {
  /// A close look at one edit.
  struct InspectionTests {
    /// The most probable next tokens, by a pass of its own for each prompt.
    private func expected(_ text: String, _ model: Transformer, _ session: EditingSession) throws -> [Double] {
      let tokens = session.inputs.tokenizer.encode(text)
      let logits = try model.logits(TokenBatch([tokens]))
      let row = logits.row(tokens.count - 1).map { Foundation.exp(Double($0)) }
      let total = row.reduce(0, +)
      return row.map { $0 / total }.sorted(by: >)
    }

    @Test func whatComesNextNowAndAtEditZero() throws {
      var session = try EditingSession(Fixtures.configuration())
      try session.edit()
      let inspection = try session.standing.inspect(1)
      let request = session.inputs.requests[1]
      #expect(inspection.index == 1 && inspection.edits == 2)
      #expect(inspection.prompts.first?.text == request.filledPrompt && inspection.prompts.first?.kind == .edited)
      #expect(inspection.prompts.filter { $0.kind == .paraphrase }.map(\.text) == Array(request.paraphrases.prefix(4)))
      for prompt in inspection.prompts {
        for (found, model) in [(prompt.now, try session.presentedModel()), (prompt.before, session.original)] {
          #expect(found.count == (prompt.kind == .edited ? 10 : 3))
          let probabilities = try expected(prompt.text, model, session)
          for (candidate, probability) in zip(found, probabilities) {
            #expect(abs(candidate.probability - probability) < 1e-4)
          }
        }
      }
      #expect(inspection.prompts.first?.now != inspection.prompts.first?.before)
      for wrong in [-1, session.inputs.requests.count, .max] {
        #expect(throws: InspectionError.noSuchEdit(index: wrong)) { try session.standing.inspect(wrong) }
      }
    }

    /// Greedy decoding by a pass of its own for each token.
    @Test func pinnedPromptsAreReadNowAndAtEditZero() throws {
      var session = try EditingSession(Fixtures.configuration())
      try session.edit()
      try session.pin([session.inputs.requests[0].filledPrompt, "The"])
      let change = try session.standing.readProbes()
      #expect(change.edits == 2 && change.now.map(\.prompt) == [session.inputs.requests[0].filledPrompt, "The"])
      for (found, model) in [(change.now, try session.presentedModel()), (change.original, session.original)] {
        for reading in found {
          var tokens = session.inputs.tokenizer.encode(reading.prompt)
          let count = tokens.count
          for _ in 0..<8 {
            let row = try model.logits(TokenBatch([tokens])).row(tokens.count - 1)
            tokens.append(try #require(row.indices.max { row[$0] < row[$1] }) - row.startIndex)
          }
          #expect(
            reading.continuation
              == session.inputs.tokenizer.decode(Array(tokens[count...]), skipSpecialTokens: true))
        }
      }
      let before = session.evaluator.probes
      #expect(throws: EvaluationError.emptyPrompt) { try session.pin(["The", ""]) }
      #expect(session.evaluator.probes == before)
    }

    @Test func theEnginePinsPromptsAndKeepsThem() async throws {
      let scratch = try Scratch()
      let url = scratch.file("run")
      let run = await Recording.begun(Fixtures.configuration(), folder: url)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.send(.setProbes(["The"]), thenIdleAt: 2)
      await run.send(.setProbes([""]), thenIdleAt: 2)
      #expect(run.notices.last?.level == .warning)
      await run.send(.stepRound, thenIdleAt: 4)
      #expect(run.rounds.last?.probes.map(\.prompt) == ["The"])
      await run.send(.undoRound(2), thenIdleAt: 2)
      let changes = run.events.compactMap { if case .probes(let change) = $0 { change } else { nil } }
      #expect(changes.map(\.edits) == [2, 2] && changes[0] == changes[1])
      await run.stop()
      let again = Recording(.resume(url))
      await again.listen(until: { $0.isIdle(at: 2) })
      await again.send(.stepRound, thenIdleAt: 4)
      #expect(again.rounds.last?.probes == run.rounds.last?.probes)
      await again.stop()
    }

    @Test func theEngineAnswersBetweenRounds() async throws {
      let run = await Recording.begun(Fixtures.configuration())
      await run.send(.stepRound, thenIdleAt: 2)
      await run.send(.inspect(0), thenIdleAt: 2)
      let answers = run.events.compactMap { if case .inspected(let answer) = $0 { answer } else { nil } }
      #expect(answers.map(\.index) == [0] && answers.map(\.edits) == [2])
      await run.send(.inspect(.max), thenIdleAt: 2)
      #expect(run.events.contains { if case .notice(let notice) = $0 { notice.level == .warning } else { false } })
      await run.stop()
    }
  }
}
