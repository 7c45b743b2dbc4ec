import Models
import Numerics
import Testing

@testable import AtlasTools

/// On a model that nothing is asked of: what is changed is what counts.
struct SpectralAnalysisTests {
  private let analysis: SpectralAnalysis

  init() throws {
    let model = tinyModel(layers: 2)
    let facts = try (0..<20).map { index in
      let tokens = [0, 1 + index % 10, 11 + index % 7, 20 + index % 5]
      return KnownFact(
        tokens: tokens, subjectLast: 2, answer: try model.logits(TokenBatch([tokens])).argmax(row: 3) ?? 0)
    }
    analysis = try SpectralAnalysis(model, layers: [0, 1], evaluationSet: EvaluationSet(facts: facts))
  }

  @Test func allComponentsAreTheModelItself() throws {
    let whole = try analysis.reconstructed(top: 1)
    #expect(whole.facts == 1 && whole.components == 32)
    #expect(try analysis.untouched() == whole)
  }

  @Test func topAndRestShareTheComponents() throws {
    let (top, rest) = (try analysis.reconstructed(top: 0.5), try analysis.reconstructed(top: 0.5, keepsTop: false))
    #expect(top.components == 16 && rest.components == 16)
    #expect((rest.facts ?? 1) < (top.facts ?? 0), "the strong half holds more of what the model says")
  }

  @Test func disturbancesAreDrawnFromTheSeed() throws {
    let points = try (0..<SpectralAnalysis.groups).compactMap { try analysis.disturbed(group: $0, size: 3, seed: 1) }
    #expect(points.map(\.components).reduce(0, +) == 32, "groups are shares of all components")
    #expect(try analysis.disturbed(group: 9, size: 3, seed: 1) == points.last)
    #expect(try analysis.disturbed(group: 9, size: 0, seed: 1)?.facts == 1)
  }
}
