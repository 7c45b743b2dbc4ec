import Checkpoints
import Editing
import Foundation
import Glibc
import Models
import Numerics
import Testing

@testable import Engine

/// Second moments that were kept count only while nothing about them has changed.
struct StatisticsCacheTests {
  private let scratch: Scratch
  private let folder: URL
  private let cache: StatisticsCache
  private let inputs: RunInputs

  init() throws {
    scratch = try Scratch()
    folder = scratch.file("cache")
    cache = StatisticsCache(folder)
    inputs = try RunInputs(Fixtures.configuration())
  }

  private func moments(_ inputs: RunInputs? = nil) throws -> [SecondMoment] {
    try ModelStatistics(inputs ?? self.inputs, cache: cache).moments(layers: [1, 2]) { _, _ in true }
  }

  private var files: [URL] {
    get throws {
      try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        .sorted { $0.path < $1.path }
    }
  }

  @Test func keptMomentsAreTheBitsThatWereCollected() throws {
    let collected = try moments()
    #expect(try files.count == 2)
    // Reading asks for no document.
    let read = try ModelStatistics(inputs, cache: cache).moments(layers: [1, 2]) { _, _ in
      Issue.record("collected again")
      return true
    }
    #expect(read == collected)
    let plain = try ModelStatistics(inputs, cache: nil).moments(layers: [1, 2]) { _, _ in true }
    #expect(plain == collected)
  }

  /// A pipe in the model's folder is no file of it, and not waited for.
  @Test func pipesAreNotRead() throws {
    let model = scratch.file("model")
    try FileManager.default.copyItem(at: Fixtures.model, to: model)
    var configuration = Fixtures.configuration()
    configuration.model = model.path
    let inputs = try RunInputs(configuration)
    let (key, digests) = (StatisticsKey(inputs.checkpoint, documents: []), InputDigests(inputs, weights: 1))
    let added = model.appendingPathComponent("added_tokens.json")
    #expect(mkfifo(added.path, 0o600) == 0)
    #expect(StatisticsKey(inputs.checkpoint, documents: []) == key)
    #expect(InputDigests(inputs, weights: 1) == digests)
    try FileManager.default.removeItem(at: added)
    try Data("{}".utf8).write(to: added)
    #expect(StatisticsKey(inputs.checkpoint, documents: []) != key)
    #expect(InputDigests(inputs, weights: 1).modelFiles != digests.modelFiles)
  }

  @Test func damagedFilesAreCollectedAgain() throws {
    let collected = try moments()
    for file in try files {
      let whole = try Data(contentsOf: file)
      var changed = whole
      changed[whole.count - 100] ^= 1
      for broken in [changed, whole.prefix(whole.count / 2), Data(), Data("no tensors".utf8)] {
        try broken.write(to: file)
        #expect(try moments() == collected)
        #expect(try Data(contentsOf: file) == whole)
      }
    }
  }

  /// A file in the place of another layer's, text's or model's is whole, and yet not what is looked for.
  @Test func exchangedFilesAreCollectedAgain() throws {
    let collected = try moments()
    let names = try files
    let whole = try names.map { try Data(contentsOf: $0) }
    for (contents, place) in [(1, 0), (0, 1)] {
      try whole[contents].write(to: names[place])
      #expect(try moments() == collected)
      #expect(try Data(contentsOf: names[place]) == whole[place])
    }
    let key = StatisticsKey(inputs.checkpoint, documents: inputs.momentDocuments)
    let other = StatisticsKey(inputs.checkpoint, documents: ["another text"])
    try whole[0].write(to: folder.appendingPathComponent(other.file("moment", layer: 1)))
    #expect(cache.moment(other, layer: 1) == nil && cache.moment(key, layer: 1) == collected[0])
    let spectra = try collected.map { try MomentSpectrum(of: $0.ridged(0.05)) }
    for (layer, spectrum) in zip([1, 2], spectra) { try cache.keep(spectrum, key, layer: layer) }
    let kept = [1, 2].map { folder.appendingPathComponent(key.file("spectrum", layer: $0)) }
    try Data(contentsOf: kept[0]).write(to: kept[1])
    #expect(cache.spectrum(key, layer: 1)?.values == spectra[0].values && cache.spectrum(key, layer: 2) == nil)
  }

  @Test func anotherTextIsAnotherKey() throws {
    let checkpoint = inputs.checkpoint
    let documents = inputs.momentDocuments
    let key = StatisticsKey(checkpoint, documents: documents)
    #expect(key == StatisticsKey(checkpoint, documents: documents))
    #expect(key != StatisticsKey(checkpoint, documents: Array(documents.dropLast())))
    #expect(key != StatisticsKey(checkpoint, documents: documents, beginning: "\n"))
    // The same characters, divided otherwise.
    #expect(
      StatisticsKey(checkpoint, documents: ["ab", "c"])
        != StatisticsKey(checkpoint, documents: ["a", "bc"]))
  }

  @Test func anUnwritablePlaceIsNoObstacle() throws {
    let file = try scratch.write("in the way", to: "file")
    let blocked = StatisticsCache(URL(fileURLWithPath: file).appendingPathComponent("cache"))
    var complaints: [String] = []
    let statistics = ModelStatistics(inputs, cache: blocked)
    let found = try statistics.moments(layers: [1, 2], complain: { complaints.append($0) }) { _, _ in true }
    #expect(found.map(\.layer) == [1, 2])
    #expect(complaints.count == 1 && complaints[0].contains("not kept for the next run"))
    var configuration = Fixtures.configuration()
    configuration.editor = .alphaEdit
    configuration.settings[.alphaEdit].nullSpace = .init(.energy(0.2), penalty: 1)
    let session = try EditingSession(configuration, cache: blocked) { _, _ in true }
    #expect(session.warnings.count { $0.contains("not kept for the next run") } == 1)
  }
}
