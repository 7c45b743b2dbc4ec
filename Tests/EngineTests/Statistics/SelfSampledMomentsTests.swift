import Checkpoints
import Editing
import Models
import Numerics
import Testing

@testable import Engine

/// Second moments of a run without a text for them.
struct SelfSampledMomentsTests {
  private let scratch: Scratch
  private let cache: StatisticsCache
  private var configuration = Fixtures.configuration()

  init() throws {
    scratch = try Scratch()
    cache = StatisticsCache(scratch.file("cache"))
    configuration.moments = RunConfiguration.selfSampled
  }

  private func collected(_ configuration: RunConfiguration, isKept: Bool) throws -> [SecondMoment] {
    let statistics = ModelStatistics(try RunInputs(configuration), cache: cache)
    return try statistics.moments(layers: [1, 2]) { done, all in
      #expect(!isKept && done < all && all == 2_560)
      return true
    }
  }

  @Test func areKeptByModelSeedAndPrecision() throws {
    let first = try collected(configuration, isKept: false)
    #expect(first.map(\.layer) == [1, 2] && first.allSatisfy { $0.tokens >= 2_560 })
    #expect(try collected(configuration, isKept: true) == first)
    var other = configuration
    other.seed += 1
    #expect(try collected(other, isKept: false) != first)
    let inputs = try RunInputs(configuration)
    let own = try #require(inputs.ownTexts)
    func key(_ precision: Precision?) -> StatisticsKey {
      StatisticsKey(inputs.checkpoint, documents: [], ownTexts: precision.map { (own, $0.rawValue) })
    }
    #expect(key(.f32) == key(.f32) && key(.f32) != key(.bf16) && key(.f32) != key(nil))
  }

  @Test func areNamedAmongTheRemarks() throws {
    let session = try EditingSession(configuration, cache: cache) { _, _ in true }
    let source = session.remarks.first
    #expect(source?.hasPrefix("self-sampled second moments from 2,") == true)
    #expect(source?.contains("that the model wrote, seed 3") == true)
    #expect(session.warnings.isEmpty)
    let read = try EditingSession(Fixtures.configuration()).remarks.first
    #expect(read?.hasPrefix("second moments from") == true && read?.contains("the model wrote") == false)
  }

  /// Rounds of two sessions, one of which finds the moments kept, are the same to the last bit.
  @Test func roundsAreTheSameAgain() throws {
    var first = try EditingSession(configuration)
    var kept = try EditingSession(configuration, cache: cache) { _, _ in true }
    var again = try EditingSession(configuration, cache: cache) { _, _ in true }
    let solved = try first.edit()
    #expect(solved.edits.count == 2)
    try kept.edit()
    try again.edit()
    #expect(first.weights == kept.weights && first.weights == again.weights)
    #expect(first.inputDigests == again.inputDigests)
  }

  /// The beginning of a text, by what a tokenizer and a checkpoint name.
  @Test func beginAsTheModelKnowsTexts() throws {
    let inputs = try RunInputs(configuration)
    var settings = inputs.checkpoint.configuration
    func form(_ beginning: String? = nil) -> OwnTexts.Form {
      let tokenizer = beginning.flatMap(inputs.tokenizer.beginning(with:)) ?? inputs.tokenizer
      return OwnTextMoments(inputs.model, tokenizer, settings, seed: 0).form
    }
    #expect(inputs.tokenizer.prefix.isEmpty)
    #expect(form().beginning == [0] && form().ends == [0])
    settings.bosID = 5
    settings.eosIDs = [7, 8]
    #expect(form().beginning == [5] && form().ends.isSuperset(of: [7, 8]))
    #expect(form("\n").beginning == inputs.tokenizer.encodePrompt("\n"))
    // Ids that the model has no token for.
    settings.bosID = inputs.model.shape.vocabulary
    settings.eosIDs = [-1, 9]
    #expect(form().ends.isSuperset(of: [9]) && !form().ends.contains(-1))
    #expect(form().beginning.allSatisfy { $0 < inputs.model.shape.vocabulary })
  }
}
