import Foundation
import Models
import Numerics
import Testing

@testable import Editing

/// The sweep over the layers against full passes of the whole prompts, edit by edit, with the weights as they are by then.
struct LayerSweepTests {
  private let run: ReferenceRun
  private let edits: [PreparedEdit]
  private let targets: [Target]

  init() throws {
    let run = try ReferenceRun()
    self.run = run
    let contexts = try ContextTemplates([
      "{}", "The old man spoke. {}", "It was late. {}", "Because. {}", "I know. {}", "You see it. {}",
    ])
    edits = try run.edits.prefix(3).map {
      try PreparedEdit($0.request, contexts: contexts, tokenizer: run.tokenizer, shape: run.model.shape)
    }
    // Any targets will do.
    var generator = SeededGenerator(seed: 5)
    targets = (0..<3).map { _ in
      Target(
        initial: Matrix<Float>.gaussian(1, 64, using: &generator).entries, value: [Float](repeating: 0, count: 64),
        delta: [Float](repeating: 0.5, count: 64),
        steps: [], failure: nil)
    }
  }

  /// lambda I as the normal matrix of the keys elsewhere.
  private func metrics(_ layers: [Int], lambda: Double = 15) throws -> [Int: SolveMetrics] {
    let metric = SolveMetrics(free: MomentMetric(try FactoredMoment(.identity(256)), weight: lambda))
    return Dictionary(uniqueKeysWithValues: layers.map { ($0, metric) })
  }

  /// Key at `layer` and state above `last` at the subject's last token of the whole prompt.
  private func read(
    _ prompt: PreparedEdit.Prompt, _ model: Transformer, layer: Int, last: Int
  ) throws -> (key: [Float], state: [Float]) {
    let batch = TokenBatch([prompt.tokens])
    var key: [Float] = []
    let output = model.run(try model.embed(batch), through: 0..<last + 1, batch: batch) { values, _ in
      if values.layer == layer { key = Array(values.keys.row(prompt.subjectLast)) }
    }
    return (key, Array(output.row(prompt.subjectLast)))
  }

