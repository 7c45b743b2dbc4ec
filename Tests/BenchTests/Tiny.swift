import Editing
import Engine
import Foundation
import TestSupport

/// Six edits on layers 1 and 2 of the tiny model, with the contexts of a file: rounds of it are as equal as floats are.
enum Tiny {
  static func configuration() throws -> RunConfiguration {
    RunConfiguration(
      model: Fixtures.tinyGPT2.path,
      edits: Fixtures.edits.path,
      moments: Fixtures.text.path,
      settings: EditorSettings { _ in
        HyperParameters(
          layers: [1, 2], steps: 8, learningRate: 0.5, weightDecay: 0.5, klFactor: 0.0625, clampFactor: 0.75,
          momentWeight: 15, ridge: 0.05)
      },
      contexts: try ContextTemplates(["{}", "The old man spoke at length. {}", "It was late in the evening. {}"]),
      order: .file, roundSize: 3, sampleSize: 4)
  }
}
