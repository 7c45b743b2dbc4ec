import Checkpoints
import Editing
import Engine
import Foundation
import Models

/// What a checkpoint is to compute.
struct ModelOptions: Sendable, Equatable {
  var encode: String?
  var logits: String?

  static let options: [Option<ModelOptions>] = [
    .text("--encode", "TEXT", \.encode, "print the token ids of a text, one line of JSON"),
    .text("--logits", "IDS.json", \.logits, "compute the logits of token ids, into --out"),
  ]
}

/// `revive model`: what a checkpoint is, or what it computes, for comparison with other implementations.
///
/// - Parameters:
///   - name: a checkpoint's folder, or `atlas`.
///   - out: where logits go.
/// - Returns: the exit code.
func inspectModel(
  _ name: String, _ options: ModelOptions, out: String?, in context: ProcessContext
) throws -> Int32 {
  guard (options.logits == nil) == (out == nil) else {
    throw UsageError.incomplete("--logits and --out go together: --logits IDS.json --out FILE.safetensors")
  }
  let folder: CheckpointFolder
  do {
    folder = try modelFolder(name)
  } catch let missing as CheckpointError {
    // What a model would take can be told without its weights.
    let config = URL(fileURLWithPath: name).appendingPathComponent("config.json")
    guard options.encode == nil, options.logits == nil, let file = try? ReadConfiguration(contentsOf: config) else {
      throw missing
    }
    let summary = modelSummary(
      file, at: config.deletingLastPathComponent(), editing: .defaults(.memit, for: file.model))
    switch missing {
    case .missingFile:
      try context.write(summary)
      return 0
    case .otherWeights:
      try context.write(summary)
      throw missing
    default: throw missing
    }
  }
  if let text = options.encode {
    let ids = try folder.tokenizer().encode(text)
    try context.write("[\(ids.map(String.init).joined(separator: ", "))]\n")
  }
  if options.encode == nil { try folder.requireFinite() }
  if let path = options.logits, let out {
    try writeLogits(of: try tokenIDs(path), by: Transformer(folder), to: URL(fileURLWithPath: out))
  }
  if options.encode == nil, options.logits == nil {
    let editing =
      name == RunConfiguration.embedded
      ? RunConfiguration.atlas.hyperParameters : .defaults(.memit, for: folder.configuration)
    try context.write(try modelSummary(folder, editing: editing) + tokenizerSummary(folder))
  }
  return 0
}

/// The lists of token ids in a JSON file.
private func tokenIDs(_ path: String) throws -> [[Int]] {
  let json = try contents(of: path)
  guard let lists = try? JSONDecoder().decode([[Int]].self, from: json), !lists.isEmpty else {
    throw InputError.invalid(path: path, problem: "not a list of lists of token ids, such as [[464, 3139], [40]]")
  }
  return lists
}

/// Writes the logits at every token of each sequence: tensors `logits_0`, `logits_1`, ... (F32, T x V).
private func writeLogits(of sequences: [[Int]], by model: Transformer, to url: URL) throws {
  let tensors = try sequences.enumerated().map { index, tokens in
    let logits = try model.logits(TokenBatch([tokens]))
    return NamedTensor(
      name: "logits_\(index)", shape: [logits.rows, logits.columns], elements: .floats(logits.entries))
  }
  try writeSafetensors(tensors, to: url)
}
