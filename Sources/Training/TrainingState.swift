import Checkpoints
import Foundation
import Models
import Numerics

// A training on disk: one safetensors file with the weights under their checkpoint names, the optimiser's state under
// "mean/NAME" and "square/NAME", and recipe, step and next text as JSON bytes. It appears complete or not at all.

private struct Progress: Codable {
  let recipe: Recipe
  let vocabulary: Int
  let step: Int
  let nextExample: Int
}

private let progressName = "progress.json"

extension Trainer {
  /// Writes everything that `init(resuming:)` needs.
  ///
  /// - Throws: `FileError.unwritable`.
  package func save(to file: URL) throws {
    let progress = Progress(recipe: recipe, vocabulary: model.shape.vocabulary, step: step, nextExample: nextExample)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(progress)
    var tensors = [NamedTensor(name: progressName, shape: [json.count], elements: .raw(.u8, json))]
    for (parameter, state) in zip(model.parameters, optimiser.states) {
      func tensor(_ prefix: String, _ values: [Float]) {
        tensors.append(NamedTensor(name: prefix + parameter.name, shape: parameter.shape, elements: .floats(values)))
      }
      tensor("", model[keyPath: parameter.path])
      switch state {
      case .muon(let moment): tensor("mean/", moment.mean.entries)
      case .adam(let adam):
        tensor("mean/", adam.mean)
        tensor("square/", adam.square)
      }
    }
    try writeSafetensors(tensors, to: file)
  }

  /// Goes on from a saved state: the steps that follow give the same numbers as they would have without a break.
  ///
  /// - Throws: `TrainingError.damaged`, or `.otherRecipe` when the state was not made by `recipe`.
  package init(resuming file: URL, _ recipe: Recipe, vocabulary: Int) throws {
    self.init(recipe, vocabulary: vocabulary)
    do {
      let tensors = try TensorFile(file)
      let progress = try JSONDecoder().decode(Progress.self, from: tensors.rawBytes(progressName))
      guard progress.recipe == recipe, progress.vocabulary == vocabulary else {
        throw TrainingError.otherRecipe(path: file.path)
      }
      func values(_ prefix: String, _ parameter: Parameter) throws -> [Float] {
        let values = try tensors.floats(prefix + parameter.name)
        guard values.count == parameter.shape.reduce(1, *) else {
          throw TrainingError.damaged(path: file.path, reason: "\(prefix)\(parameter.name) has the wrong size")
        }
        return values
      }
      for (index, parameter) in model.parameters.enumerated() {
        model[keyPath: parameter.path] = try values("", parameter)
        let mean = try values("mean/", parameter)
        switch optimiser.states[index] {
        case .muon(var moment):
          moment.mean.entries = mean
          optimiser.states[index] = .muon(moment)
        case .adam:
          optimiser.states[index] = .adam(
            Adam(
              mean: mean, square: try values("square/", parameter), steps: progress.step,
              squareBeta: Optimiser.squareBeta))
        }
      }
      step = progress.step
      nextExample = progress.nextExample
    } catch let error as TrainingError {
      throw error
    } catch {
      throw TrainingError.damaged(path: file.path, reason: "\(error)")
    }
  }
}
