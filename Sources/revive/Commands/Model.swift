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
///   - printsJSON: what the checkpoint is, not in lines but as an object.
/// - Returns: the exit code.
func inspectModel(
  _ name: String, _ options: ModelOptions, out: String?, printsJSON: Bool, in context: ProcessContext
) throws -> Int32 {
  let isDescribed = options.encode == nil && options.logits == nil
  guard !printsJSON || isDescribed else {
    throw UsageError.incomplete("--json is for what a model is: leave it out beside --encode and --logits")
  }
  guard (options.logits == nil) == (out == nil) else {
    throw UsageError.incomplete("--logits and --out go together: --logits IDS.json --out FILE.safetensors")
  }
  let folder: CheckpointFolder
  do {
    folder = try modelFolder(name)
  } catch let missing as CheckpointError {
    // What a model would take can be told without its weights.
    let config = URL(fileURLWithPath: name).appendingPathComponent("config.json")
    guard isDescribed, let file = try? ReadConfiguration(contentsOf: config) else { throw missing }
    let summary = ModelSummary(
      file, at: config.deletingLastPathComponent(), editing: .defaults(.memit, for: file.model))
    switch missing {
    case .missingFile:
      try write(summary, asJSON: printsJSON, in: context)
      return 0
    case .otherWeights:
      try write(summary, asJSON: printsJSON, in: context)
      throw missing
    default: throw missing
    }
  }
  if let text = options.encode {
    let ids = try folder.tokenizer().encode(text)
    try context.write("[\(ids.map(String.init).joined(separator: ", "))]\n")
  }
  if isDescribed || options.logits != nil { try folder.requireFinite() }
  if let path = options.logits, let out {
    try writeLogits(of: try tokenIDs(path), by: Transformer(folder), to: URL(fileURLWithPath: out))
  }
  if isDescribed {
    let editing =
      name == RunConfiguration.embedded
      ? RunConfiguration.atlas.hyperParameters : .defaults(.memit, for: folder.configuration)
    try write(try ModelSummary(folder, editing: editing), asJSON: printsJSON, in: context)
  }
  return 0
}

private func write(_ summary: ModelSummary, asJSON: Bool, in context: ProcessContext) throws {
  guard asJSON else { return try context.write(summary.text) }
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  try context.write(String(decoding: encoder.encode(summary.record), as: UTF8.self) + "\n")
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
