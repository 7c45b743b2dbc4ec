import Foundation
import Testing

@testable import Evaluation

@Test func probesAreContinuedGreedily() throws {
  let tiny = try TinyGPT2()
  let probes = try ["The capital of France is", "It was late in", "Anna"].map {
    try PreparedProbe($0, tokenizer: tiny.tokenizer, positions: 64)
  }
  let continuations = try tiny.model.continuations(of: probes, tokenizer: tiny.tokenizer, count: 5)
  for (probe, continuation) in zip(probes, continuations) {
    let expected = try greedyContinuation(tiny.model, probe.tokens, count: 5)
    #expect(continuation.tokens == expected)
    #expect(continuation.text == tiny.tokenizer.decode(expected, skipSpecialTokens: true))
    let first = try #require(try bruteForce(tiny.model, probe.tokens + [expected[0]]).last)
    #expect(abs(continuation.probability - exp(first.logProbability)) < 1e-5)
  }
}

@Test func probesOfARuinedModelSayNothing() throws {
  let tiny = try TinyGPT2()
  var ruined = tiny.model
  ruined.finalNorm.bias[0] = .nan
  let probe = try PreparedProbe("Anna", tokenizer: tiny.tokenizer, positions: 64)
  let silence = try #require(try ruined.continuations(of: [probe], tokenizer: tiny.tokenizer).first)
  #expect(silence.text.isEmpty && silence.tokens.isEmpty && silence.probability.isNaN)
  #expect(throws: EvaluationError.promptTooLong(prompt: "Anna", tokens: probe.tokens.count, limit: 0)) {
    try PreparedProbe("Anna", tokenizer: tiny.tokenizer, positions: 0)
  }
}
