import Models
import Numerics

/// What a round leaves for the solves of later rounds.
extension EditRound {
  /// The keys of the round's edits, as an editor minds them.
  ///
  /// Keys that are NaN or infinite (a model that broke down) are left out: there is nothing in them to keep, and one would
  /// spoil every later solve.
  ///
  /// - Parameters:
  ///   - edits: those whose keys are kept; nil for the round's edits that did not fail.
  ///   - layers: where they are read after the round; nil for the layers that were solved.
  /// - Throws: `ModelError`.
  func trace(
    of solve: RoundSolve, including use: PastKeyUse, edits: [PreparedEdit]? = nil, layers: [Int]? = nil
  ) throws(ModelError) -> RoundTrace {
    let edits = edits ?? succeeded(solve)
    let layers = layers ?? solve.layers.map(\.update.layer)
    guard !edits.isEmpty, !layers.isEmpty else { return RoundTrace() }
    var keys: [Int: Matrix<Float>] = [:]
    switch use {
    case .none: return RoundTrace()
    case .ofTheSolve: for layer in solve.layers { keys[layer.update.layer] = layer.keys }
    case .afterTheRound:
      var updated = model
      for layer in solve.layers { updated.apply(layer.update) }
      keys = try updated.averagedKeys(of: edits, layers: layers)
    }
    return RoundTrace(keys: keys.mapValues(\.finiteColumns))
  }
}

extension Transformer {
  /// One key per edit at each of some layers (m x n), all read in one pass with the weights as they are.
  ///
  /// - Throws: `ModelError` when a prompt does not fit the model.
  func averagedKeys(of edits: [PreparedEdit], layers: [Int]) throws(ModelError) -> [Int: Matrix<Float>] {
    guard let last = layers.max() else { return [:] }
    let batch = TokenBatch(edits.flatMap { $0.rewriting.map(\.throughSubject) })
    func average(_ values: BlockActivations) -> Matrix<Float> {
      averageKeys(values.keys.gatherRows(batch.lastRows), edits: edits.count)
    }
    var keys: [Int: Matrix<Float>] = [:]
    let below = run(try embed(batch), through: 0..<last, batch: batch) { values, _ in
      if layers.contains(values.layer) { keys[values.layer] = average(values) }
    }
    keys[last] = average(activate(layer: last, below, batch: batch))
    return keys
  }
}

extension Matrix where Scalar == Float {
  /// The columns without NaN or infinite entries.
  fileprivate var finiteColumns: Matrix {
    guard !isFinite else { return self }
    let rows = transposed
    return rows.gatherRows((0..<columns).filter { rows.row($0).allSatisfy(\.isFinite) }).transposed
  }
}
