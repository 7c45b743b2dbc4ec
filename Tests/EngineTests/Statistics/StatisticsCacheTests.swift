import Checkpoints
import Editing
import Foundation
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
    let found = try ModelStatistics(inputs, cache: blocked).moments(layers: [1]) { _, _ in true }
    #expect(found.map(\.layer) == [1])
  }
}
