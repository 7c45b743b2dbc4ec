import Datasets
import Models
import Testing
import Tokenizers

@testable import Engine
@testable import Evaluation

/// Which edits are left when a run edits only what the model says before.
struct KnownEditsTests {
  /// Objects of up to three tokens that the model itself goes on with, and the same with something else behind them.
  @Test func everyTokenOfAnObjectMustBeTheFirstChoice() throws {
    let inputs = try RunInputs(Fixtures.configuration())
    let tokenizer = inputs.tokenizer
    var said: [EditRequest] = []
    var others: [EditRequest] = []
    var longest = 0
    for request in inputs.requests {
      let prompt = tokenizer.encodePrompt(request.filledPrompt)
      let greedy = try inputs.model.greedyContinuations(of: [prompt], count: 4)[0]
      for count in 1...3 {
        let tokens = Array(greedy.prefix(count))
        let text = tokenizer.decode(tokens)
        // Only what is read as the same tokens can be asked for.
        guard text.first == " ", tokenizer.encode(text) == tokens else { continue }
        let wrong = tokenizer.encode(text + " Paris")
        guard wrong.starts(with: tokens), wrong[count] != greedy[count] else { continue }
        for (object, isSaid) in [(text, true), (text + " Paris", false)] {
          let edit = try EditRequest(
            caseID: said.count, relation: "", prompt: request.prompt, subject: request.subject, targetNew: "Rome",
            targetTrue: object)
          if isSaid { said.append(edit) } else { others.append(edit) }
        }
        longest = max(longest, count)
      }
    }
    try #require(longest >= 2)
    let mixed = zip(said, others).flatMap { [$1, $0] }
    #expect(try inputs.model.known(among: mixed, tokenizer: tokenizer, limit: nil) == said)
    #expect(try inputs.model.known(among: mixed, tokenizer: tokenizer, limit: 2) == Array(said.prefix(2)))
    #expect(throws: EngineError.nothingKnown(of: others.count)) {
      try inputs.model.known(among: others, tokenizer: tokenizer, limit: nil)
    }
  }
}
