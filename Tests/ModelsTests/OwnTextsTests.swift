import Foundation
import Numerics
import Testing

@testable import Models

/// What a model writes by itself, against whole passes without a cache and sums in Double.
struct OwnTextsTests {
  /// Softmax of the logits after `text`.
  private func probabilities(after text: [Int], _ model: Transformer) throws -> [Double] {
    let logits = try model.logits(TokenBatch([text]))
    let row = logits.row(logits.rows - 1).map(Double.init)
    let top = row.max() ?? 0
    let weights = row.map { exp($0 - top) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// The texts of one place, written token by token.
  private func written(
    _ steps: Int, in place: Int, _ form: OwnTexts.Form, by model: Transformer, seed: UInt64
  ) throws -> [[Int]] {
    var generator = SeededGenerator(seed: seed, stream: "own text \(place)")
    func beginning() -> [Int] {
      form.beginning.isEmpty ? [Int(generator.uniform() * Double(model.shape.vocabulary))] : form.beginning
    }
    var texts = [beginning()]
    for _ in 0..<steps {
      let text = texts[texts.count - 1]
      guard text.count < form.length else {
        texts.append(beginning())
        continue
      }
      var left = generator.uniform()
      let token = try probabilities(after: text, model).firstIndex {
        left -= $0
        return left < 0
      }
      let drawn = try #require(token)
      if form.ends.contains(drawn) {
        texts.append(beginning())
      } else {
        texts[texts.count - 1].append(drawn)
      }
    }
    return texts
  }

  @Test(arguments: Reference.names) func textsAreThoseOfWholePasses(name: String) throws {
    let model = try Reference(name).model
    for free in [
      OwnTexts.Form(beginning: [3, 5], ends: [], length: 9), OwnTexts.Form(beginning: [], ends: [], length: 30),
      OwnTexts.Form(beginning: [2], ends: [], length: 6),
    ] {
      var form = free
      // What the first text says after two tokens ends it, and every text that comes to say so.
      if free.length > 6 {
        var own = OwnTexts(free, places: 4..<5, by: model, seed: 7)
        for _ in 0..<3 { _ = try own.step(model) }
        form.ends = Set(own.texts[0].suffix(1))
      }
      var own = OwnTexts(form, places: 4..<8, by: model, seed: 7)
      var tokens = 0
      for _ in 0..<24 { tokens += try own.step(model) }
      for (i, place) in (4..<8).enumerated() {
        let expected = try written(24, in: place, form, by: model, seed: 7)
        #expect(own.finished[i] + [own.texts[i]] == expected)
      }
      // All but the last token of texts that go on were seen; of a text that only begins, none.
      let seen =
        own.finished.joined().reduce(0) { $0 + $1.count }
        + own.texts.reduce(0) { $0 + ($1.count > max(1, form.beginning.count) ? $1.count - 1 : 0) }
      #expect(tokens == seen)
      if !form.ends.isEmpty { #expect(own.finished.joined().contains { $0.count < form.length }) }
    }
  }

  /// How often each token is the first of many texts, against its probability: chi-square, tokens that are expected fewer
  /// than ten times taken together. Every text has random numbers of its own.
  @Test func tokensComeAsOftenAsTheyAreProbable() throws {
    let model = try Reference().model
    let draws = 20_000
    let expected = try probabilities(after: [3], model).map { $0 * Double(draws) }
    var counts = [Int](repeating: 0, count: expected.count)
    var own = OwnTexts(.init(beginning: [3], ends: [], length: 2), places: 0..<draws, by: model, seed: 1)
    _ = try own.step(model)
    for text in own.texts { counts[text[1]] += 1 }
    let rare = expected.indices.filter { expected[$0] < 10 }
    var bins = expected.indices.filter { expected[$0] >= 10 }.map { (Double(counts[$0]), expected[$0]) }
    if !rare.isEmpty {
      bins.append((rare.reduce(0) { $0 + Double(counts[$1]) }, rare.reduce(0) { $0 + expected[$1] }))
    }
    let statistic = bins.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / $1.1 }
    let freedom = Double(bins.count - 1)
    #expect(freedom > 20)
    // Four standard deviations.
    #expect(abs(statistic - freedom) < 4 * (2 * freedom).squareRoot())
  }

  @Test func noTextIsLongerThanTheModelTakes() throws {
    let model = try Reference().model
    var own = OwnTexts(.init(beginning: [1], ends: [], length: 1_000), places: 0..<2, by: model, seed: 0)
    for _ in 0..<model.shape.positions + 3 { _ = try own.step(model) }
    #expect(own.finished.map { $0.map(\.count) } == [[model.shape.positions], [model.shape.positions]])
    #expect(throws: ModelError.self) {
      var outside = OwnTexts(
        .init(beginning: [model.shape.vocabulary], ends: [], length: 4), places: 0..<2, by: model, seed: 0)
      _ = try outside.step(model)
    }
  }

  /// A model whose logits are broken can choose nothing: its texts end there.
  @Test func aBrokenModelWritesBeginnings() throws {
    var model = try Reference().model
    model.finalNorm.gain[0] = .nan
    var own = OwnTexts(.init(beginning: [1, 2], ends: [], length: 9), places: 0..<2, by: model, seed: 0)
    for _ in 0..<3 { #expect(try own.step(model) == 4) }
    #expect(own.finished == [[[1, 2], [1, 2], [1, 2]], [[1, 2], [1, 2], [1, 2]]])
  }
}
