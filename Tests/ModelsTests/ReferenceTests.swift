import Checkpoints
import Foundation
import Numerics
import TestSupport
import Testing

@testable import Models

/// A tiny random model with logits, hidden states and a gradient computed by transformers in f32 from the weights as they are
/// stored. The fixtures' own f32 numbers differ from f64 by about 1e-5, so 1e-4 absolute is the tolerance.
struct Reference {
  /// One of each architecture, and of the formats of storage.
  static let names = [
    "tiny-gpt2", "tiny-gptj-f32", "tiny-gptj-f16", "tiny-llama2-f32", "tiny-llama3-f32", "tiny-qwen2-f32",
    "tiny-qwen3-f32", "tiny-gemma3-f32",
  ]

  struct Cases: Decodable {
    struct Greedy: Decodable {
      let prompt: [Int]
      let continuation: [Int]
    }
    struct Gradient: Decodable {
      let layer: Int
      let pos: Int
      let row: Int
      let delta: [Float]
      let nllPositions: [[Int]]
      let nll: Double
      let grad: [Float]
    }
    let greedy: Greedy
    let grad: Gradient
  }
  let model: Transformer
  let tensors: TensorFile
  let cases: Cases
  let sequences: [[Int]]
  /// The rows of the two sequences, end to end, whose logits are known.
  let logitRows: [Int]

  init(_ name: String = "tiny-gpt2") throws {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil))
    model = try Transformer(CheckpointFolder(folder))
    tensors = try TensorFile(folder.appendingPathComponent("reference/tensors.safetensors"))
    let data = try Data(contentsOf: folder.appendingPathComponent("reference/cases.json"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    cases = try decoder.decode(Cases.self, from: data)
    let ids = try tensors.ints("input_ids")
    sequences = [Array(ids[..<40]), Array(ids[40...])]
    let positions = tensors.contains("logit_positions") ? try tensors.ints("logit_positions") : Array(0..<40)
    logitRows = positions + positions.map { 40 + $0 }
  }

  /// The logits at `logitRows`.
  func logits() throws -> Matrix<Float> {
    Matrix(logitRows.count, model.shape.vocabulary, try tensors.floats("logits"))
  }
}

