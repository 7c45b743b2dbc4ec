import Checkpoints
import Foundation
import RunModel
import Testing

@testable import Editing

/// A cell of each row of the published tables, typed anew from the files.
struct PublishedSettingsTests {
  private func expect<Value: Equatable>(
    _ editors: [EditorKind], _ field: (HyperParameters) -> Value, _ gpt2XL: Value, _ gptJ: Value, _ llama3: Value,
    _ location: SourceLocation = #_sourceLocation
  ) {
    for editor in editors {
      let found = [PublishedModel.gpt2XL, .gptJ, .llama3].map { field(.published(editor, model: $0)) }
      #expect(found == [gpt2XL, gptJ, llama3], "\(editor)", sourceLocation: location)
    }
  }

  private let memits: [EditorKind] = [.memit, .memitSeq, .rect, .prune]
  private let spreading: [EditorKind] = [.memit, .memitSeq, .rect, .prune, .alphaEdit, .nse, .deltaEdit]
  private let targeted: [EditorKind] = [
    .memit, .memitSeq, .rect, .prune, .alphaEdit, .nse, .deltaEdit, .rome, .emmet, .encore,
  ]

  @Test func layers() {
    expect(spreading, \.layers, [13, 14, 15, 16, 17], [3, 4, 5, 6, 7, 8], [4, 5, 6, 7, 8])
    expect([.rome, .emmet], \.layers, [17], [5], [5])
    expect([.ft], \.layers, [1], [21], [21])
    expect([.ftL], \.layers, [0], [0], [21])
  }

  @Test func targets() {
    expect(spreading + [.emmet], \.steps, 20, 25, 25)
    expect([.rome], \.steps, 20, 20, 25)
    expect(spreading, \.learningRate, 0.5, 0.5, 0.1)
    expect([.encore], \.layers, [13, 14, 15, 16, 17], [3, 4, 5, 6, 7, 8], [4, 5, 6, 7, 8])
    expect([.encore], \.steps, 20, 25, 25)
    expect([.encore], \.learningRate, 0.5, 0.5, 0.5)
    expect([.encore], { $0.encore?.normWeight }, 10, 10, 20)
    expect([.encore], { $0.encore?.cutoff }, -4, -4, -2)
    expect([.encore], \.momentWeight, 20_000, 15_000, 15_000)
    expect([.rome, .emmet], \.learningRate, 0.5, 0.5, 0.5)
    expect(spreading, \.weightDecay, 0.5, 0.5, 0.5)
    expect([.rome, .emmet], \.weightDecay, 0.5, 0.5, 0.001)
    expect(targeted, \.klFactor, 0.0625, 0.0625, 0.0625)
    expect(spreading, \.clampFactor, 0.75, 0.75, 0.75)
    expect([.emmet], \.clampFactor, 0.75, 0.75, 4)
    expect([.rome], \.clampFactor, 4, 4, 4)
    expect(targeted, \.stopLoss, 0.05, 0.05, 0.05)
    expect(targeted, \.clampAnchor, .current, .current, .current)
  }

  @Test func solves() {
    expect(memits + [.alphaEdit, .deltaEdit], \.momentWeight, 20_000, 15_000, 15_000)
    expect([.nse], \.momentWeight, 10_000, 15_000, 15_000)
    expect([.emmet], \.momentWeight, 1_000, 1, 1)
    expect([.emmet], \.emmetWeight, 0.1, 0.1, 0.1)
    expect([.alphaEdit, .deltaEdit], \.nullSpace.rule, .absolute(0.02), .absolute(0.02), .absolute(0.02))
    expect([.alphaEdit], \.nullSpace.penalty, 10, 10, 10)
    expect([.deltaEdit], \.nullSpace.penalty, 1, 10, 10)
    expect([.deltaEdit], \.deltaEdit.deviations, 3, 3, 1.5)
    expect([.deltaEdit], \.deltaEdit.share, 0.25, 0.25, 0.25)
    expect([.nse], \.nse.least, 35, 15, 2.5)
    expect([.nse], \.nse.most, 150, 100, 50)
    expect([.nse], \.nse.passes, 3, 3, 3)
    expect([.nse], \.nse.neuronShare, 1, 0.8, 1)
    expect([.rome], \.momentAdjustment, true, true, false)
    expect([.rect], \.rectShare, 0.4, 0.4, 0.4)
    expect([.prune], \.pruneBase, 2.718281828459045, 2.718281828459045, 2.718281828459045)
    expect(EditorKind.allCases, \.ridge, 0, 0, 0)
    expect(EditorKind.allCases, \.compat, [], [], [])
  }