  @Test(arguments: [[2], [1, 2], [0, 1, 2, 3], [0, 3]]) func keysAndMissingAreThoseOfFullPasses(layers: [Int]) throws {
    var problems: [LayerProblem] = []
    let solves = try LayerSweep(edits, targets: targets.map(\.z), layers: layers).solve(
      model: run.model, metrics: metrics(layers), guardedBy: NoGuard()
    ) {
      problems.append($0)
      return try $0.ridgeSolution()
    }
    #expect(solves.map(\.update.layer) == layers)
    var model = run.model
    for (order, layer) in layers.enumerated() {
      let left = Double(layers.count - order)
      let (keys, missingFound) = (try #require(solves[order].keys), try #require(solves[order].residual))
      for (e, edit) in edits.enumerated() {
        let readings = try edit.rewriting.map { try read($0, model, layer: layer, last: layers[layers.count - 1]) }
        // The bare prompt counts half, the five others a tenth each.
        let key = (0..<256).map { j in
          zip(readings, [0.5, 0.1, 0.1, 0.1, 0.1, 0.1]).reduce(0.0) { $0 + $1.1 * Double($1.0.key[j]) }
        }
        let largest = key.reduce(0) { max($0, abs($1)) }
        for j in 0..<256 { #expect(abs(Double(keys[j, e]) - key[j]) < 2e-5 * largest) }
        let missing = zip(targets[e].z, readings[0].state).map { Double($0) - Double($1) }
        let widest = missing.reduce(0) { max($0, abs($1)) }
        for j in 0..<64 {
          #expect(abs(Double(missingFound[j, e]) - missing[j]) < 2e-5 * widest)
          #expect(abs(problems[order].residuals[j, e] * left - missing[j]) < 2e-5 * widest)
        }
      }
      model.apply(solves[order].update)
    }
  }

  /// Without any update nothing comes nearer, and the shares are 1/4, 1/3, 1/2 and all of the same residual.
  @Test func residualIsSharedOverTheLayersLeft() throws {
    var problems: [LayerProblem] = []
    let solves = try LayerSweep(edits, targets: targets.map(\.z), layers: [0, 1, 2, 3]).solve(
      model: run.model, metrics: metrics([0, 1, 2, 3]), guardedBy: Scaling(factor: 0)
    ) {
      problems.append($0)
      return try $0.ridgeSolution()
    }
    let whole = problems[3].residuals
    for (problem, share) in zip(problems, [0.25, 1.0 / 3, 0.5, 1]) {
      #expect((problem.residuals - share * whole).frobeniusNorm < 1e-5 * whole.frobeniusNorm)
    }
    #expect(solves.allSatisfy { $0.norm == 0 && $0.kept == 0 })
  }

  /// With little weight on other keys a single layer puts the bare prompt's state almost where it should be.
  @Test func theStateComesNearerLayerByLayer() throws {
    let settings = HyperParameters(
      layers: [1, 2], steps: 15, learningRate: 0.2, weightDecay: 0, klFactor: 0, clampFactor: 0.75, momentWeight: 1)
    let bare = try edits.map {
      try PreparedEdit($0.request, contexts: .bare, tokenizer: run.tokenizer, shape: run.model.shape)
    }
    let targets = try computeTargets(bare, model: run.model, hyperParameters: settings)
    let solves = try LayerSweep(bare, targets: targets.map(\.z), layers: [1, 2]).solve(
      model: run.model, metrics: metrics([1, 2], lambda: 1e-4), guardedBy: NoGuard()
    ) { try $0.ridgeSolution() }
    var model = run.model
    for solve in solves { model.apply(solve.update) }
    let missing = try solves.map { try #require($0.residual).frobeniusNorm }
    #expect(missing[1] < missing[0])
    for (edit, target) in zip(bare, targets) {
      let state = try read(edit.rewriting[0], model, layer: 2, last: 2).state
      let left = zip(target.z, state).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }.squareRoot()
      let wanted = target.delta.reduce(0.0) { $0 + Double($1 * $1) }.squareRoot()
      #expect(left < 0.05 * wanted)
    }
  }

  private func sweep(
    guardedBy updateGuard: any UpdateGuard = NoGuard(), progress: (Int, Int) -> Bool = { _, _ in true }
  ) throws {
    _ = try LayerSweep(edits, targets: targets.map(\.z), layers: [1, 2]).solve(
      model: run.model, metrics: metrics([1, 2]), guardedBy: updateGuard, progress: progress
    ) { try $0.ridgeSolution() }
  }

  @Test func theModelIsLeftAlone() throws {
    let before = run.model.blocks
    try sweep()
    #expect(run.model.blocks == before)
  }

  @Test func nonFiniteUpdatesAndInterruptsEndIt() throws {
    #expect(throws: EditingError.nonFiniteUpdate(layer: 1)) { try sweep(guardedBy: Scaling(factor: .nan)) }
    #expect(throws: EditingError.interrupted) { try sweep { layer, count in layer < count - 1 } }
  }

  /// W + left right^T, entry by entry, in the layout of the papers.
  @Test func applyAddsTheProductToOneWeight() throws {
    var generator = SeededGenerator(seed: 6)
    let left = Matrix<Float>.gaussian(64, 3, using: &generator)
    let right = Matrix<Float>.gaussian(256, 3, using: &generator)
    let update = WeightUpdate(layer: 2, left: left, right: right)
    var model = run.model
    model.apply(update)
    let before = run.model.editedWeight(layer: 2)
    let after = model.editedWeight(layer: 2)
    #expect(before.rows == 64)
    for i in 0..<64 {
      for j in 0..<256 {
        let product = (0..<3).reduce(0.0) { $0 + Double(left[i, $1]) * Double(right[j, $1]) }
        #expect(abs(Double(after[i, j]) - Double(before[i, j]) - product) < 1e-5)
      }
    }
    for layer in [0, 1, 3] { #expect(model.blocks[layer] == run.model.blocks[layer]) }
  }
}
