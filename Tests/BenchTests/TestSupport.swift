import Editing
import Engine
import Foundation

/// Six edits on layers 1 and 2 of the tiny model, with the contexts of a file: rounds of it are as equal as floats are.
enum Tiny {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  static func configuration() throws -> RunConfiguration {
    RunConfiguration(
      model: tests.appendingPathComponent("ModelsTests/Fixtures/tiny-gpt2").path,
      edits: tests.appendingPathComponent("EditingTests/Fixtures/edits.json").path,
      moments: tests.appendingPathComponent("EditingTests/Fixtures/text.txt").path,
      settings: EditorSettings { _ in
        HyperParameters(
          layers: [1, 2], steps: 8, learningRate: 0.5, weightDecay: 0.5, klFactor: 0.0625, clampFactor: 0.75,
          momentWeight: 15, ridge: 0.05)
      },
      contexts: try ContextTemplates(["{}", "The old man spoke at length. {}", "It was late in the evening. {}"]),
      order: .file, roundSize: 3, sampleSize: 4)
  }
}
