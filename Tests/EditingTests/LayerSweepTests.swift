import Foundation
import Models
import Numerics
import Testing

@testable import Editing

/// The sweep over the layers against full passes of the whole prompts, edit by edit, with the weights as they are by then.
struct LayerSweepTests {
  /// Keeps what the editor was to solve, and lets it through times `factor`.
  private struct Recorder: UpdateGuard {
    var factor = 1.0
    var problems: [LayerProblem] = []

    mutating func update(_ problem: LayerProblem, by editor: some Editor) throws -> GuardedUpdate {
      problems.append(problem)
      var update = try editor.update(problem)
      update.left.scale(by: factor)
      return GuardedUpdate(update: update, kept: factor)
    }
  }

  private let run: ReferenceRun
  private let edits: [PreparedEdit]
  private let targets: [Target]
  private let editor = MEMIT(momentWeight: 15)

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
        initial: Matrix<Float>.gaussian(1, 64, using: &generator).entries, delta: [Float](repeating: 0.5, count: 64),
        steps: [], failure: nil)
    }
  }

  private func metrics(_ layers: [Int]) throws -> [Int: any KeyMetric] {
    let identity = try Cholesky(Matrix<Double>.identity(256))
    return Dictionary(uniqueKeysWithValues: layers.map { ($0, identity as any KeyMetric) })
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
    var recorder = Recorder()
    let solves = try LayerSweep(edits, targets: targets, layers: layers).solve(
      model: run.model, editor: editor, metrics: metrics(layers), guardedBy: &recorder)
    #expect(solves.map(\.update.layer) == layers)
    var model = run.model
    for (order, layer) in layers.enumerated() {
      let left = Double(layers.count - order)
      for (e, edit) in edits.enumerated() {
        let readings = try edit.rewriting.map { try read($0, model, layer: layer, last: layers[layers.count - 1]) }
        // The bare prompt counts half, the five others a tenth each.
        let key = (0..<256).map { j in
          zip(readings, [0.5, 0.1, 0.1, 0.1, 0.1, 0.1]).reduce(0.0) { $0 + $1.1 * Double($1.0.key[j]) }
        }
        let largest = key.reduce(0) { max($0, abs($1)) }
        for j in 0..<256 { #expect(abs(Double(solves[order].keys[j, e]) - key[j]) < 2e-5 * largest) }
        let missing = zip(targets[e].z, readings[0].state).map { Double($0) - Double($1) }
        let widest = missing.reduce(0) { max($0, abs($1)) }
        for j in 0..<64 {
          #expect(abs(Double(solves[order].missing[j, e]) - missing[j]) < 2e-5 * widest)
          #expect(abs(recorder.problems[order].residuals[j, e] * left - missing[j]) < 2e-5 * widest)
        }
      }
      model.apply(solves[order].update)
    }
  }

  /// Without any update nothing comes nearer, and the shares are 1/4, 1/3, 1/2 and all of the same residual.
  @Test func residualIsSharedOverTheLayersLeft() throws {
    var recorder = Recorder(factor: 0)
    let solves = try LayerSweep(edits, targets: targets, layers: [0, 1, 2, 3]).solve(
      model: run.model, editor: editor, metrics: metrics([0, 1, 2, 3]), guardedBy: &recorder)
    let whole = recorder.problems[3].residuals
    for (problem, share) in zip(recorder.problems, [0.25, 1.0 / 3, 0.5, 1]) {
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
    var none = NoGuard()
    let solves = try LayerSweep(bare, targets: targets, layers: [1, 2]).solve(
      model: run.model, editor: MEMIT(momentWeight: 1e-4), metrics: metrics([1, 2]), guardedBy: &none)
    var model = run.model
    for solve in solves { model.apply(solve.update) }
    #expect(solves[1].missing.frobeniusNorm < solves[0].missing.frobeniusNorm)
    for (edit, target) in zip(bare, targets) {
      let state = try read(edit.rewriting[0], model, layer: 2, last: 2).state
      let left = zip(target.z, state).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }.squareRoot()
      let wanted = target.delta.reduce(0.0) { $0 + Double($1 * $1) }.squareRoot()
      #expect(left < 0.05 * wanted)
    }
  }

  @Test func theModelIsLeftAlone() throws {
    let before = run.model.blocks
    var none = NoGuard()
    _ = try LayerSweep(edits, targets: targets, layers: [1, 2]).solve(
      model: run.model, editor: editor, metrics: metrics([1, 2]), guardedBy: &none)
    #expect(run.model.blocks == before)
  }

  @Test func nonFiniteUpdatesAndInterruptsEndIt() throws {
    var broken = Recorder(factor: .nan)
    #expect(throws: EditingError.nonFiniteUpdate(layer: 1)) {
      try LayerSweep(edits, targets: targets, layers: [1, 2]).solve(
        model: run.model, editor: editor, metrics: metrics([1, 2]), guardedBy: &broken)
    }
    var none = NoGuard()
    #expect(throws: EditingError.interrupted) {
      try LayerSweep(edits, targets: targets, layers: [1, 2]).solve(
        model: run.model, editor: editor, metrics: metrics([1, 2]), guardedBy: &none
      ) { layer, count in layer < count - 1 }
    }
  }

  /// W + left right^T, entry by entry, in the layout of the papers.
  @Test func applyAddsTheProductToOneWeight() throws {
    var generator = SeededGenerator(seed: 6)
    let update = WeightUpdate(
      layer: 2, left: .gaussian(64, 3, using: &generator), right: .gaussian(256, 3, using: &generator))
    var model = run.model
    model.apply(update)
    let before = run.model.editedWeight(layer: 2)
    let after = model.editedWeight(layer: 2)
    #expect(before.rows == 64)
    for i in 0..<64 {
      for j in 0..<256 {
        let product = (0..<3).reduce(0.0) { $0 + Double(update.left[i, $1]) * Double(update.right[j, $1]) }
        #expect(abs(Double(after[i, j]) - Double(before[i, j]) - product) < 1e-5)
      }
    }
    for layer in [0, 1, 3] { #expect(model.blocks[layer] == run.model.blocks[layer]) }
  }
}
