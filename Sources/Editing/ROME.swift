import Models
import Numerics

/// Rank-one model editing (Meng et al., arXiv 2202.05262): one request after another, each with the weights as they are by
/// then.
///
///     dW = (v* - W k - b) u^T / (k^T u),   u = C^-1 k / |C^-1 k|
///
/// With the mean key over all contexts in every place, W' k + b = v* holds exactly (Gupta et al., arXiv 2403.07175). The
/// first implementation has the bare prompt's key outside u (`Compatibility.romeLegacyKey`): k^T u may then be next to
/// nothing and the edit ruin the model.
package struct ROME: Editor {
  package let name = EditorKind.rome.rawValue
  private let settings: HyperParameters

  package init(_ settings: HyperParameters) { self.settings = settings }

  package var layers: [Int] { settings.layers }
  package var metric: MetricKind? { settings.momentAdjustment ? .moment(weight: 1) : .identity }
  package var contexts: ContextSet { .flat }

  package func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve {
    var result = RoundSolve()
    var model = round.model
    var insertions: [Insertion] = []
    for index in round.edits.indices {
      do {
        // An edit that fails at one layer is taken back from those below.
        var edited = model
        var own: [Insertion] = []
        for (place, layer) in layers.enumerated() {
          let clock = Stopwatch()
          let problem = try target(round.edits[index], layer: layer, model: edited, round) { step, steps in
            let turn = index * layers.count + place
            return progress(.targets, turn * steps + step, round.edits.count * layers.count * steps)
          }
          result.secondsTargets += clock.seconds
          if let failure = problem.failure { throw RequestFailure(description: failure) }
          let insertion = try insert(round.edits[index], problem, layer: layer, model: edited, round)
          edited.apply(insertion.update)
          own.append(insertion)
        }
        model = edited
        insertions += own
      } catch EditingError.interrupted {
        throw EditingError.interrupted
      } catch {
        result.failures[index] = "\(error)"
      }
    }
    result.layers = layers.compactMap { layer in
      let own = insertions.filter { $0.update.layer == layer }
      return own.isEmpty ? nil : Self.together(own)
    }
    return result
  }

  /// The value v* that `layer`'s MLP should give.
  private func target(
    _ edit: PreparedEdit, layer: Int, model: Transformer, _ round: EditRound, progress: (Int, Int) -> Bool
  ) throws -> Target {
    var settings = settings
    settings.layers = [layer]
    var options = round.targetOptions(settings)
    options.site = .mlp
    return try computeTargets(
      [edit], model: model, hyperParameters: settings, options: options, progress: progress)[0]
  }

  // MARK: - One request at one layer

  /// A request's rank-one update of a layer.
  private struct Insertion {
    let update: WeightUpdate
    let free: Change<Double>
    let guarded: Change<Double>
    /// m x 1.
    let key: Matrix<Float>
    /// d x 1: v* - W k - b.
    let missing: Matrix<Float>
    let secondsKeys: Double
    let secondsSolve: Double
    let secondsGuard: Double
  }

  private struct RequestFailure: Error, CustomStringConvertible {
    let description: String
  }

  private func insert(
    _ edit: PreparedEdit, _ target: Target, layer: Int, model: Transformer, _ round: EditRound
  ) throws -> Insertion {
    guard let metric = round.metrics[layer] else { preconditionFailure("no metric for layer \(layer)") }
    let clock = Stopwatch()
    let keys = try readKeys(edit, layer: layer, model: model)
    let isLegacy = settings.compat.contains(.romeLegacyKey)
    let key = averageKeys(keys, edits: 1, contexts)
    let outer = isLegacy ? keys.rows(0..<1).transposed : key
    let output = model.mlpOutput(layer: layer, keys: outer.transposed).transposed
    let missing = Matrix(target.z.count, 1, target.z) - output
    let secondsKeys = clock.seconds

    func rankOne(_ metric: any KeyMetric) -> Change<Double> {
      Self.rankOne(missing: missing.asDouble, key: key.asDouble, outer: outer.asDouble, metric)
    }
    let free = rankOne(metric.free)
    let secondsSolve = clock.seconds - secondsKeys
    let guarded = round.updateGuard.outcome(free: free, confined: metric.confined.map(rankOne), layer: layer)
    let update = WeightUpdate(layer: layer, change: guarded.asFloat)
    guard update.change.isFinite else { throw EditingError.nonFiniteUpdate(layer: layer) }
    return Insertion(
      update: update, free: free, guarded: guarded, key: key, missing: missing, secondsKeys: secondsKeys,
      secondsSolve: secondsSolve, secondsGuard: clock.seconds - secondsKeys - secondsSolve)
  }

  /// The keys of an edit's prompts, one row each, the bare prompt's first.
  private func readKeys(_ edit: PreparedEdit, layer: Int, model: Transformer) throws -> Matrix<Float> {
    let batch = TokenBatch(edit.rewriting.map(\.throughSubject))
    let hidden = model.run(try model.embed(batch), through: 0..<layer, batch: batch)
    return model.activate(layer: layer, hidden, batch: batch).keys.gatherRows(batch.lastRows)
  }

  /// missing u^T / (outer^T u) with u = M key, normalised; nothing where the metric leaves nothing of the key.
  private static func rankOne(
    missing: Matrix<Double>, key: Matrix<Double>, outer: Matrix<Double>, _ metric: any KeyMetric
  ) -> Change<Double> {
    var u = metric.solve(key)
    let size = u.frobeniusNorm
    guard size != 0 else { return .factored(left: Matrix(missing.rows, 1), right: u) }
    u.scale(by: 1 / size)
    return .factored(left: (1 / outer.transposedTimes(u)[0, 0]) * missing, right: u)
  }

  // MARK: - The round

  /// The requests' updates of one layer as one, a column each.
  private static func together(_ insertions: [Insertion]) -> LayerSolve {
    func columns(_ part: KeyPath<Insertion, Matrix<Float>>) -> Matrix<Float> {
      let rows = insertions.map { $0[keyPath: part].entries }
      return Matrix(rows.count, rows[0].count, Array(rows.joined())).transposed
    }
    func seconds(_ part: KeyPath<Insertion, Double>) -> Double { insertions.reduce(0) { $0 + $1[keyPath: part] } }
    let guarded = GuardedChange(.sum(insertions.map(\.guarded)), of: .sum(insertions.map(\.free)))
    return LayerSolve(
      update: WeightUpdate(layer: insertions[0].update.layer, change: guarded.change.asFloat),
      keys: columns(\.key), missing: columns(\.missing), kept: guarded.kept, norm: guarded.change.norm,
      secondsKeys: seconds(\.secondsKeys), secondsSolve: seconds(\.secondsSolve), secondsGuard: seconds(\.secondsGuard))
  }
}
