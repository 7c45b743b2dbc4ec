/// What editing cannot do.
package enum EditingError: Error, Equatable, CustomStringConvertible {
  case badHyperParameters(String)
  case badContexts(String)
  /// The second moment of a layer's keys cannot be inverted.
  case singularSecondMoment(layer: Int, tokens: Int, width: Int)
  /// No eigenvalue of the second moment counts as the null space's; `smallest` is the smallest there is.
  case emptyNullSpace(layer: Int, rule: NullSpaceRule, smallest: Double)
  case noText
  /// None of some requests has a target on the original model, whose values are the anchor of later ones.
  case noAnchor(Int)
  /// The solve of a layer gave NaN or infinite entries; no weight was changed.
  case nonFiniteUpdate(layer: Int)
  /// Asked to stop while working.
  case interrupted

  package var description: String {
    switch self {
    case .badHyperParameters(let what): "hyper-parameters: \(what)"
    case .badContexts(let what): "context templates: \(what)"
    case .singularSecondMoment(let layer, let tokens, let width):
      "the second moment of layer \(layer) (\(tokens) tokens, width \(width)) is singular; give more text with --moments or a ridge with --ridge 0.01"
    case .emptyNullSpace(let layer, .absolute(let threshold), let smallest):
      "nothing is left of layer \(layer)'s null space: no eigenvalue of its second moment is below \(threshold), the smallest is \(smallest); raise nullspace_threshold, or try nullspace_mode energy"
    case .emptyNullSpace(let layer, .energy(let share), _):
      "nothing is left of layer \(layer)'s null space: no eigenvalue of its second moment holds less than a share of \(share) of the energy; raise nullspace_threshold"
    case .noText: "no text for the second moments; give some with --moments FILE, one document a line"
    case .noAnchor(let count):
      "no anchor for values (NAS): none of \(count) requests has a target on the original model; look at the file of edits, or leave out --anchor nas"
    case .nonFiniteUpdate(let layer):
      "the update of layer \(layer) holds NaN or infinite entries; the weights stay as they were"
    case .interrupted: "interrupted"
    }
  }
}
