import Charts
import Checkpoints
import Foundation

/// What editing a model takes, in bytes, by what the program allocates: weights are widened to F32.
struct MemoryPlan {
  let parameters: Int
  let layers: Int
  /// All weights, once.
  let weights: Double
  /// Of each edited layer: the weight W_0 (d x m) beside W_t in F32, ...
  let editedWeight: Double
  /// ... its second moment and the factor of that (m x m each) in doubles, ...
  let moments: Double
  /// ... and the singular vectors of W_0 (d x r and m x r, r = min(d, m)), and those that the next decomposition begins with.
  let spectra: Double
  /// Activations of the targets that are optimised at once: `computeTargets` takes as many edits as fit.
  static let targets = 1.0 * Double(1 << 30)
  /// Logits and activations of measuring: `PassLimits.standard`, and 2,048 tokens in one block.
  let measuring: Double

  init(_ model: ModelConfiguration, layers: Int) {
    let (d, m) = (Double(model.hiddenSize), Double(model.feedForwardSize))
    let r = min(d, m)
    parameters = model.parameterCount
    self.layers = layers
    weights = 4 * Double(parameters)
    editedWeight = 4 * d * m
    moments = 16 * m * m
    spectra = 4 * (d * r + 2 * m * r)
    measuring = Double(256 << 20) + 2_048 * 4 * (6 * d + 3 * m)
  }

  var perLayer: Double { editedWeight + moments + spectra }
  /// Whatever is edited.
  var fixed: Double { weights + MemoryPlan.targets + measuring }
  var total: Double { fixed + Double(layers) * perLayer }

  /// Whether it can be done with so many bytes, and what could.
  func verdict(available: Double?) -> String {
    guard let available else { return "how much is free is not known here" }
    let free = "\(byteText(available)) are free"
    if total <= available { return "\(free): enough" }
    guard fixed <= available else {
      return "\(free): too little for the weights in F32; one layer could be edited with \(byteText(fixed + perLayer))"
    }
    let fitting = Int((available - fixed) / perLayer)
    guard fitting > 0 else { return "\(free): too little for even one edited layer, which takes \(byteText(perLayer))" }
    return "\(free): not enough for \(layers) edited layers, but for \(fitting): choose them by --layers"
  }

  /// Rows for a table of what is what.
  func lines(available: Double?) -> [(String, String)] {
    [
      ("memory", "\(byteText(total)) for \(layers) edited layer\(layers == 1 ? "" : "s"):"),
      ("  weights", "\(byteText(weights)) in F32"),
      ("  targets", "\(byteText(MemoryPlan.targets)) at most, for the edits that are optimised at once"),
      ("  measuring", "\(byteText(measuring)) at most"),
      (
        "  each layer",
        "\(byteText(perLayer)): weight \(byteText(editedWeight)), second moment \(byteText(moments)), spectra "
          + byteText(spectra)
      ),
      ("this machine", verdict(available: available)),
    ]
  }
}

extension ModelConfiguration {
  /// All weights of the model, by its configuration.
  var parameterCount: Int {
    let (d, m, heads, shared) = (hiddenSize, feedForwardSize, headCount * headSize, keyValueHeadCount * headSize)
    let inputs = d * (heads + 2 * shared) + (biases.queriesKeysValues ? heads + 2 * shared : 0)
    let attention = inputs + heads * d + (biases.attentionOutput ? d : 0)
    let feedForwardBiases = biases.feedForward ? m + d : 0
    let (block, end): (Int, Int)
    switch architecture {
    case .gpt2: (block, end) = (attention + 2 * d * m + feedForwardBiases + 4 * d, contextLength * d + 2 * d)
    case .gptj: (block, end) = (attention + 2 * d * m + feedForwardBiases + 2 * d, 2 * d)
    case .llama, .qwen2: (block, end) = (attention + 3 * d * m + feedForwardBiases + 2 * d, d)
    case .qwen3: (block, end) = (attention + 3 * d * m + feedForwardBiases + 2 * d + 2 * headSize, d)
    case .gemma3: (block, end) = (attention + 3 * d * m + feedForwardBiases + 4 * d + 2 * headSize, d)
    }
    let head = (tiesEmbeddings ? 0 : vocabularySize * d) + (biases.head ? vocabularySize : 0)
    return layerCount * block + end + vocabularySize * d + head
  }
}

/// Bytes that can be had without swapping, as the kernel estimates them; nil when it does not say.
func availableMemory() -> Double? {
  guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else { return nil }
  let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
  return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { 1024 * $0 }
}

/// A number of bytes in MB or GB.
func byteText(_ count: Double) -> String {
  count < 1e9 ? "\(fixed(count / 1e6, digits: 1)) MB" : "\(fixed(count / 1e9, digits: 1)) GB"
}
