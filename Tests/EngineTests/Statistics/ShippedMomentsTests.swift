import Atlas
import Checkpoints
import Datasets
import Editing
import Foundation
import Models
import Numerics
import Testing

@testable import Engine

/// The second moments that come with the embedded model are those of its keys on its text, and count for nothing else.
struct ShippedMomentsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func key(_ embedded: EmbeddedModel, _ documents: [String], beginning: String? = nil) throws -> StatisticsKey {
    StatisticsKey(try CheckpointFolder(embedded.model), documents: documents, beginning: beginning)
  }

  /// Of one layer, all text, to what second moments agree to with the published implementation: keys are summed in F32, in
  /// another order by every processor's kernels, which alone makes a millionth.
  @Test(.timeLimit(.minutes(5))) func theyAreWhatIsCollectedFromAllText() throws {
    let embedded = try EmbeddedModel()
    let checkpoint = try CheckpointFolder(embedded.model)
    let documents = try readDocuments(from: embedded.momentsText)
    let collected = try SecondMoment.collect(
      layers: [1], documents: documents, model: Transformer(checkpoint), tokenizer: checkpoint.tokenizer())[0]
    let shipped = try #require(
      ShippedMoments(embedded.moments).moments(try key(embedded, documents), layers: [1], width: 1_024))[0]
    #expect(shipped.layer == 1 && shipped.tokens == collected.tokens)
    let difference = (shipped.moment - collected.moment).frobeniusNorm
    #expect(difference < 1e-5 * collected.moment.frobeniusNorm)
  }

  @Test func theyCoverTheLayersOfTheStandardRun() throws {
    let embedded = try EmbeddedModel()
    let documents = try readDocuments(from: embedded.momentsText)
    let shipped = ShippedMoments(embedded.moments)
    let own = try key(embedded, documents)
    let layers = RunConfiguration.atlas.layers
    let found = try #require(shipped.moments(own, layers: layers, width: 1_024))
    #expect(found.map(\.layer) == layers && Set(found.map(\.tokens)).count == 1)
    for moment in found {
      #expect(moment.moment == moment.moment.transposed)
      #expect(throws: Never.self) { try moment.ridged(0.01).factored() }
    }
    // Another layer, another text, another beginning, another model.
    #expect(shipped.moments(own, layers: [0, 1], width: 1_024) == nil)
    #expect(shipped.moments(own, layers: layers, width: 512) == nil)
    #expect(shipped.moments(try key(embedded, documents.dropLast()), layers: layers, width: 1_024) == nil)
    #expect(shipped.moments(try key(embedded, documents, beginning: "x"), layers: layers, width: 1_024) == nil)
    let other = StatisticsKey(try CheckpointFolder(Fixtures.model), documents: documents)
    #expect(shipped.moments(other, layers: layers, width: 1_024) == nil)
  }

  /// The standard run begins without reading a document; one with a part of the text collects.
  @Test func aRunTakesThemForTheWholeTextOnly() throws {
    var configuration = RunConfiguration.atlas
    let whole = try ModelStatistics(RunInputs(configuration), cache: nil).moments(layers: [1, 4]) { _, _ in
      Issue.record("collected")
      return true
    }
    #expect(whole.map(\.layer) == [1, 4])
    configuration.momentLimit = 20
    var asked = 0
    let part = try ModelStatistics(RunInputs(configuration), cache: nil).moments(layers: [1, 4]) { _, _ in
      asked += 1
      return true
    }
    #expect(asked > 0 && part[0].tokens < whole[0].tokens)
  }

  @Test func damagedFilesCountForNothing() throws {
    let checkpoint = try CheckpointFolder(Fixtures.model)
    let documents = try readDocuments(from: Fixtures.text)
    let key = StatisticsKey(checkpoint, documents: documents)
    let moments = try SecondMoment.collect(
      layers: [1, 2], documents: documents, model: Transformer(checkpoint), tokenizer: checkpoint.tokenizer())
    let url = scratch.file("moments.safetensors")
    let shipped = ShippedMoments(url)
    let width = moments[0].moment.rows
    #expect(shipped.moments(key, layers: [1], width: width) == nil)
    try shipped.write(moments, key)
    let found = try #require(shipped.moments(key, layers: [2, 1], width: width))
    #expect(found.map(\.layer) == [2, 1] && found.map(\.tokens) == moments.map(\.tokens))
    #expect(found[1].moment == moments[0].moment.asFloat.asDouble)
    let bytes = try Data(contentsOf: url)
    var changed = bytes
    changed[bytes.count - 100] ^= 1
    for broken in [changed, bytes.prefix(bytes.count / 2), Data(), Data("no tensors".utf8)] {
      try broken.write(to: url)
      #expect(shipped.moments(key, layers: [1], width: width) == nil)
    }
  }
}
