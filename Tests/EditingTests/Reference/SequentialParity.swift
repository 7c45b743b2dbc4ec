import Checkpoints
import Models
import Numerics
import Testing

@testable import Editing

extension ReferenceRun {
  /// Plays an editor's three rounds and compares all that the reference wrote down.
  ///
  /// - Parameter spectra: what to take for the spectra of the published second moments; their own by default.
  /// - Returns: the largest difference of each quantity, relative to its largest entry.
  func sequentialDifferences(
    of editor: any Editor, spectra: [Int: MomentSpectrum] = [:]
  ) throws -> [String: Float] {
    var worst: [String: Float] = [:]
    func note(_ what: String, _ found: [Float], _ expected: [Float]) {
      worst[what] = max(worst[what] ?? 0, relativeDifference(found, expected))
    }
    var metricCache = MetricCache(try publishedMoments(), spectra: spectra)
    var memory = EditHistory()
    try play(
      editor, metrics: { _, memory in try metricCache.metrics(for: editor, guardedBy: NoGuard(), memory: memory) }
    ) { index, solve, _, after in
      let reference = try round(index)
      memory.remember(solve.trace)
      #expect(solve.failures.isEmpty && solve.layers.map(\.update.layer) == [1, 2])
      for (order, layer) in solve.layers.enumerated() {
        let number = layer.update.layer
        func published(_ name: String) throws -> [Float] { try reference.floats("\(name)\(order)_L\(number)") }
        note("keys", try #require(layer.keys).transposed.entries, try published("keys"))
        note("missing", try #require(layer.residual).entries, try published("targets"))
        note("dW", layer.update.change.matrix.transposed.entries, try published("upd"))
        note("W", after.blocks[number].down.weight.entries, try reference.floats("W_L\(number)"))
        let kept = try #require(solve.trace.keys[number])
        note("kept keys", kept.transposed.entries, try reference.floats("keys\(order + 2)_L\(number)"))
      }
    }
    let cache = try TensorFile(folder.appendingPathComponent("cache_c.safetensors"))
    for layer in [1, 2] {
      note("S", try #require(memory.gram(layer: layer)).asFloat.entries, try cache.floats("C_L\(layer)"))
    }
    return worst
  }
}
