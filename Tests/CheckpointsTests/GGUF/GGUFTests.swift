import Foundation
import Testing

@testable import Checkpoints

/// Expected numbers come from the Python package `gguf`: see `Fixtures/gguf/make.py`.
struct GGUFTests {
  @Test(arguments: ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K", "F32", "F16", "BF16"])
  func readsNumbersOfEveryType(name: String) throws {
    let url = fixture("gguf/quants.gguf")
    let bytes = try Data(contentsOf: url)
    let tensor = try #require(try GGUFHeader(bytes, path: url.path).tensors[name])
    let expected = try TensorFile(fixture("gguf/quants.safetensors"))
    #expect(tensor.info.type.rawValue == name)
    #expect(try tensor.info.shape == expected.info(name).shape)
    // One byte further on, and with a guard behind: nothing is aligned, nothing is written beyond the end.
    let count = tensor.info.elementCount
    var found = [Float](repeating: 7, count: count + 1)
    let isRead = (Data([0]) + bytes[tensor.range]).withUnsafeBytes { source in
      found.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return false }
        return tensor.info.type.decode(from + 1, to: to, count: count)
      }
    }
    #expect(isRead)
    #expect(found.last == 7)
    for (one, other) in zip(found, try expected.floats(name)) {
      #expect(abs(one - other) <= 1e-6 * abs(other) + 1e-7, "\(name)")
    }
  }

  /// Some rows as the whole tensor has them, also where the file holds them in another order.
  @Test func matricesAreReadByRows() throws {
    let model = try GGUFModel(fixture("gguf/llama.gguf"))
    var count = 0
    for name in model.tensors.names {
      guard let stored = try model.tensors.storedMatrix(name) else { continue }
      count += 1
      let all = try model.tensors.floats(name)
      #expect(try [stored.rows, stored.columns] == model.tensors.info(name).shape)
      #expect(stored.floats(rows: 0..<stored.rows) == all)
      #expect(stored.floats(rows: 1..<3) == Array(all[stored.columns..<3 * stored.columns]))
    }
    #expect(count > 0)
    #expect(try model.tensors.storedMatrix("model.layers.0.self_attn.q_proj.weight") != nil)
  }

  /// Rows of several blocks, of every type, in turns as the heads' halves may lie.
  @Test(arguments: ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"])
  func rowsOfSeveralBlocksAreFound(name: String) throws {
    let url = fixture("gguf/quants.gguf")
    let bytes = try Data(contentsOf: url)
    let tensor = try #require(try GGUFHeader(bytes, path: url.path).tensors[name])
    let all = try TensorFile(fixture("gguf/quants.safetensors")).floats(name)
    // Four rows, for a head with two halves: the three there are, and the first again.
    let (width, rowBytes) = (tensor.info.shape[1], tensor.range.count / 3)
    #expect(tensor.info.shape[0] == 3 && width > tensor.info.type.blockLength)
    let held = Data(bytes[tensor.range]) + Data(bytes[tensor.range].prefix(rowBytes))
    let info = try #require(TensorInfo(type: tensor.info.type, shape: [4, width]))
    for (order, rows) in [(RowOrder.asSeen, [0, 1, 2, 0]), (RowOrder.interleaved(headRows: 4), [0, 2, 1, 0])] {
      let matrix = try #require(StoredMatrix(info, bytes: held, order: order))
      for range in [0..<4, 1..<3, 2..<2] {
        let expected: [Float] = rows[range].flatMap { all[$0 * width..<($0 + 1) * width] }
        let found = matrix.floats(rows: range)
        #expect(found.count == expected.count)
        for (one, other) in zip(found, expected) { #expect(abs(one - other) <= 1e-6 * abs(other) + 1e-7) }
      }
    }
  }

  @Test(arguments: GGUFArchitecture.allCases) func findsTheTensorsOfTransformers(architecture: GGUFArchitecture) throws
  {
    let model = try GGUFModel(fixture("gguf/\(architecture.rawValue).gguf"))
    let expected = try TensorFile(fixture("gguf/\(architecture.rawValue).safetensors"))
    #expect(model.tensors.names == expected.names)
    for name in expected.names {
      #expect(try model.tensors.info(name).shape == expected.info(name).shape, "\(name)")
      let found = try model.tensors.floats(name)
      for (one, other) in zip(found, try expected.floats(name)) { #expect(abs(one - other) <= 1e-6, "\(name)") }
      #expect(try found.count == expected.info(name).elementCount)
    }
  }

  private func configuration(_ name: String) throws -> [String: Any] {
    let data = try GGUFModel(fixture("gguf/\(name).gguf")).configurationFile()
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func tellsTheConfigurationOfLLaMA() throws {
    let fields = try configuration("llama")
    #expect(fields["model_type"] as? String == "llama")
    #expect(fields["hidden_size"] as? Int == 32)
    #expect(fields["num_hidden_layers"] as? Int == 1)
    #expect(fields["num_attention_heads"] as? Int == 4)
    #expect(fields["num_key_value_heads"] as? Int == 2)
    #expect(fields["head_dim"] as? Int == 8)
    #expect(fields["intermediate_size"] as? Int == 32)
    #expect(fields["max_position_embeddings"] as? Int == 16)
    #expect(fields["vocab_size"] as? Int == 10)
    #expect(fields["rms_norm_eps"] as? Double == 1e-6)
    #expect(fields["rope_theta"] as? Double == 500_000)
    #expect(fields["tie_word_embeddings"] as? Bool == false)
    #expect(fields["attention_bias"] as? Bool == false)
    #expect(fields["bos_token_id"] as? Int == 1)
    #expect(fields["eos_token_id"] as? Int == 2)
    let scaling = try #require(fields["rope_scaling"] as? [String: Any])
    #expect(scaling["rope_type"] as? String == "llama3")
    #expect(scaling["factor"] as? Double == 32)
    #expect(scaling["low_freq_factor"] as? Double == 1)
    #expect(scaling["high_freq_factor"] as? Double == 4)
    #expect(scaling["original_max_position_embeddings"] as? Int == 8192)
  }

  @Test func tellsTheConfigurationOfOtherModels() throws {
    let qwen2 = try configuration("qwen2")
    #expect(qwen2["model_type"] as? String == "qwen2")
    #expect(qwen2["tie_word_embeddings"] as? Bool == true)
    #expect(qwen2["attention_bias"] as? Bool == true)
    #expect(qwen2["rope_scaling"] == nil)
    let qwen3 = try configuration("qwen3")
    #expect(qwen3["head_dim"] as? Int == 16)
    let gemma3 = try configuration("gemma3")
    #expect(gemma3["model_type"] as? String == "gemma3_text")
    #expect(gemma3["sliding_window"] as? Int == 512)
    #expect(gemma3["sliding_window_pattern"] as? Int == 6)
    #expect(gemma3["query_pre_attn_scalar"] as? Int == 16)
    #expect(gemma3["hidden_activation"] as? String == "gelu_pytorch_tanh")
    let gptj = try configuration("gptj")
    #expect(gptj["rotary_dim"] as? Int == 4)
    #expect(gptj["n_inner"] as? Int == 32)
    #expect(gptj["layer_norm_epsilon"] as? Double == 1e-5)
    #expect(gptj["tie_word_embeddings"] as? Bool == false)
  }
}