  @Test func fineTuning() {
    expect([.ft, .ftL], \.steps, 25, 25, 25)
    expect([.ft, .ftL], \.learningRate, 0.0005, 0.0005, 0.0005)
    expect([.ft, .ftL], \.weightDecay, 0, 0, 0)
    expect([.ft, .ftL], \.batchSize, 64, 64, 64)
    expect([.ftL], \.normConstraint, 0.0005, 0.00005, 0.00005)
  }

  @Test(arguments: EditorKind.allCases) func publishedSettingsFitTheirModels(editor: EditorKind) {
    for (model, blocks) in [(PublishedModel.gpt2XL, 48), (.gptJ, 28), (.llama3, 32)] {
      #expect(throws: Never.self) { try HyperParameters.published(editor, model: model).validate(layerCount: blocks) }
    }
  }

  // MARK: - Which model a checkpoint is

  /// Read from a file like the published ones.
  private func gpt2(blocks: Int, width: Int) throws -> ModelConfiguration {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("revive-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let json = """
      {"model_type": "gpt2", "n_layer": \(blocks), "n_embd": \(width), "n_head": 4, "n_positions": 1024, "n_ctx": 1024,
      "vocab_size": 50257, "layer_norm_epsilon": 1e-05, "activation_function": "gelu_new"}
      """
    try Data(json.utf8).write(to: file)
    return try ModelConfiguration(contentsOf: file)
  }

  @Test func gpt2XLIsKnownByItsShape() throws {
    let known = try gpt2(blocks: 48, width: 1_600)
    #expect(PublishedModel(known) == .gpt2XL)
    for (blocks, width) in [(12, 768), (24, 1_024), (36, 1_280), (47, 1_600), (48, 1_280), (28, 4_096), (32, 4_096)] {
      #expect(try PublishedModel(gpt2(blocks: blocks, width: width)) == nil)
    }
    for editor in EditorKind.allCases {
      #expect(HyperParameters.defaults(editor, for: known) == .published(editor, model: .gpt2XL))
    }
  }

  /// ROME's files for gpt2-medium and gpt2-large.
  @Test func smallerGPT2sHaveROMEsPublishedSettings() throws {
    for (blocks, width, layer, clamp) in [(24, 1_024, 8, 3.0), (36, 1_280, 12, 4)] {
      let found = try HyperParameters.defaults(.rome, for: gpt2(blocks: blocks, width: width))
      #expect(found.layers == [layer])
      #expect(found.clampFactor == clamp)
      #expect((found.steps, found.learningRate, found.weightDecay, found.klFactor) == (20, 0.5, 0.5, 0.0625))
      #expect(found.momentAdjustment)
    }
  }

  @Test func otherModelsAreEditedUpToAThird() {
    for (blocks, layers) in [(12, [2, 3, 4]), (24, [6, 7, 8]), (36, [10, 11, 12]), (1, [0]), (4, [0, 1])] {
      #expect(HyperParameters.general(layerCount: blocks).layers == layers)
      for editor in EditorKind.allCases {
        let own = HyperParameters.general(editor, layerCount: blocks).layers
        #expect(own == (own.count == 1 ? layers.suffix(1) : layers))
      }
    }
  }

  @Test(arguments: EditorKind.allCases) func generalSettingsFitEveryDepth(editor: EditorKind) {
    for count in 1...60 {
      #expect(throws: Never.self) { try HyperParameters.general(editor, layerCount: count).validate(layerCount: count) }
    }
  }
}
