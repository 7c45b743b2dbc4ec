import Checkpoints
import Foundation
import Models
import Numerics

/// What editing a model takes, in bytes, by what the program allocates.
package struct MemoryPlan: Sendable {
  package let parameters: Int
  package let layers: Int
  /// All weights: as floats, and as they are stored as far as they can be used so; with their bf16 forms, where products
  /// are made of those (one for each direction beside floats, one for both beside what is stored).
  private let weights: [WeightStorage: Double]
  /// Of each edited layer: a weight (d x m) in F32, ...
  package let editedWeight: Double
  /// ... its second moment and the factor of that (m x m each) in doubles, ...
  package let moments: Double
  /// ... and the singular vectors of W_0 (d x r and m x r, r = min(d, m)), and those that the next decomposition begins with.
  package let spectra: Double
  /// Activations of the targets that are optimised at once: `computeTargets` takes as many edits as fit.
  package static let targets = 1.0 * Double(1 << 30)
  /// Logits and activations of measuring: `PassLimits.standard`, and for every thread 2,048 tokens in one block.
  package let measuring: Double

  /// - Parameters:
  ///   - storedBytes: of all weights, those in floats that cannot be used as they are stored; nil where the files are not at
  ///     hand, which takes 16 bits for each.
  ///   - precision: of products with weights that are not edited.
  ///   - threads: of the linear algebra library.
  package init(
    _ model: ModelConfiguration, layers: Int, storedBytes: Int? = nil, precision: Precision = .f32,
    threads: Int = LinearAlgebraLibrary.threads
  ) {
    let (d, m) = (Double(model.hiddenSize), Double(model.feedForwardSize))
    let r = min(d, m)
    parameters = model.parameterCount
    self.layers = layers
    // Where the processor has no bf16, floats of the rounded numbers.
    let formBytes = LinearAlgebraLibrary.multipliesBF16 ? 2.0 : 4.0
    let form = precision == .bf16 ? formBytes * Double(parameters) : 0
    let stored = storedBytes.map(Double.init) ?? 2 * Double(parameters)
    // Emulated, one form serves both directions.
    let besideFloats = LinearAlgebraLibrary.multipliesBF16 ? 2 * form : form
    weights = [.f32: 4 * Double(parameters) + besideFloats, .stored: stored + form]
    editedWeight = 4 * d * m
    moments = 16 * m * m
    spectra = 4 * (d * r + 2 * m * r)
    measuring = Double(256 << 20) + Double(threads) * 2_048 * 4 * (6 * d + 3 * m)
  }

  package func weights(_ storage: WeightStorage) -> Double { weights[storage] ?? 0 }

  /// A layer's W_t beside W_0, which is one of the weights unless those are held as stored, and the W_(t+1) that a round is
  /// measured with before it counts; second moment and spectra.
  package func perLayer(_ storage: WeightStorage) -> Double {
    (storage == .f32 ? 2 : 3) * editedWeight + moments + spectra
  }

  /// Whatever is edited.
  package func fixed(_ storage: WeightStorage) -> Double { weights(storage) + MemoryPlan.targets + measuring }

  package func total(_ storage: WeightStorage) -> Double { fixed(storage) + Double(layers) * perLayer(storage) }

  /// How weights are best held with so many bytes: as floats where those fit, which is faster, or where little is saved.
  package func storage(available: Double?) -> WeightStorage {
    guard let available, total(.f32) > available, total(.stored) < 0.9 * total(.f32) else { return .f32 }
    return .stored
  }
}

extension CheckpointFolder {
  /// Bytes of all weights when those are held as stored that can be: `WeightStorage.stored`.
  ///
  /// - Throws: `CheckpointError`.
  package func storedByteCount() throws -> Int {
    try storedNames.reduce(0) { sum, name in
      try sum + (tensors.storedMatrix(name)?.byteCount ?? 4 * tensors.info(name).elementCount)
    }
  }
}
