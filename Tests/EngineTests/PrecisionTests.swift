import Editing
import Foundation
import Models
import Numerics
import RunModel
import Testing

@testable import Engine

extension WorkingEngines {
  /// Runs whose products with frozen weights are computed in bf16, beside f32.
  struct PrecisionTests {
    private func configuration(_ precision: PrecisionChoice?) -> RunConfiguration {
      var configuration = Fixtures.configuration()
      configuration.precision = precision
      return configuration
    }

    private func edited(_ precision: PrecisionChoice?) throws -> EditingSession {
      var session = try EditingSession(configuration(precision))
      try session.edit()
      return session
    }

    /// Files of earlier versions say nothing, and meant f32.
    @Test func f32IsWhatRunsWhenItIsAskedForOrNothingIsSaid() throws {
      let (asked, unsaid) = (try edited(.f32), try edited(nil))
      #expect(asked.weights == unsaid.weights)
      #expect(asked.configuration.precision == .f32 && unsaid.configuration.precision == .f32)
      #expect(asked.original.reduced.computesInF32 && unsaid.model.reduced.computesInF32)
      #expect(asked.description(folder: nil).precision == "f32")
    }

    /// Four steps of a search, each rounded to 8 bits, on the tiny model.
    @Test func updatesInBF16AreCloseToF32s() throws {
      let (exact, rounded) = (try edited(.f32), try edited(.bf16))
      #expect(rounded.configuration.precision == .bf16)
      #expect(rounded.description(folder: nil).precision == "bf16")
      for layer in exact.layers {
        let before = exact.original.blocks[layer].down.weight
        let (mine, theirs) = (rounded.weights[layer] - before, exact.weights[layer] - before)
        let difference = (mine - theirs).frobeniusNorm / theirs.frobeniusNorm
        #expect(difference > 0 && difference < 0.2, "layer \(layer): \(difference)")
      }
      #expect(rounded.model.computesInF32 && !rounded.model.reduced.computesInF32)
    }

    @Test func autoLeavesTheEmbeddedModelInF32() {
      #expect(PrecisionChoice.auto.precision(isEmbedded: true) == .f32)
      let expected: Precision = LinearAlgebraLibrary.multipliesBF16 ? .bf16 : .f32
      #expect(PrecisionChoice.auto.precision(isEmbedded: false) == expected)
      #expect(PrecisionChoice.bf16.precision(isEmbedded: true) == .bf16)
    }

    /// What auto came to is kept, and a run that is taken up computes as it began.
    @Test func resumedRunsKeepTheirPrecision() async throws {
      let scratch = try Scratch()
      let (folder, saved) = (scratch.file("run"), scratch.file("saved"))
      let first = await Recording.begun(configuration(.bf16), folder: folder)
      await first.send(.stepRound, thenIdleAt: 2)
      await first.stop()
      let record = try RunFolder(existing: folder).record()
      #expect(record.configuration.precision == .bf16)
      #expect(record.library.products == LinearAlgebraLibrary.products)

      let second = Recording(.resume(folder), saveTo: saved)
      await second.send(.run(until: .allEdits), thenIdleAt: 6)
      await second.stop()
      var whole = try EditingSession(configuration(.bf16))
      for _ in 0..<3 { try whole.edit() }
      #expect(try savedWeights(saved) == whole.weights)
    }

    @Test func autoIsResolvedInWhatIsKept() throws {
      let session = try EditingSession(configuration(.auto))
      #expect(session.configuration.precision == (LinearAlgebraLibrary.multipliesBF16 ? .bf16 : .f32))
    }

    /// The bf16 forms count: two beside floats, one beside what is stored.
    @Test func theMemoryPlanHasTheForms() throws {
      let model = try EditingSession(configuration(.f32)).inputs.checkpoint.configuration
      let (exact, rounded) = (MemoryPlan(model, layers: 2), MemoryPlan(model, layers: 2, precision: .bf16))
      #expect(rounded.weights(.f32) == 2 * exact.weights(.f32))
      let form = LinearAlgebraLibrary.multipliesBF16 ? 2.0 : 4.0
      #expect(rounded.weights(.stored) - exact.weights(.stored) == form * Double(exact.parameters))
    }
  }
}

extension Transformer {
  /// By what its logits are: the same as when it is told to.
  fileprivate var computesInF32: Bool {
    let batch = TokenBatch([[1, 2, 3, 4, 5]])
    return (try? logits(batch)) == (try? computing(.f32).logits(batch))
  }
}
