import Checkpoints
import Files
import Foundation
import Models
import Numerics
import RunModel
import Testing

@testable import Engine

extension WorkingEngines {
  /// Runs of a model whose weights stay in the checkpoint's file, against the same numbers held as floats.
  struct StoredWeightsTests {
    let scratch: Scratch
    let folder: URL
    let saved: URL
    let weights: URL
    private let configuration: RunConfiguration

    /// The tiny model in 16 bits.
    init() throws {
      scratch = try Scratch()
      (folder, saved) = (scratch.file("run"), scratch.file("saved"))
      let model = scratch.file("model")
      weights = model.appendingPathComponent("model.safetensors")
      try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
      for name in ["config.json", "tokenizer.json"] {
        try FileManager.default.copyItem(
          at: Fixtures.model.appendingPathComponent(name), to: model.appendingPathComponent(name))
      }
      let tensors = try CheckpointFolder(Fixtures.model).tensors
      try writeSafetensors(
        try tensors.names.map { name in
          NamedTensor(
            name: name, shape: try tensors.info(name).shape, elements: .floats(try tensors.floats(name), as: .bf16))
        }, to: weights)
      var configuration = Fixtures.configuration()
      configuration.model = model.path
      configuration.weights = .stored
      self.configuration = configuration
    }

    @Test func theyAreTheSameNumbers() throws {
      var stored = try EditingSession(configuration)
      #expect(stored.original.holdsStoredWeights)
      var plain = configuration
      plain.weights = .f32
      var floats = try EditingSession(plain)
      #expect(!floats.original.holdsStoredWeights && floats.weights == stored.weights)
      try stored.edit()
      try floats.edit()
      #expect(stored.model.holdsStoredWeights)
      for layer in configuration.layers {
        let (before, mine, theirs) = (
          stored.original.blocks[layer].down.weight, stored.weights[layer], floats.weights[layer]
        )
        var change = Float(0)
        var difference = Float(0)
        for (i, entry) in before.entries.enumerated() {
          change = max(change, abs(theirs.entries[i] - entry))
          difference = max(difference, abs(theirs.entries[i] - mine.entries[i]))
        }
        #expect(change > 0 && difference < 1e-3 * change, "layer \(layer): \(difference) of \(change)")
      }
    }

    /// With an undo in between; how the weights are held is part of the run, and what is saved has the original's type.
    @Test func resumedRunsArriveAtTheSameBits() async throws {
      let first = await Recording.begun(configuration, folder: folder)
      await first.send(.stepRound, thenIdleAt: 2)
      await first.send(.stepEdit, thenIdleAt: 3)
      await first.send(.undoRound(2), thenIdleAt: 2)
      await first.stop()
      #expect(try RunFolder(existing: folder).record().configuration.weights == .stored)
      let run = Recording(.resume(folder), saveTo: saved)
      await run.send(.run(until: .allEdits), thenIdleAt: 6)
      await run.stop()

      let other = scratch.file("other")
      let whole = await Recording.begun(configuration, saveTo: other)
      await whole.send(.run(until: .allEdits), thenIdleAt: 6)
      await whole.stop()
      #expect(run.rounds.suffix(2).map(\.timeless) == whole.rounds.suffix(2).map(\.timeless))
      #expect(try savedWeights(saved) == savedWeights(other))
      let copy = try CheckpointFolder(saved)
      for layer in configuration.layers {
        #expect(try copy.info(copy.editedTensorName(layer: layer)).type == .bf16)
      }
      #expect(run.notices.last?.text.contains("edited model written") == true)
    }

    /// Whoever writes into the file changes the model that is being edited.
    @Test func aFileThatIsWrittenToEndsTheRounds() async throws {
      let run = await Recording.begun(configuration, folder: folder, saveTo: saved)
      await run.send(.stepRound, thenIdleAt: 2)
      let file = try FileHandle(forWritingTo: weights)
      try file.seek(toOffset: try file.seekToEnd() - 1)
      try file.write(contentsOf: Data([0x3F]))
      try file.close()
      await run.send(.stepRound, thenIdleAt: 2)
      let words = FileError.changed(path: weights.path).description
      #expect(run.notices.last == Notice(.error, words))
      #expect(run.rounds.map(\.edits) == [0, 2])
      let reason = await run.stop()
      #expect(reason == words)
      #expect(!FileManager.default.fileExists(atPath: saved.path))
    }

    @Test func theTextToBeginWithMustBeATokenAtLeast() throws {
      var configuration = configuration
      configuration.beginning = ""
      #expect(throws: EngineError.emptyBeginning("")) { try EditingSession(configuration) }
    }
  }
}
