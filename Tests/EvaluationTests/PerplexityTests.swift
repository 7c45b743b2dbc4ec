import Foundation
import Testing

@testable import Evaluation

@Test(arguments: [.standard, PassLimits(tokens: 40, bytes: 20_000), tinyLimits])
func perplexityEqualsFullPasses(limits: PassLimits) throws {
  let model = randomModel()
  var sequences = randomSequences([7, 2, 24, 11])
  sequences += [Array(sequences[2].prefix(9)), sequences[0], sequences[3].prefix(4) + [1, 2, 3]]
  let all = try sequences.flatMap { try bruteForce(model, $0) }
  let expected = exp(-all.reduce(0) { $0 + $1.logProbability } / Double(all.count))
  let perplexity = try #require(try model.perplexity(of: PreparedDocuments(sequences: sequences), limits: limits))
  #expect(abs(perplexity / expected - 1) < 1e-5)
}

@Test func perplexityOfNothingAndOfARuinedModel() throws {
  #expect(try randomModel().perplexity(of: PreparedDocuments(sequences: [])) == nil)
  let documents = PreparedDocuments(sequences: randomSequences([4, 5]))
  #expect(try brokenModel().perplexity(of: documents)?.isNaN == true)
  #expect(throws: EvaluationError.interrupted) { try randomModel().perplexity(of: documents) { false } }
}

@Test func documentsAreCutToTheModel() throws {
  let tokenizer = try TinyGPT2().tokenizer
  let texts = ["The old man spoke at length.", "", "It was late in the evening, and nobody came."]
  let tokens = texts.map(tokenizer.encode)
  let documents = PreparedDocuments(texts, tokenizer: tokenizer, positions: 64)
  #expect(documents.sequences == tokens.filter { $0.count > 1 })
  #expect(documents.predictedTokens == documents.sequences.joined().count - 2)

  let short = PreparedDocuments(texts, tokenizer: tokenizer, positions: 3)
  #expect(short.sequences == [Array(tokens[0].prefix(3)), Array(tokens[2].prefix(3))])
  #expect(PreparedDocuments(texts, tokenizer: tokenizer, positions: -1).sequences == [])
}
