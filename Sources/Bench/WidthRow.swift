/// What one layer of a feed-forward width costs, on synthetic weights, keys and second moments.
package struct WidthRow: Sendable, Equatable, Codable {
  /// A step whose cost grows with the cube of the width.
  package enum Step: Sendable, Equatable {
    case timed(Timing)
    /// Left out, because it would take too long.
    case skipped(estimatedSeconds: Double)
  }

  /// m = d_ff; d is a quarter of it.
  package var width: Int
  /// n.
  package var edits: Int
  /// Cholesky of the second moment, once a run and layer.
  package var factor: Timing
  /// The exact cheap solve, once a round and layer.
  package var solve: Timing
  /// The m x m system by LU, as reference implementations solve it.
  package var direct: Step
  /// The same by Cholesky, for half the arithmetic.
  package var directCholesky: Step
  /// How many times longer the direct solve takes than the cheap one.
  package var ratio: Double?
  package var choleskyRatio: Double?
  /// Relative difference of the cheap and the direct solve, in double precision.
  package var difference: Double?
  /// Decomposition of the original weight, once a run and layer.
  package var basis: Step
  /// REVIVE's filter on a round's update; nil without a basis.
  package var filter: Timing?
  /// The spectrum tracker on the updated weight; nil without a basis.
  package var spectra: Timing?
}

/// As `{"seconds": ...}` or `{"skipped_estimate": ...}`.
extension WidthRow.Step: Codable {
  private enum Keys: String, CodingKey { case seconds, skippedEstimate }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    if let timing = try container.decodeIfPresent(Timing.self, forKey: .seconds) {
      self = .timed(timing)
    } else {
      self = .skipped(estimatedSeconds: try container.decode(Double.self, forKey: .skippedEstimate))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    switch self {
    case .timed(let timing): try container.encode(timing, forKey: .seconds)
    case .skipped(let estimate): try container.encode(estimate, forKey: .skippedEstimate)
    }
  }

  package var median: Double? { if case .timed(let timing) = self { timing.median } else { nil } }
}
