import Numerics

/// The metrics that a run has worked out, so that nothing is factored twice: decompositions for as long as the run lasts, an
/// editor's metrics for as long as it stays the same, those of a guard for as long as the guard does.
package struct MetricCache: Sendable {
  /// By layer.
  private let moments: [Int: RidgedMoment]
  /// Of those moments that an editor has asked for: others may well be singular.
  private var factors: [Int: FactoredMoment] = [:]
  /// Decompositions that were handed in or asked for, by layer: worth keeping from one run to the next.
  package private(set) var spectra: [Int: MomentSpectrum]
  /// What the metrics below are for.
  private var kind: MetricKind?
  private var free: [Int: GrowingMetric] = [:]
  private var confined: [Int: GrowingMetric] = [:]

  /// - Parameter spectra: decompositions of the very `moments`, made earlier.
  package init(_ moments: [Int: RidgedMoment], spectra: [Int: MomentSpectrum] = [:]) {
    self.moments = moments
    self.spectra = spectra
  }

  /// Takes in decompositions of the very moments that were made earlier.
  package mutating func keep(_ earlier: [Int: MomentSpectrum]) { spectra.merge(earlier) { $1 } }

  /// Drops what was worked out for a guard.
  package mutating func guardChanged() { confined = [:] }

  /// The metrics of an editor's layers for the next round.
  ///
  /// - Parameter memory: what the run remembers, for editors that look at earlier rounds.
  /// - Throws: `NumericsError`; `EditingError.emptyNullSpace`, `.singularSecondMoment`.
  package mutating func metrics(
    for editor: any Editor, guardedBy updateGuard: any UpdateGuard, memory: EditHistory
  ) throws -> [Int: SolveMetrics] {
    guard let kind = editor.metric else { return [:] }
    if kind != self.kind {
      (free, confined) = ([:], [:])
      self.kind = kind
    }
    var result: [Int: SolveMetrics] = [:]
    for layer in editor.layers {
      let excluded = updateGuard.excluded(layer: layer)
      if case .blocks = kind {
        let whole = IdentityMetric()
        result[layer] = SolveMetrics(free: whole, confined: excluded.map(whole.excluding))
        continue
      }
      let past = editor.pastKeyUse == .none ? nil : memory.pastKeys(layer: layer)
      var whole = try free[layer] ?? GrowingMetric(base: makeBase(kind, layer: layer))
      // Factored once, for the free and for the confined solve.
      let sum = try past?.sum.map { try whole.base.sum(with: $0) }
      var metrics = SolveMetrics(free: try whole.including(past, sum: sum))
      free[layer] = whole
      if let excluded {
        var inside = try confined[layer] ?? GrowingMetric(base: whole.base.excluding(excluded))
        metrics.confined = try inside.including(past, sum: sum)
        confined[layer] = inside
      }
      result[layer] = metrics
    }
    return result
  }

  /// How much room an editor has at a layer: the null space of the second moment, without any guard.
  ///
  /// - Throws: `NumericsError`.
  /// - Complexity: O(m^3) the first time.
  package mutating func nullSpaceRank(_ rule: NullSpaceRule, layer: Int) throws -> NullSpaceRank {
    let spectrum = try spectrum(layer: layer)
    return NullSpaceRank(layer: layer, rank: spectrum.nullity(rule), width: spectrum.values.count)
  }

  private mutating func makeBase(_ kind: MetricKind, layer: Int) throws -> any BaseMetric {
    switch kind {
    case .identity, .blocks: return IdentityMetric()
    case .moment(let weight): return MomentMetric(try factor(layer: layer), weight: weight)
    case .penalisedMoment(let weight, let penalty):
      guard penalty > 0 else { return try makeBase(.moment(weight: weight), layer: layer) }
      var sum = weight * moment(layer: layer).matrix
      for i in 0..<sum.rows { sum[i, i] += penalty }
      return MomentMetric(try FactoredMoment(sum), weight: 1)
    case .nullSpace(let rule, let penalty):
      let spectrum = try spectrum(layer: layer)
      let metric = NullSpaceMetric(spectrum, rule: rule, penalty: penalty)
      guard metric.rank > 0 else {
        throw EditingError.emptyNullSpace(layer: layer, rule: rule, smallest: spectrum.values.last ?? 0)
      }
      return metric
    }
  }

  private mutating func spectrum(layer: Int) throws -> MomentSpectrum {
    if let known = spectra[layer] { return known }
    let spectrum = try MomentSpectrum(of: moment(layer: layer))
    spectra[layer] = spectrum
    return spectrum
  }

  private mutating func factor(layer: Int) throws(EditingError) -> FactoredMoment {
    if let known = factors[layer] { return known }
    let factor = try moment(layer: layer).factored()
    factors[layer] = factor
    return factor
  }

  private func moment(layer: Int) -> RidgedMoment {
    guard let moment = moments[layer] else { preconditionFailure("no second moment for layer \(layer)") }
    return moment
  }
}

/// The null space that a rule leaves at one layer.
package struct NullSpaceRank: Sendable, Equatable {
  package let layer: Int
  package let rank: Int
  /// m.
  package let width: Int

  /// What a person should know before trusting an edit, nil for an ordinary null space.
  package var remark: String? {
    switch rank {
    case 0: "layer \(layer): nothing is left of the null space, so no edit is possible"
    case width: "layer \(layer): the null space is the whole key space, so nothing is protected; lower the threshold"
    default: nil
    }
  }
}
