import Files
import Foundation
import Models
import RunModel

/// What a model can do before any edit, as it was measured once: the same model, texts, tasks and prompts on the same kernels
/// give the same numbers again.
struct UneditedMeasures: Codable {
  let scores: Scores
  let sampled: SampleSizes
  let probes: [ProbeReading]

  /// Where such measures are kept.
  struct Place {
    let cache: StatisticsCache
    private let key: StatisticsKey

    /// - Parameter weights: the checksum of the checkpoint's tensors, where it was worked out.
    init(_ cache: StatisticsCache, _ inputs: RunInputs, _ configuration: RunConfiguration, weights: UInt64?) {
      self.cache = cache
      let digests = InputDigests(inputs, weights: weights ?? inputs.checkpoint.tensors.checksum)
      let library = (try? JSONEncoder.sorted.encode(LibraryRecord.current)) ?? Data()
      let kept = [
        programVersion, String(decoding: library, as: UTF8.self), inputs.arithmetic(in: inputs.model.precision),
        inputs.weights.rawValue, digests.heldOut, digests.tasks, "\(inputs.tasks.map(\.reading))",
        "\(configuration.quirks ?? [])",
      ]
      key = StatisticsKey(
        inputs.checkpoint, documents: kept + inputs.probes, beginning: configuration.beginning, weights: weights)
    }

    var measures: UneditedMeasures? { cache.value(key, "unedited") }

    /// What cannot be kept is measured again.
    func keep(_ measures: UneditedMeasures) { try? cache.keep(measures, key, "unedited") }
  }
}

extension JSONEncoder {
  fileprivate static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }
}
