import Checkpoints
import Foundation
import Numerics
import Testing

@testable import Models

/// Single parts of the architectures against closed forms, and what a checkpoint says of its edit sites.
struct ArchitectureTests {
  @Test func onlyGemmaNormalisesWhatItsMLPsGive() throws {
    for name in Reference.names {
      #expect(try Reference(name).model.mlpOutputIsNormalised == (name == "tiny-gemma3-f32"))
    }
  }

  @Test func onlyGPT2IsTrained() throws {
    for name in Reference.names { #expect(try Reference(name).model.isTrainable == (name == "tiny-gpt2")) }
    #expect(ModelError.notTrainable.description.contains("only models built like GPT-2"))
  }

  @Test(arguments: Reference.names) func editedTensorsAreTheCheckpoints(name: String) throws {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil))
    let folder = try CheckpointFolder(url)
    let model = try Transformer(folder)
    let tensor = folder.editedTensorName(layer: 2)
    let shape = try folder.info(tensor).shape
    #expect(folder.editedTensor(layer: 2, of: model) == (try folder.floats(tensor, shape: shape)))
    #expect(model.blocks[2].down.weight.rows == folder.configuration.feedForwardSize)
  }

  /// y = x / sqrt(mean(x^2) + epsilon) * gain, in Double.
  @Test func rootMeanSquare() {
    var generator = SeededGenerator(seed: 1)
    let x = Matrix<Float>.gaussian(3, 10, using: &generator)
    let gain = Matrix<Float>.gaussian(1, 10, using: &generator).entries
    let norm = Normalization(rootMeanSquare: gain, epsilon: 0.25)
    let y = norm.applied(to: x)
    for i in 0..<3 {
      let row = x.row(i).map(Double.init)
      let scale = 1 / (row.reduce(0) { $0 + $1 * $1 } / 10 + 0.25).squareRoot()
      #expect(largestDifference(y.row(i), zip(row, gain).map { Float($0 * scale * Double($1)) }) < 1e-6)
    }
  }

  /// f(x) = x / (1 + e^-x) and its derivative, also where e^-x overflows.
  @Test func silu() {
    let x: [Float] = [-200, -3, -0.5, 0, 0.5, 3, 200]
    let points = Matrix(1, x.count, x)
    let values = Activation.silu.applied(to: points).entries
    let slopes = Activation.silu.gradient(at: points, of: Matrix(1, x.count, x.map { _ in 1 })).entries
    for (i, x) in x.map(Double.init).enumerated() {
      let share = 1 / (1 + exp(-x))
      #expect(abs(Double(values[i]) - x * share) < 1e-6)
      #expect(abs(Double(slopes[i]) - share * (1 + x * (1 - share))) < 1e-6)
    }
  }

  /// LLaMA-3.1's frequencies: fast ones as they are, slow ones divided, and a mixture between, by wavelengths.
  @Test func llama3Frequencies() {
    let plain = Rotary(RotaryConfiguration(base: 500_000, width: 128)).frequencies
    let scaling = RotaryConfiguration.Scaling.llama3(factor: 8, low: 1, high: 4, context: 8_192)
    let scaled = Rotary(RotaryConfiguration(base: 500_000, width: 128, scaling: scaling)).frequencies
    var seen = Set<String>()
    for (old, new) in zip(plain, scaled) {
      let wavelength = 2 * Double.pi / old
      if wavelength < 8_192 / 4 {
        #expect(new == old)
        seen.insert("kept")
      } else if wavelength > 8_192 {
        #expect(abs(new - old / 8) < 1e-15)
        seen.insert("divided")
      } else {
        let smooth = (8_192 / wavelength - 1) / 3
        #expect(abs(new - ((1 - smooth) * old / 8 + smooth * old)) < 1e-12)
        seen.insert("between")
      }
    }
    #expect(seen == ["kept", "divided", "between"])
    #expect(plain[0] == 1 && abs(plain[32] - 1 / 500_000.0.squareRoot()) < 1e-15)
    let linear = Rotary(RotaryConfiguration(base: 500_000, width: 128, scaling: .linear(4))).frequencies
    #expect(zip(linear, plain).allSatisfy { $0 == $1 / 4 })
  }

  /// Logits depend on how far apart tokens are, not on where they are, when positions turn queries and keys.
  @Test func rotaryPositionsAreRelative() throws {
    let reference = try Reference("tiny-llama3-f32")
    let model = reference.model
    let sequence = Array(reference.sequences[0].prefix(12))
    let batch = TokenBatch([sequence])
    let shifted = TokenBatch([sequence], prefixLengths: [37])
    let embedded = try model.embed(batch)
    let here = model.logits(model.run(embedded, through: 0..<4, batch: batch))
    let there = model.logits(model.run(embedded, through: 0..<4, batch: shifted))
    #expect(largestDifference(here.entries, there.entries) < 1e-4)
  }

  /// A token that only layers with a window could reach changes nothing beyond them.
  @Test func windowsEnd() throws {
    let model = try Reference("tiny-gemma3-f32").model
    #expect(model.blocks.map(\.window) == [8, nil, 8, nil])
    let sequence = (0..<20).map { $0 * 7 + 3 }
    var other = sequence
    other[0] = 999
    func output(_ tokens: [Int]) throws -> Matrix<Float> {
      let batch = TokenBatch([tokens])
      return model.run(try model.embed(batch), through: 0..<1, batch: batch)
    }
    let (a, b) = (try output(sequence), try output(other))
    #expect(a.row(8).elementsEqual(b.row(8)))
    #expect(!a.row(7).elementsEqual(b.row(7)))
  }
}
