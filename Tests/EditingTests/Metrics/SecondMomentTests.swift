import Models
import Numerics
import Testing

@testable import Editing

struct SecondMomentTests {
  private let run: ReferenceRun

  init() throws { run = try ReferenceRun() }

  /// Document by document, each key's outer product added in Double.
  @Test func isTheMeanOuterProductOfTheKeys() throws {
    let documents = Array(try run.documents().prefix(4)) + [""]
    let found = try SecondMoment.collect(
      layers: [0, 3], documents: documents, model: run.model, tokenizer: run.tokenizer)
    var sums = [0: Matrix<Double>(256, 256), 3: Matrix<Double>(256, 256)]
    var tokens = 0
    for document in documents where !document.isEmpty {
      let sequence = Array(run.tokenizer.encode(document).prefix(128))
      tokens += sequence.count
      let batch = TokenBatch([sequence])
      _ = run.model.run(try run.model.embed(batch), through: 0..<4, batch: batch) { values, _ in
        for row in 0..<values.keys.rows {
          let key = Matrix(256, 1, Array(values.keys.row(row))).asDouble
          sums[values.layer]?.add(key.times(transposed: key))
        }
      }
    }
    #expect(found.map(\.layer) == [0, 3])
    for moment in found {
      #expect(moment.tokens == tokens)
      let expected = (1 / Double(tokens)) * (sums[moment.layer] ?? Matrix(256, 256))
      #expect((moment.moment - expected).frobeniusNorm < 1e-6 * expected.frobeniusNorm)
    }
  }

  @Test func ridgeIsAShareOfTheMeanDiagonal() throws {
    let moment = SecondMoment(layer: 0, moment: Matrix(2, 2, [3, 1, 1, 5]), tokens: 9)
    // tr/m = 4, so a ridge of 0.5 adds 2: ((5, 1), (1, 7)), whose inverse is ((7, -1), (-1, 5)) / 34.
    let inverse = try moment.ridged(0.5).factored().factor.solve(.identity(2))
    for (value, expected) in zip(inverse.entries, [7, -1, -1, 5].map { $0 / 34.0 }) {
      #expect(abs(value - expected) < 1e-15)
    }
  }

  @Test func tooLittleTextIsSaidToBe() throws {
    let few = try SecondMoment.collect(
      layers: [1], documents: ["Only a few words ."], model: run.model, tokenizer: run.tokenizer)[0]
    let error = #expect(throws: EditingError.self) { try few.ridged(0).factored() }
    #expect(error == .singularSecondMoment(layer: 1, tokens: few.tokens, width: 256))
    #expect(error?.description.contains("--ridge") == true)
    _ = try few.ridged(0.01).factored()
    for documents in [[], ["", ""]] {
      #expect(throws: EditingError.noText) {
        try SecondMoment.collect(layers: [1], documents: documents, model: run.model, tokenizer: run.tokenizer)
      }
    }
    #expect(throws: EditingError.interrupted) {
      try SecondMoment.collect(
        layers: [1], documents: run.documents(), model: run.model, tokenizer: run.tokenizer
      ) { _, _ in false }
    }
  }

  @Test func aBrokenModelIsAnError() throws {
    var model = run.model
    model.blocks[0].up.weight[0, 0] = .nan
    let moment = try SecondMoment.collect(
      layers: [1], documents: Array(run.documents().prefix(3)), model: model, tokenizer: run.tokenizer)[0]
    #expect(throws: EditingError.self) { try moment.ridged(0.1).factored() }
  }
}
