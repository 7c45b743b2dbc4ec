import Numerics

/// The metrics that a run has worked out, so that nothing is factored twice: an editor's free metric for as long as the run
/// lasts, a guard's confined one for as long as the guard stays.
package struct MetricShelf: Sendable {
  private struct Place: Hashable {
    let kind: MetricKind
    let layer: Int
  }

  /// By layer.
  private let moments: [Int: FactoredMoment]
  private var free: [Place: any BaseMetric] = [:]
  private var confined: [Place: any BaseMetric] = [:]

  package init(_ moments: [Int: FactoredMoment]) { self.moments = moments }

  /// Drops what was worked out for a guard.
  package mutating func guardChanged() { confined = [:] }

  /// The metrics of an editor's layers for the next round.
  ///
  /// - Throws: `NumericsError`.
  package mutating func metrics(
    for editor: any Editor, guardedBy updateGuard: any UpdateGuard
  ) throws -> [Int: SolveMetrics] {
    guard let kind = editor.metric else { return [:] }
    var result: [Int: SolveMetrics] = [:]
    for layer in editor.layers {
      let place = Place(kind: kind, layer: layer)
      let base = try free[place] ?? makeBase(place)
      free[place] = base
      var inside: (any BaseMetric)?
      if let v = updateGuard.excluded(layer: layer) {
        inside = try confined[place] ?? base.excluding(v)
        confined[place] = inside
      }
      result[layer] = SolveMetrics(free: base, confined: inside)
    }
    return result
  }

  private func makeBase(_ place: Place) throws -> any BaseMetric {
    guard let moment = moments[place.layer] else {
      preconditionFailure("no second moment for layer \(place.layer)")
    }
    switch place.kind {
    case .identity: return IdentityMetric()
    case .moment(let weight): return MomentMetric(moment, weight: weight)
    case .nullSpace: preconditionFailure("no editor of this version asks for it")
    }
  }
}
