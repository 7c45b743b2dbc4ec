import Files
import Foundation

/// What lies beside the weights in a checkpoint's folder and goes with them: configuration, tokenizer, chat templates, cards
/// and licences.
package enum CompanionFiles {
  /// The files' names, as paths within `folder`, sorted, and their contents.
  ///
  /// - Throws: `FileError.unreadable`.
  static func read(in folder: URL) throws -> [(name: String, contents: Data)] {
    let inner = names(in: folder.appendingPathComponent(templates)).map { "\(templates)/\($0)" }
    return try (names(in: folder) + inner).map { ($0, try readFile(folder.appendingPathComponent($0))) }
  }

  /// Where `transformers` keeps the chat templates of a tokenizer that has several.
  package static let templates = "additional_chat_templates"

  /// Files that decide about numbers, or go with the edited model, wherever they are.
  static let decisive = [
    "config.json", "model.safetensors", "model.safetensors.index.json", "adapter_config.json", "tokenizer.json",
    "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt",
    "tokenizer.model", "generation_config.json", "chat_template.jinja",
  ]

  /// A file of weights in a form that is not read; nil if there is none.
  static func otherWeights(in folder: URL) -> String? {
    let files = entries(of: folder).filter { name in
      weights.subtracting(["safetensors"]).contains(fileExtension(name)) && !ofTraining.contains(where: name.hasPrefix)
    }
    // Of several forms the one that `transformers` loads.
    return files.first { $0.hasPrefix("pytorch_model") } ?? files.first
  }

  /// Larger files belong to something else: the largest tokenizers take 40 MB.
  private static let largest = 64 << 20

  /// The ends of files that hold weights.
  private static let weights: Set = [
    "safetensors", "bin", "pt", "pth", "ckpt", "h5", "msgpack", "ot", "onnx", "gguf", "ggml", "npz", "tflite",
    "mlmodel",
  ]

  /// What training leaves beside weights in their form.
  private static let ofTraining = ["training_args", "optimizer", "scheduler", "rng_state", "scaler"]

  private static func names(in folder: URL) -> [String] {
    entries(of: folder).filter { name in
      let isWeights =
        weights.contains(fileExtension(name)) || name.hasSuffix(".index.json") || name.contains(".onnx_data")
      guard !name.hasPrefix("."), !isWeights else { return false }
      // The hub's cache keeps links to its files.
      let file = folder.appendingPathComponent(name).resolvingSymlinksInPath()
      let facts = try? file.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
      return facts?.isRegularFile == true && facts?.fileSize ?? 0 <= largest
    }
  }

  private static func entries(of folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  private static func fileExtension(_ name: String) -> String { (name as NSString).pathExtension.lowercased() }
}
