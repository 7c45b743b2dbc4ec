import Models

@testable import Editing

extension ReferenceRun {
  /// The two edits of a round.
  func edits(ofRound index: Int) -> [PreparedEdit] { Array(edits[2 * index..<2 * index + 2]) }

  /// A round of these edits on a model as it came.
  func firstRound(
    _ edits: Range<Int> = 0..<2, metrics: [Int: SolveMetrics]? = nil, guardedBy updateGuard: any UpdateGuard = NoGuard()
  ) throws -> EditRound {
    EditRound(
      edits: Array(self.edits[edits]), model: model, original: model, metrics: try metrics ?? publishedMetrics(),
      moments: try publishedMoments(), updateGuard: updateGuard)
  }

  /// The three rounds of two edits of an editor, each from our own weights of the round before.
  ///
  /// - Parameters:
  ///   - edits: six of them; the run's if nil.
  ///   - updateGuard: of a round on the model before it.
  ///   - valueNorm: that values are brought to.
  ///   - metrics: of a round, with what came before it.
  ///   - look: at each round's solve, with the model before it and after.
  func play(
    _ editor: any Editor, edits: [PreparedEdit]? = nil,
    guardedBy updateGuard: (Transformer) throws -> any UpdateGuard = { _ in NoGuard() }, valueNorm: Double? = nil,
    metrics: (Int, EditHistory) throws -> [Int: SolveMetrics],
    look: (Int, RoundSolve, Transformer, Transformer) throws -> Void
  ) throws {
    let edits = edits ?? self.edits
    var current = model
    var memory = EditHistory()
    for index in 0..<3 {
      let round = EditRound(
        edits: Array(edits[2 * index..<2 * index + 2]), model: current, original: model,
        metrics: try metrics(index, memory), moments: try publishedMoments(), memory: memory,
        updateGuard: try updateGuard(current), valueNorm: valueNorm)
      let solve = try editor.solve(round) { _, _, _ in true }
      var next = current
      for layer in solve.layers { next.apply(layer.update) }
      memory.remember(solve.trace)
      try look(index, solve, current, next)
      current = next
    }
  }
}
