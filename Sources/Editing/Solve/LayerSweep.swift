import Foundation
import Models
import Numerics

/// What an editor solves at one layer.
package struct LayerProblem: Sendable {
  package var layer: Int
  /// m x n: what the edited weight sees.
  package var keys: Matrix<Double>
  /// d x n: what its output lacks, already shared over the layers left.
  package var residuals: Matrix<Double>
  package var metric: any KeyMetric
  /// What a guard wants left out, m x k, when `metric` is the confined one.
  package var excluded: Matrix<Double>?

  package init(
    layer: Int, keys: Matrix<Double>, residuals: Matrix<Double>, metric: any KeyMetric,
    excluded: Matrix<Double>? = nil
  ) {
    self.layer = layer
    self.keys = keys
    self.residuals = residuals
    self.metric = metric
    self.excluded = excluded
  }

  /// dW = R adj^T, the ridge solve that most editors share.
  package func ridgeSolution() throws(NumericsError) -> WeightDelta<Double> {
    .factored(left: residuals, right: try adjoint(of: keys, under: metric))
  }
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

  /// - Parameter targets: hidden states z, one per edit, in order.
  package init(_ edits: [PreparedEdit], targets: [[Float]], layers: [Int]) {
    precondition(edits.count == targets.count && !edits.isEmpty)
    self.edits = edits
    self.layers = layers
    self.targets = Matrix(targets.count, targets[0].count, Array(targets.joined())).transposed
  }

  /// Solves every layer on a copy of `model`, which is not changed.
  ///
  /// - Parameter solution: the editor's own step: dW of a layer's problem. It is called a second time, with the confined
  ///   metric, for a guard that reaches into the solve.
  /// - Throws: what `solution` throws; `EditingError.interrupted` when `progress` returns false,
  ///   `.nonFiniteUpdate`.
  package func solve(
    model: Transformer, metrics: [Int: SolveMetrics], guardedBy updateGuard: any UpdateGuard,
    progress: (_ layer: Int, _ of: Int) -> Bool = { _, _ in true },
    solution: (LayerProblem) throws -> WeightDelta<Double>
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
      let keys = averageKeys(activations.keys.gatherRows(batch.lastRows), edits: edits.count)
      let top = model.run(
        model.output(of: activations).gatherRows(bareRows), through: layer + 1..<(layers.last ?? layer) + 1, batch: bare
      )
      let residual = targets - top.gatherRows(bare.lastRows).transposed
      let keySeconds = clock.seconds

      let share = 1 / Double(layers.count - index)
      guard let metric = metrics[layer] else { preconditionFailure("no metric for layer \(layer)") }
      var solve = try guardedSolve(
        LayerProblem(
          layer: layer, keys: keys.asDouble, residuals: share * residual.asDouble, metric: metric.free),
        confined: metric.confined, updateGuard, solution: solution)
      solve.keys = keys
      solve.residual = residual
      solve.secondsKeys = keySeconds
      solves.append(solve)
      model.apply(solve.update)
      hidden = model.output(of: activations)
      next = layer + 1
    }
    return solves
  }
}

/// An editor's solution of a layer's problem, with what a guard makes of it.
///
/// - Parameter confined: the metric with the guard's excluded directions left out; nil when there are none.
/// - Throws: what `solution` throws; `EditingError.nonFiniteUpdate`.
func guardedSolve(
  _ problem: LayerProblem, confined: (any KeyMetric)?, _ updateGuard: any UpdateGuard,
  solution: (LayerProblem) throws -> WeightDelta<Double>
) throws -> LayerSolve {
  let clock = Stopwatch()
  let free = try solution(problem)
  let secondsSolve = clock.seconds
  var inside: WeightDelta<Double>?
  if let confined {
    var problem = problem
    problem.metric = confined
    problem.excluded = updateGuard.excluded(layer: problem.layer)
    inside = try solution(problem)
  }
  var solve = try LayerSolve(guarding: free, confined: inside, layer: problem.layer, by: updateGuard)
  solve.secondsSolve = secondsSolve
  solve.secondsGuard = clock.seconds - secondsSolve
  return solve
}

/// One key per edit, m x n: the mean that `set` takes of the keys of its prompts (rows, edit by edit, the bare prompt
/// first).
func averageKeys(_ rows: Matrix<Float>, edits: Int, _ set: ContextSet = .grouped) -> Matrix<Float> {
  let perEdit = rows.rows / edits
  guard perEdit > 1 else { return rows.transposed }
  let share = set.weights(prompts: perEdit)
  var weights = Matrix<Float>(edits, rows.rows)
  for e in 0..<edits {
    for (i, weight) in share.enumerated() { weights[e, e * perEdit + i] = weight }
  }
  return weights.times(rows).transposed
}
