import Foundation
import Models
import Numerics
import Testing

@testable import Training

struct TrainerTests {
  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("training-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test(arguments: [Recipe.Optimiser.adam, .muon]) func learns(_ optimiser: Recipe.Optimiser) throws {
    var recipe = tinyRecipe()
    recipe.optimiser = optimiser
    recipe.steps = 200
    recipe.dropped = 0
    recipe.streamPenalty = 0
    recipe.keyPenalty = 0
    recipe.masked = 0
    recipe.tokensPerStep = 400
    var trainer = Trainer(recipe, vocabulary: tinyVocabulary)
    let first = try trainer.advance(tinyExample)
    var last = first
    for _ in 1..<200 { last = try trainer.advance(tinyExample) }
    #expect(first.right[.fact] ?? 1 < 0.5)
    #expect(last.right[.fact] ?? 0 > 0.98)
    #expect(last.weightedLoss < 0.3 * first.weightedLoss)
  }

  @Test(arguments: [Recipe.Optimiser.adam, .muon]) func resumesToTheSameNumbers(_ optimiser: Recipe.Optimiser) throws {
    var recipe = tinyRecipe()
    recipe.optimiser = optimiser
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("state.safetensors")
    var whole = Trainer(recipe, vocabulary: tinyVocabulary)
    for _ in 0..<5 { _ = try whole.advance(tinyExample) }
    try whole.save(to: file)
    var again = try Trainer(resuming: file, recipe, vocabulary: tinyVocabulary)
    for _ in 5..<10 {
      let expected = try whole.advance(tinyExample)
      #expect(try again.advance(tinyExample) == expected)
    }
    for parameter in whole.model.parameters {
      #expect(whole.model[keyPath: parameter.path] == again.model[keyPath: parameter.path])
    }
    recipe.rate *= 2
    #expect(throws: TrainingError.otherRecipe(path: file.path)) {
      try Trainer(resuming: file, recipe, vocabulary: tinyVocabulary)
    }
    try Data([1, 2, 3]).write(to: file)
    #expect(throws: TrainingError.self) { try Trainer(resuming: file, recipe, vocabulary: tinyVocabulary) }
  }

  @Test func textTooLong() {
    var trainer = Trainer(tinyRecipe(), vocabulary: tinyVocabulary)
    #expect(throws: TrainingError.textTooLong(tokens: 13, limit: 12)) {
      try trainer.advance { _ in
        Example(
          tokens: Array(repeating: 1, count: 13), weights: Array(repeating: 1, count: 13), subject: nil, answers: [])
      }
    }
  }

  @Test func divergenceIsReported() throws {
    var recipe = tinyRecipe()
    recipe.rate = .infinity
    var trainer = Trainer(recipe, vocabulary: tinyVocabulary)
    _ = try trainer.advance(tinyExample)
    #expect(throws: TrainingError.lossNotFinite(step: 2)) { try trainer.advance(tinyExample) }
  }
}
