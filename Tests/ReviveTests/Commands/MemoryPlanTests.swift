import Checkpoints
import Engine
import Foundation
import TestSupport
import Testing

@testable import revive

/// What a model takes, told before it is loaded.
struct MemoryPlanTests {
  /// A folder with nothing but a configuration.
  private func withFolder<R>(_ json: String, _ body: (URL) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("revive-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(json.utf8).write(to: folder.appendingPathComponent("config.json"))
    return try body(folder)
  }

  private func configuration(_ json: String) throws -> ModelConfiguration {
    try withFolder(json) { try ModelConfiguration(contentsOf: $0.appendingPathComponent("config.json")) }
  }

  private static let gpt2XL = """
    {"model_type": "gpt2", "n_embd": 1600, "n_layer": 48, "n_head": 25, "n_positions": 1024, "vocab_size": 50257,
     "layer_norm_epsilon": 1e-5, "activation_function": "gelu_new"}
    """
  private static let gptJ = """
    {"model_type": "gptj", "n_embd": 4096, "n_layer": 28, "n_head": 16, "n_positions": 2048, "rotary_dim": 64,
     "vocab_size": 50400, "layer_norm_epsilon": 1e-5, "activation_function": "gelu_new", "tie_word_embeddings": false}
    """
  private static let llama3 = """
    {"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32,
     "num_key_value_heads": 8, "intermediate_size": 14336, "max_position_embeddings": 8192, "vocab_size": 128256,
     "rms_norm_eps": 1e-5, "hidden_act": "silu", "rope_theta": 500000.0, "tie_word_embeddings": false}
    """

  /// The counts that are published for these models.
  @Test(arguments: [(gpt2XL, 1_557_611_200), (gptJ, 6_050_882_784), (llama3, 8_030_261_248)])
  func parametersFollowFromTheConfiguration(json: String, count: Int) throws {
    #expect(try configuration(json).parameterCount == count)
  }

  /// The small models of the other tests have as many as their files hold.
  @Test(
    arguments: [
      "tiny-gpt2", "tiny-gptj-f32", "tiny-llama2-f32", "tiny-llama3-f32", "tiny-qwen2-f32", "tiny-qwen3-f32",
      "tiny-gemma3-f32",
    ])
  func parametersAreThoseOfTheFile(name: String) throws {
    let folder = try CheckpointFolder(Fixtures.url("ModelsTests/Fixtures/\(name)"))
    let held = try folder.names.map { try folder.info($0).elementCount }.reduce(0, +)
    #expect(folder.configuration.parameterCount == held)
  }

  @Test func theVerdictSaysWhatWouldDo() throws {
    let model = try configuration(Self.gpt2XL)
    let plan = MemoryPlan(model, layers: 5)
    #expect(plan.weights(.f32) == 4 * 1_557_611_200)
    #expect(plan.weights(.stored) == 2 * 1_557_611_200)
    // 16 m^2, and 4 (2 d m + d d + 2 m d), with d 1600 and m 6400; W_0 in floats besides where the others are not.
    #expect(plan.perLayer(.f32) == 829_440_000)
    #expect(plan.perLayer(.stored) == 829_440_000 + 4 * 1600 * 6400)
    #expect(plan.storage(available: plan.total(.f32)) == .f32)
    #expect(plan.storage(available: plan.total(.f32) - 1) == .stored)
    #expect(plan.storage(available: nil) == .f32)
    #expect(plan.verdict(available: plan.total(.f32)).hasSuffix("enough"))
    #expect(plan.verdict(available: plan.total(.stored)).contains("--weights stored"))
    let (fixed, layer) = (plan.fixed(.stored), plan.perLayer(.stored))
    #expect(plan.verdict(available: fixed + 2.5 * layer).contains("but for 2: choose them by --layers"))
    #expect(plan.verdict(available: fixed + 0.5 * layer).contains("even one edited layer"))
    #expect(plan.verdict(available: plan.weights(.stored)).contains("too little for the weights"))
    #expect(plan.verdict(available: nil).contains("not known"))
    // A checkpoint of floats gains nothing.
    let floats = MemoryPlan(model, layers: 5, storedBytes: 4 * 1_557_611_200)
    #expect(floats.storage(available: 0) == .f32)
    #expect(!floats.lines(available: nil).contains { $0.1.contains("stored") })
  }

  /// A folder with a configuration alone is enough for a plan, and for nothing else.
  @Test func aConfigurationAloneIsEnough() throws {
    try withFolder(Self.llama3) { folder in
      let result = try Revive(["model", folder.path])
      #expect(result.code == 0)
      #expect(result.output.contains("8,030,261,248, by the configuration: there are no weights here"))
      #expect(result.output.contains("this machine"))
      #expect(try Revive(["model", folder.path, "--encode", "a"]).code == 1)
    }
  }

  /// With the command that makes one that is read.
  @Test func weightsInAnotherFormAreToldToBeConverted() throws {
    try withFolder(Self.llama3) { folder in
      for (name, advice) in [
        ("pytorch_model-00001-of-00004.bin", "save_pretrained("), ("model.gguf", "Give the GGUF file itself"),
      ] {
        let file = folder.appendingPathComponent(name)
        try Data("weights".utf8).write(to: file)
        let result = try Revive(["model", folder.path])
        #expect(result.code == 1 && result.output.contains("8,030,261,248"))
        #expect(result.errors.contains(name) && result.errors.contains(advice), "\(result.errors)")
        try FileManager.default.removeItem(at: file)
      }
      // What training leaves behind is none.
      try Data("options".utf8).write(to: folder.appendingPathComponent("training_args.bin"))
      #expect(try Revive(["model", folder.path]).code == 0)
    }
  }
}
