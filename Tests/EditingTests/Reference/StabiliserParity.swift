import Checkpoints
import Models
import Numerics
import Testing

@testable import Editing

extension ReferenceRun {
  /// Plays an editor's three rounds, each from our own weights of the round before, and compares its updates with the
  /// reference's.
  ///
  /// - Parameters:
  ///   - spectra: what to take for the spectra of the published second moments; their own by default.
  ///   - look: at each round's solve.
  /// - Returns: the largest difference of an update, relative to its largest entry.
  func updateDifference(
    of editor: any Editor, spectra: [Int: MomentSpectrum] = [:],
    guardedBy updateGuard: (Transformer) throws -> any UpdateGuard = { _ in NoGuard() }, valueNorm: Double? = nil,
    look: (Int, RoundSolve, TensorFile) throws -> Void = { _, _, _ in }
  ) throws -> Float {
    let reference = try TensorFile(folder.appendingPathComponent("rounds.safetensors"))
    var metricCache = MetricCache(try publishedMoments(), spectra: spectra)
    var worst: Float = 0
    try play(
      editor, guardedBy: updateGuard, valueNorm: valueNorm,
      metrics: { _, memory in try metricCache.metrics(for: editor, guardedBy: NoGuard(), memory: memory) }
    ) { index, solve, _, _ in
      #expect(solve.failures.isEmpty && solve.layers.map(\.update.layer) == [1, 2])
      for layer in solve.layers {
        let update = layer.update.change.matrix
        let stored = architecture.keepsInputsFirst ? update.transposed : update
        let expected = try reference.floats("dW\(index)_L\(layer.update.layer)")
        worst = max(worst, relativeDifference(stored.entries, expected))
      }
      try look(index, solve, reference)
    }
    return worst
  }
}
