import Numerics
import Testing

@testable import Evaluation

@Test(arguments: [.standard, PassLimits(tokens: 12, bytes: 40_000), tinyLimits])
func greedyContinuationsEqualFullPasses(limits: PassLimits) throws {
  let model = randomModel()
  let prompts = randomSequences([5, 1, 9, 20, 3, 5, 12, 24, 2])
  let found = try model.greedyContinuations(of: prompts, count: 5, limits: limits)
  for (prompt, tokens) in zip(prompts, found) {
    // The last position is read, and what follows it predicted.
    let count = min(5, model.shape.positions + 1 - prompt.count)
    #expect(try tokens == greedyContinuation(model, prompt, count: count))
  }
  #expect(try model.greedyContinuations(of: [], count: 5).isEmpty)
  #expect(throws: EvaluationError.interrupted) { try model.greedyContinuations(of: prompts, count: 5) { false } }
  #expect(throws: EvaluationError.model(.sequenceTooLong(length: 25, limit: 24))) {
    try model.greedyContinuations(of: randomSequences([25]), count: 5)
  }
}

@Test func freeTextsHaveAHundredTokensInAll() throws {
  let tiny = try TinyGPT2()
  let length = min(100, tiny.model.shape.positions)
  let prompts = ["The capital of France is", "Anna", "It was late in the evening and"].map { tiny.tokenizer.encode($0) }
  func texts(seed: UInt64) throws -> [String] {
    var generator = SeededGenerator(seed: seed)
    return try tiny.model.freeTexts(from: prompts, tokenizer: tiny.tokenizer, using: &generator)
  }
  let found = try texts(seed: 1)
  #expect(try found == texts(seed: 1))
  #expect(try found != texts(seed: 2))
  // The same numbers drawn, each text cut off at its length.
  var generator = SeededGenerator(seed: 1)
  let most = length - (prompts.map(\.count).min() ?? 0)
  let written = try tiny.model.generate(prompts, count: most, sampling: .top(5), using: &generator)
  for ((prompt, new), text) in zip(zip(prompts, written), found) {
    let tokens = (prompt + new.tokens).prefix(length)
    #expect(tokens.count == length && text == tiny.tokenizer.decode(Array(tokens)))
  }
  var ruined = tiny.model
  ruined.finalNorm.bias[0] = .nan
  #expect(
    try ruined.freeTexts(from: prompts, tokenizer: tiny.tokenizer, using: &generator)
      == prompts.map { tiny.tokenizer.decode($0) })
  #expect(try ruined.freeTexts(from: [], tokenizer: tiny.tokenizer, using: &generator).isEmpty)
}
