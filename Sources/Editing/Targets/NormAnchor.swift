import Datasets
import Models
import RunModel
import Tokenizers

// Norm-anchor scaling (NAS, arXiv 2602.02543): the norms of values v = v0 + delta, what the edited MLP should give, grow
// with those of the edited weight, which grows with them. Brought to the mean norm m that the original model's values come
// to, they no longer do:
//
//   |v| > 2 m: the edit is left out, v := v0; else v := m v / |v|.   z = (h0 - v0) + v
//
// Source: the NAS repository, `compute_z`. An edit that is left out stays in the solve and in what later rounds remember.

extension Target {
  /// The target with its value brought to a norm.
  ///
  /// - Parameter norm: m, above 0; nil leaves it.
  func anchored(to norm: Double?) -> Target {
    guard let norm, failure == nil, valueNorm > 0 else { return self }
    var anchored = self
    if valueNorm > 2 * norm {
      anchored.delta = [Float](repeating: 0, count: delta.count)
      anchored.isSkipped = true
    } else {
      let factor = Float(norm / valueNorm)
      anchored.delta = zip(value, delta).map { factor * ($0 + $1) - $0 }
    }
    return anchored
  }
}

/// The norm that values are brought to.
package enum NormAnchor {
  /// How many requests it is published to be measured on.
  package static let samples = 1_000

  /// The mean of the norms that are left without the largest 5 %, rounded down; nil of none.
  package static func mean(of norms: [Double]) -> Double? {
    let kept = norms.sorted().dropLast(norms.count / 20)
    return kept.isEmpty ? nil : kept.reduce(0, +) / Double(kept.count)
  }

  /// m: the mean of |v| over the targets of some requests, optimised on the bare prompt alone.
  ///
  /// - Parameters:
  ///   - model: at edit 0.
  ///   - hyperParameters: of the editor whose targets are brought to it.
  ///   - progress: called before every step with steps done and to do; returning false interrupts.
  /// - Throws: `EditingError.noAnchor` when no request has a target; `.interrupted`; `ModelError`.
  package static func measured(
    on requests: [EditRequest], model: Transformer, tokenizer: Tokenizer, hyperParameters: HyperParameters,
    site: TargetSite = .block, progress: (_ step: Int, _ steps: Int) -> Bool = { _, _ in true }
  ) throws -> Double {
    let edits = requests.compactMap {
      try? PreparedEdit($0, contexts: .bare, tokenizer: tokenizer, shape: model.shape)
    }
    var options = TargetOptions()
    options.site = site
    let targets = try computeTargets(
      edits, model: model, hyperParameters: hyperParameters, options: options, progress: progress)
    let norms = targets.filter { $0.failure == nil }.map(\.valueNorm)
    guard let mean = mean(of: norms), mean > 0, mean.isFinite else { throw EditingError.noAnchor(requests.count) }
    return mean
  }
}