func largestDifference(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Float {
  zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

@Test(arguments: Reference.names) func logitsMatchTheReference(name: String) throws {
  let reference = try Reference(name)
  let logits = try reference.model.logits(TokenBatch(reference.sequences)).gatherRows(reference.logitRows)
  #expect(largestDifference(logits.entries, try reference.logits().entries) < 1e-4)
}

@Test(arguments: Reference.names) func hiddenStatesAndKeysMatchTheReference(name: String) throws {
  let reference = try Reference(name)
  let model = reference.model
  let batch = TokenBatch(reference.sequences)
  let hidden = try reference.tensors.floats("hidden_states")
  let keys = try reference.tensors.floats("mlp_keys")
  let written = try reference.tensors.floats("mlp_out")
  let (m, size) = (model.shape.mlp, 80 * 64)
  let embedded = try model.embed(batch)
  #expect(largestDifference(embedded.entries, hidden[..<size]) < 1e-4)
  _ = model.run(embedded, through: 0..<4, batch: batch) { values, output in
    let layer = values.layer
    #expect(largestDifference(values.keys.entries, keys[(layer * 80 * m)...]) < 1e-4)
    let mine = model.blocks[layer].down.applied(to: values.keys)
    #expect(largestDifference(mine.entries, written[(layer * size)...]) < 1e-4)
    // The last hidden state of the reference comes after the final norm.
    let state = layer == 3 ? model.finalNorm.applied(to: output) : output
    #expect(largestDifference(state.entries, hidden[((layer + 1) * size)...]) < 1e-4)
  }
}

@Test(arguments: Reference.names) func raggedBatchEqualsSequencesAlone(name: String) throws {
  let reference = try Reference(name)
  let sequences = [reference.sequences[0], Array(reference.sequences[1].prefix(7)), [5], Array(reference.sequences[1])]
  let together = try reference.model.logits(TokenBatch(sequences))
  var row = 0
  for sequence in sequences {
    let alone = try reference.model.logits(TokenBatch([sequence]))
    #expect(largestDifference(alone.entries, together.rows(row..<row + sequence.count).entries) < 1e-4)
    row += sequence.count
  }
}

@Test(arguments: Reference.names) func cachedPrefixEqualsFullPass(name: String) throws {
  let reference = try Reference(name)
  let model = reference.model
  let cuts = [11, 0]
  let heads = TokenBatch([Array(reference.sequences[0].prefix(11)), []])
  var cache = KeyValueCache(blocks: 4, sequences: 2, width: model.shape.keyValueWidth)
  var activations: [BlockActivations] = []
  let embedded = try model.embed(TokenBatch(reference.sequences))
  _ = model.run(embedded.gatherRows(Array(0..<11)), through: 0..<4, batch: heads) { values, _ in
    activations.append(values)
  }
  cache.append(activations.map(cache.addition), batch: heads)
  #expect(cache.lengths == cuts)
  let tails = TokenBatch([Array(reference.sequences[0].dropFirst(11)), reference.sequences[1]], prefixLengths: cuts)
  let logits = model.logits(model.run(try model.embed(tails), through: 0..<4, batch: tails, cache: cache))
  // Row 11 of the whole is the first here.
  let rows = reference.logitRows.indices.filter { reference.logitRows[$0] >= 11 }
  let found = logits.gatherRows(rows.map { reference.logitRows[$0] - 11 })
  #expect(largestDifference(found.entries, try reference.logits().gatherRows(rows).entries) < 1e-4)
}

@Test(arguments: Reference.names) func greedyContinuationMatchesTheReference(name: String) throws {
  let reference = try Reference(name)
  var generator = SeededGenerator(seed: 1)
  let greedy = reference.cases.greedy
  let result = try reference.model.generate(
    [greedy.prompt, Array(greedy.prompt.prefix(5))], count: greedy.continuation.count, sampling: .greedy,
    using: &generator)
  #expect(result[0].tokens == greedy.continuation)
  #expect(result[1].tokens.count == greedy.continuation.count)
}

@Test func topKSamplingIsSeededAndStaysInTheTopK() throws {
  let reference = try Reference()
  let prompt = reference.cases.greedy.prompt
  var first = SeededGenerator(seed: 7)
  var second = SeededGenerator(seed: 7)
  let a = try reference.model.generate([prompt], count: 8, sampling: .top(5), using: &first)[0].tokens
  let b = try reference.model.generate([prompt], count: 8, sampling: .top(5), using: &second)[0].tokens
  #expect(a == b)
  for (i, token) in a.enumerated() {
    let logits = try reference.model.logits(TokenBatch([prompt + a.prefix(i)]))
    let row = Array(logits.row(logits.rows - 1))
    #expect(row.filter { $0 > row[token] }.count < 5)
  }
}

@Test func generationStopsAtTheLastPosition() throws {
  let reference = try Reference()
  var generator = SeededGenerator(seed: 1)
  let prompt = Array(repeating: 3, count: 126)
  let result = try reference.model.generate([prompt], count: 10, sampling: .greedy, using: &generator)
  // Positions 126 and 127 are read, and one more token is predicted after the last.
  #expect(result[0].tokens.count == 3)
}

@Test(arguments: Reference.names) func gradientOfAHiddenStateMatchesTheReference(name: String) throws {
  let reference = try Reference(name)
  let model = reference.model
  let given = reference.cases.grad
  let batch = TokenBatch([reference.sequences[given.row]])
  var hidden = model.run(try model.embed(batch), through: 0..<given.layer + 1, batch: batch)
  hidden.setRow(given.pos, zip(hidden.row(given.pos), given.delta).map { $0 + $1 })

  var activations: [BlockActivations] = []
  let output = model.run(hidden, through: given.layer + 1..<4, batch: batch) { values, _ in activations.append(values) }
  let rows = given.nllPositions.map { $0[0] }
  let labels = given.nllPositions.map { $0[1] }
  let logits = model.logits(output.gatherRows(rows))
  let sums = logits.logSumExpOfRows
  var nll = 0.0
  var dLogits = logits
  for (i, label) in labels.enumerated() {
    nll += Double(sums[i] - logits[i, label]) / Double(labels.count)
    dLogits.setRow(i, logits.row(i).map { exp($0 - sums[i]) / Float(labels.count) })
    dLogits[i, label] -= 1 / Float(labels.count)
  }
  #expect(abs(nll - given.nll) < 1e-4)
  let dRows = model.logitsGradient(output.gatherRows(rows), of: dLogits)
  var dOutput = Matrix<Float>(output.rows, output.columns)
  for (i, row) in rows.enumerated() { dOutput.setRow(row, dRows.row(i)) }
  let gradient = model.backward(dOutput, through: activations, batch: batch)
  #expect(largestDifference(gradient.row(given.pos), given.grad) < 1e-5)
}

@Test func longAndUnknownInputIsRefused() throws {
  let model = try Reference().model
  #expect(throws: ModelError.sequenceTooLong(length: 129, limit: 128)) {
    try model.embed(TokenBatch([Array(repeating: 0, count: 129)]))
  }
  #expect(throws: ModelError.tokenOutsideVocabulary(token: 4096, vocabulary: 4096)) {
    try model.embed(TokenBatch([[4096]]))
  }
  #expect(throws: ModelError.tokenOutsideVocabulary(token: -1, vocabulary: 4096)) {
    try model.embed(TokenBatch([[-1]]))
  }
  #expect(throws: ModelError.emptySequence(index: 1)) { try model.embed(TokenBatch([[1], []])) }
}
