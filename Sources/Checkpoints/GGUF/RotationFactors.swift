import Foundation

/// LLaMA-3's stretching of rotary positions, as far as a GGUF file tells it: by a table with the divisor of every
/// frequency, which is the outcome of the formula that `config.json` has the parameters of.
///
/// With wavelength w = 2 pi base^(2i/n): divisor 1 where w < C / high, factor F where w > C / low, and between them
/// 1 / ((1 - s) / F + s), s = (C / w - low) / (high - low). (`transformers`, `_compute_llama3_parameters`.)
struct RotationFactors {
  /// The parameter `rope_scaling` of the `config.json`.
  let fields: [String: Any]

  /// The published models: context C = 8192, low = 1, high = 4.
  private static let published = (context: 8192.0, low: 1.0, high: 4.0)

  /// - Returns: nil if the file has no such table.
  /// - Throws: `CheckpointError.unsupportedGGUF` for a table that is not the formula's.
  init?(_ header: GGUFHeader, bytes: Data) throws {
    guard let tensor = header.tensors["rope_freqs.weight"] else { return nil }
    let architecture = try header.string("general.architecture") ?? ""
    let base = try header.real("\(architecture).rope.freq_base") ?? 10_000
    let divisors = Self.floats(tensor, bytes)
    guard let factor = divisors.max(), factor.isFinite, factor >= 1 else {
      throw CheckpointError.unsupportedGGUF(path: header.path, feature: "its table of rotation frequencies")
    }
    let waves = divisors.indices.map { 2 * Double.pi * pow(base, Double($0) / Double(divisors.count)) }
    let guess = Self.fitted(divisors, waves, factor: factor)
    for (context, low, high) in [Self.published, guess].compactMap({ $0 }) {
      let formula = waves.map { Self.divisor($0, factor: factor, context: context, low: low, high: high) }
      guard zip(formula, divisors).allSatisfy({ abs($0 - $1) <= 1e-4 * $1 }) else { continue }
      fields = [
        "rope_type": "llama3", "factor": factor, "low_freq_factor": low, "high_freq_factor": high,
        "original_max_position_embeddings": Int(context),
      ]
      return
    }
    throw CheckpointError.unsupportedGGUF(path: header.path, feature: "its table of rotation frequencies")
  }

  private static func divisor(_ wave: Double, factor: Double, context: Double, low: Double, high: Double) -> Double {
    if wave < context / high { return 1 }
    if wave > context / low { return factor }
    let share = (context / wave - low) / (high - low)
    return 1 / ((1 - share) / factor + share)
  }

  /// The parameters behind the divisors between 1 and F: there s is a line over 1 / w, from which low = 1, high and C
  /// follow; all three may be multiplied by the same number. Other models than the published have round ones, too.
  private static func fitted(
    _ divisors: [Double], _ waves: [Double], factor: Double
  ) -> (context: Double, low: Double, high: Double)? {
    let between = divisors.indices.filter { divisors[$0] > 1.0001 && divisors[$0] < 0.9999 * factor }
    guard let first = between.first, let last = between.last, first < last else { return nil }
    func share(_ index: Int) -> Double { (1 / divisors[index] - 1 / factor) / (1 - 1 / factor) }
    let slope = (share(first) - share(last)) / (1 / waves[first] - 1 / waves[last])  // C / (high - low)
    let drop = slope / waves[first] - share(first)  // low / (high - low)
    let context = (slope / drop).rounded()
    let high = (4 * (1 + 1 / drop)).rounded() / 4
    guard context.isFinite, high.isFinite, high > 1, context >= 1, context <= 1e9 else { return nil }
    return (context, 1, high)
  }

  private static func floats(_ tensor: GGUFHeader.Tensor, _ bytes: Data) -> [Double] {
    let count = tensor.info.elementCount
    let floats = [Float](unsafeUninitializedCapacity: count) { target, initialized in
      bytes[tensor.range].withUnsafeBytes { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        initialized = tensor.info.type.decode(from, to: to, count: count) ? count : 0
      }
    }
    return floats.map(Double.init)
  }
}
