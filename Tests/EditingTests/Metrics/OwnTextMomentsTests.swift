import Models
import Numerics
import Testing

@testable import Editing

struct OwnTextMomentsTests {
  private let run: ReferenceRun

  init() throws { run = try ReferenceRun() }

  private func plan(seed: UInt64 = 5, tokens: Int? = 1_500) -> OwnTextMoments {
    OwnTextMoments(run.model.shape, beginning: [0], ends: [0, 9, 11], seed: seed, tokens: tokens)
  }

  /// Written once more in one group, and read as texts are that come from elsewhere.
  @Test func areThoseOfTheTextsAsTheyAreRead() throws {
    let plan = plan()
    let found = try plan.collect(layers: [2, 0], model: run.model)
    #expect(found.map(\.layer) == [0, 2])
    var own = OwnTexts(plan.form, places: 0..<plan.textsAtOnce, by: run.model, seed: 5)
    var tokens = 0
    while tokens < plan.tokens { tokens += try own.step(run.model) }
    // The last token of a text under way was drawn and not seen.
    let texts = own.finished.flatMap(\.self) + own.texts.map { Array($0.dropLast()) }
    let read = try SecondMoment.collect(layers: [0, 2], texts: texts.filter { !$0.isEmpty }, model: run.model)
    for (moment, expected) in zip(found, read) {
      #expect(moment.tokens == tokens && expected.tokens == tokens)
      #expect((moment.moment - expected.moment).frobeniusNorm < 1e-6 * expected.moment.frobeniusNorm)
      #expect(moment.moment == moment.moment.transposed)
    }
  }

  @Test func dependOnTheSeedAlone() throws {
    let first = try plan().collect(layers: [1, 2], model: run.model)
    #expect(try plan().collect(layers: [1, 2], model: run.model) == first)
    // Whatever other layers are asked for.
    #expect(try plan().collect(layers: [2], model: run.model) == [first[1]])
    #expect(try plan(seed: 6).collect(layers: [1, 2], model: run.model) != first)
    #expect(plan().words != plan(seed: 6).words && plan().words != plan(tokens: 1_499).words)
  }

  @Test func takeTenTokensForEachCoordinate() throws {
    let plan = plan(tokens: nil)
    #expect(plan.tokens == 10 * run.model.shape.mlp && plan.form.length == 128)
    var told: [[Int]] = []
    #expect(throws: EditingError.interrupted) {
      try plan.collect(layers: [1], model: run.model) { done, all in
        told.append([done, all])
        return told.count < 2
      }
    }
    #expect(told.count == 2 && told[0] == [0, plan.tokens] && told[1][0] > 0)
  }
}
