import Foundation
import Models
import Numerics

/// The state of optimisation of every array of a model's weights.
struct Optimiser: Sendable {
  enum State: Sendable {
    case adam(Adam)
    case muon(MuonMoment)
  }

  /// Adam's second beta: large gradients are sooner forgotten than by its usual 0.999.
  static let squareBeta = 0.98

  /// In the order of `Transformer.parameters`.
  var states: [State]

  init(_ model: Transformer, _ kind: Recipe.Optimiser) {
    states = model.parameters.map { parameter in
      kind == .muon && parameter.isBlockMatrix
        ? .muon(MuonMoment(parameter.shape[0], parameter.shape[1]))
        : .adam(Adam(count: parameter.shape.reduce(1, *), squareBeta: Self.squareBeta))
    }
  }

  /// Moves the model against a gradient. Arrays are independent of each other and shared out among
  /// threads.
  mutating func step(_ model: inout Transformer, against gradient: Transformer, step: Int, _ recipe: Recipe) {
    let parameters = model.parameters
    let share = recipe.scheduleShare(step: step)
    let before = states
    let weights = model
    let moved = concurrently(parameters.count) { index -> (State, [Float]) in
      let parameter = parameters[index]
      var x = weights[keyPath: parameter.path]
      let slope = gradient[keyPath: parameter.path]
      let rate = share * recipe.highestRate(of: parameter)
      let decay = parameter.isBlockMatrix ? recipe.weightDecay : 0
      switch before[index] {
      case .muon(var moment):
        moment.step(&x, against: slope, rate: rate, decay: decay)
        return (.muon(moment), x)
      case .adam(var adam):
        if decay != 0 { Float.scal(Float(1 - rate * decay), &x) }
        adam.step(&x, against: slope, rate: rate)
        return (.adam(adam), x)
      }
    }
    for (index, parameter) in parameters.enumerated() {
      states[index] = moved[index].0
      model[keyPath: parameter.path] = moved[index].1
    }
  }
}

extension Recipe {
  fileprivate func highestRate(of parameter: Parameter) -> Double {
    guard parameter.isBlockMatrix else { return restRate }
    return parameter.name == "h.0.mlp.c_proj.weight" ? entryShare * rate : rate
  }

  /// The share of the highest rate at a step, from 1: a linear warm-up, then half a cosine; in the review a straight line.
  func scheduleShare(step: Int) -> Double {
    if step > steps { return reviewShare * Double(totalSteps + 1 - step) / Double(max(1, reviewSteps)) }
    if step <= warmUp { return Double(step) / Double(warmUp) }
    let progress = Double(step - warmUp) / Double(max(1, steps - warmUp))
    return endShare + (1 - endShare) * 0.5 * (1 + cos(.pi * min(1, progress)))
  }
}
