import Models
import Numerics
import RunModel

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
          let reading = try read(round.edits[index], layer: layer, model: edited)
          if layer == layers.last { result.hiddenNorms.append(reading.hiddenNorm) }
          let clock = Stopwatch()
          let target = try target(round.edits[index], layer: layer, model: edited, round) { step, steps in
            let turn = index * layers.count + place
            return progress(.targets, turn * steps + step, round.edits.count * layers.count * steps)
          }
          result.secondsTargets += clock.seconds
          if layer == layers.last { result.note([target], from: index) }
          if let failure = target.failure { throw RequestFailure(description: failure) }
          let insertion = try insert(reading, target, layer: layer, model: edited, round)
          edited.apply(insertion.solve.update)
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
      let own = insertions.filter { $0.solve.update.layer == layer }
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
    /// With the key, m x 1, and v* - W k - b, d x 1.
    let solve: LayerSolve
    let free: WeightDelta<Double>
  }

  private struct RequestFailure: Error, CustomStringConvertible {
    let description: String
  }

  /// What a request's prompts give at a layer.
  private struct Reading {
    /// A row for each prompt, the bare one's first.
    let keys: Matrix<Float>
    /// |h0|: the block's output at the subject's last token of the bare prompt.
    let hiddenNorm: Double
    let seconds: Double
  }

  private func read(_ edit: PreparedEdit, layer: Int, model: Transformer) throws -> Reading {
    let clock = Stopwatch()
    let batch = TokenBatch(edit.rewriting.map(\.throughSubject))
    let hidden = model.run(try model.embed(batch), through: 0..<layer, batch: batch)
    let activations = model.activate(layer: layer, hidden, batch: batch)
    let keys = activations.keys.gatherRows(batch.lastRows)
    var bare = model.mlpOutput(layer: layer, keys: keys.rows(0..<1))
    bare.add(activations.afterAttention.gatherRows([batch.lastRows[0]]))
    return Reading(keys: keys, hiddenNorm: norm(bare.entries), seconds: clock.seconds)
  }

  private func insert(
    _ reading: Reading, _ target: Target, layer: Int, model: Transformer, _ round: EditRound
  ) throws -> Insertion {
    guard let metric = round.metrics[layer] else { preconditionFailure("no metric for layer \(layer)") }
    let clock = Stopwatch()
    let isLegacy = settings.compat.contains(.romeLegacyKey)
    let key = averageKeys(reading.keys, edits: 1, contexts)
    let outer = isLegacy ? reading.keys.rows(0..<1).transposed : key
    let output = model.mlpOutput(layer: layer, keys: outer.transposed).transposed
    let residual = Matrix(target.z.count, 1, target.z) - output
    let secondsKeys = clock.seconds

    func rankOne(_ metric: any KeyMetric) -> WeightDelta<Double> {
      Self.rankOne(residual: residual.asDouble, key: key.asDouble, outer: outer.asDouble, metric)
    }
    let free = rankOne(metric.free)
    let secondsSolve = clock.seconds - secondsKeys
    var solve = try LayerSolve(
      guarding: free, confined: metric.confined.map(rankOne), layer: layer, by: round.updateGuard)
    solve.keys = key
    solve.residual = residual
    solve.secondsKeys = reading.seconds + secondsKeys
    solve.secondsSolve = secondsSolve
    solve.secondsGuard = clock.seconds - secondsKeys - secondsSolve
    return Insertion(solve: solve, free: free)
  }

  /// r u^T / (outer^T u) with u = M key, normalised; nothing where the metric leaves nothing of the key.
  private static func rankOne(
    residual: Matrix<Double>, key: Matrix<Double>, outer: Matrix<Double>, _ metric: any KeyMetric
  ) -> WeightDelta<Double> {
    var u = metric.solve(key)
    let size = u.frobeniusNorm
    guard size != 0 else { return .factored(left: Matrix(residual.rows, 1), right: u) }
    u.scale(by: 1 / size)
    return .factored(left: (1 / outer.transposedTimes(u)[0, 0]) * residual, right: u)
  }

  // MARK: - The round

  /// The requests' updates of one layer as one, a column each.
  private static func together(_ insertions: [Insertion]) -> LayerSolve {
    let solves = insertions.map(\.solve)
    func columns(_ part: KeyPath<LayerSolve, Matrix<Float>?>) -> Matrix<Float> {
      let rows = solves.compactMap { $0[keyPath: part]?.entries }
      return Matrix(rows.count, rows[0].count, Array(rows.joined())).transposed
    }
    func seconds(_ part: KeyPath<LayerSolve, Double>) -> Double { solves.reduce(0) { $0 + $1[keyPath: part] } }
    let change = WeightDelta.sum(solves.map(\.update.change))
    let guarded = change.asDouble
    return LayerSolve(
      update: WeightUpdate(layer: solves[0].update.layer, change: change), keys: columns(\.keys),
      residual: columns(\.residual), kept: guarded.share(of: .sum(insertions.map(\.free))), norm: guarded.norm,
      secondsKeys: seconds(\.secondsKeys), secondsSolve: seconds(\.secondsSolve),
      secondsGuard: seconds(\.secondsGuard))
  }
}
