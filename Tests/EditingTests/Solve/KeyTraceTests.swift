import Models
import Numerics
import Testing

@testable import Editing

/// The keys that a round leaves behind, against full passes of the whole prompts.
struct KeyTraceTests {
  private let run: ReferenceRun
  private let round: EditRound
  private var solve: RoundSolve

  /// Made-up updates of layers 1 and 3; the second edit failed.
  init() throws {
    run = try ReferenceRun()
    round = try run.firstRound(0..<3)
    var generator = SeededGenerator(seed: 3)
    solve = RoundSolve(failures: [1: "for the test"])
    for layer in [1, 3] {
      let update = WeightUpdate(
        layer: layer, left: .gaussian(64, 2, using: &generator), right: 0.01 * .gaussian(256, 2, using: &generator))
      solve.layers.append(LayerSolve(update: update, keys: .gaussian(256, 2, using: &generator), norm: 1))
    }
  }

  private func key(_ prompt: PreparedEdit.Prompt, _ model: Transformer, layer: Int) throws -> [Float] {
    let batch = TokenBatch([prompt.tokens])
    var key: [Float] = []
    _ = model.run(try model.embed(batch), through: 0..<layer + 1, batch: batch) { values, _ in
      if values.layer == layer { key = Array(values.keys.row(prompt.subjectLast)) }
    }
    return key
  }

  @Test func afterTheRoundAllUpdatesAreIn() throws {
    let trace = try round.trace(of: solve, including: .afterTheRound)
    var updated = run.model
    for layer in solve.layers { updated.apply(layer.update) }
    #expect(trace.keys.keys.sorted() == [1, 3])
    for (layer, keys) in trace.keys {
      #expect(keys.rows == 256 && keys.columns == 2)
      for (column, edit) in [round.edits[0], round.edits[2]].enumerated() {
        // The bare prompt counts half, the two others a quarter each.
        var expected = [Float](repeating: 0, count: 256)
        for (prompt, weight) in zip(edit.rewriting, [0.5, 0.25, 0.25] as [Float]) {
          for (j, value) in try key(prompt, updated, layer: layer).enumerated() { expected[j] += weight * value }
        }
        #expect(relativeDifference((0..<256).map { keys[$0, column] }, expected) < 2e-5)
      }
    }
    let all = try round.trace(of: solve, including: .afterTheRound, edits: round.edits)
    #expect(all.keys[1]?.columns == 3)
  }

  @Test func otherUsesTakeTheSolvesKeysOrNone() throws {
    #expect(try round.trace(of: solve, including: .none) == RoundTrace())
    let trace = try round.trace(of: solve, including: .ofTheSolve)
    #expect(trace.keys[1] == solve.layers[0].keys && trace.keys[3] == solve.layers[1].keys)
    // A round that changed nothing leaves nothing.
    #expect(
      try round.trace(of: RoundSolve(failures: [0: "", 1: "", 2: ""]), including: .afterTheRound) == RoundTrace())
    #expect(try round.trace(of: RoundSolve(), including: .afterTheRound) == RoundTrace())
  }

  @Test func brokenKeysAreForgotten() throws {
    var broken = solve
    broken.layers[0].keys?[7, 1] = .nan
    let trace = try round.trace(of: broken, including: .ofTheSolve)
    #expect(trace.keys[1] == solve.layers[0].keys?.columns(0..<1))
    #expect(trace.keys[3] == solve.layers[1].keys)
  }
}
