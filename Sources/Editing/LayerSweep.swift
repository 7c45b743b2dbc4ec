import Foundation
import Models
import Numerics

/// What one layer's solve saw, for those who watch.
package struct LayerSolve: Sendable {
  package let update: WeightUpdate
  /// m x n, as read from the model.
  package let keys: Matrix<Float>
  /// d x n: targets less current hidden states at the last layer, not yet shared.
  package let missing: Matrix<Float>
  /// Share of the free update's norm that the guard let through.
  package let kept: Double
  /// ||dW||_F.
  package let norm: Double
  package let secondsKeys: Double
  package let secondsSolve: Double
  package let secondsGuard: Double
}

/// The edited layers from the lowest up: keys and what is still missing with the weights as they are by then, one update a
/// layer, each seen by the layers above.
///
/// Source: MEMIT `execute_memit`. Blocks below the first edited layer run once for the round, and a changed weight re-runs
/// only its own down projection and what lies above; the numbers are those of a full pass.
package struct LayerSweep {
  private let edits: [PreparedEdit]
  private let layers: [Int]
  /// d x n.
  private let targets: Matrix<Float>

  /// - Parameter targets: one per edit, in order.
  package init(_ edits: [PreparedEdit], targets: [Target], layers: [Int]) {
    precondition(edits.count == targets.count && !edits.isEmpty)
    self.edits = edits
    self.layers = layers
    let rows = targets.map(\.z)
    self.targets = Matrix(rows.count, rows[0].count, Array(rows.joined())).transposed
  }

  /// Solves every layer on a copy of `model`, which is not changed.
  ///
  /// - Throws: what the editor or the guard throws; `EditingError.interrupted` when `progress` returns false.
  package func solve(
    model: Transformer, editor: some Editor, metrics: [Int: any KeyMetric],
    guardedBy updateGuard: inout some UpdateGuard,
    progress: (_ layer: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws -> [LayerSolve] {
    var model = model
    let perEdit = edits[0].rewriting.count
    let batch = TokenBatch(edits.flatMap { $0.rewriting.map(\.throughSubject) })
    let bare = TokenBatch(edits.map { $0.rewriting[0].throughSubject })
    let bareRows = edits.indices.flatMap { Array(batch.rows($0 * perEdit)) }
    var hidden = try model.embed(batch)
    var next = 0
    var solves: [LayerSolve] = []
    for (index, layer) in layers.enumerated() {
      guard progress(index, layers.count) else { throw EditingError.interrupted }
      let clock = Stopwatch()
      hidden = model.run(hidden, through: next..<layer, batch: batch)
      let activations = model.activate(layer: layer, hidden, batch: batch)
      let keys = averaged(activations.keys.gatherRows(batch.lastRows))
      let top = model.run(
        model.output(of: activations).gatherRows(bareRows), through: layer + 1..<(layers.last ?? layer) + 1, batch: bare
      )
      let missing = targets - top.gatherRows(bare.lastRows).transposed
      let keySeconds = clock.seconds

      let share = 1 / Double(layers.count - index)
      guard let metric = metrics[layer] else { preconditionFailure("no second moment for layer \(layer)") }
      let guarded = try updateGuard.update(
        LayerProblem(layer: layer, keys: keys.asDouble, residuals: share * missing.asDouble, metric: metric), by: editor
      )
      let update = WeightUpdate(
        layer: layer, left: guarded.update.left.asFloat, right: guarded.update.right.asFloat)
      guard update.left.isFinite, update.right.isFinite else { throw EditingError.nonFiniteUpdate(layer: layer) }
      model.apply(update)
      solves.append(
        LayerSolve(
          update: update, keys: keys, missing: missing, kept: guarded.kept, norm: guarded.update.norm,
          secondsKeys: keySeconds, secondsSolve: clock.seconds - keySeconds - guarded.seconds,
          secondsGuard: guarded.seconds))
      hidden = model.output(of: activations)
      next = layer + 1
    }
    return solves
  }

  /// One key per edit: the mean of the bare prompt's and of the mean of the others' (memit `compute_ks`: a mean over types
  /// of templates of the mean within the type). m x n.
  private func averaged(_ rows: Matrix<Float>) -> Matrix<Float> {
    let perEdit = rows.rows / edits.count
    guard perEdit > 1 else { return rows.transposed }
    var weights = Matrix<Float>(edits.count, rows.rows)
    for e in edits.indices {
      weights[e, e * perEdit] = 0.5
      for i in 1..<perEdit { weights[e, e * perEdit + i] = 0.5 / Float(perEdit - 1) }
    }
    return weights.times(rows).transposed
  }
}

/// Wall-clock seconds since it was made.
package struct Stopwatch {
  private let start = ContinuousClock.now

  package init() {}

  package var seconds: Double {
    let parts = (ContinuousClock.now - start).components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}
