/// What editing cannot do.
package enum EditingError: Error, Equatable, CustomStringConvertible {
  case badHyperParameters(String)
  case badContexts(String)
  /// The second moment of a layer's keys cannot be inverted.
  case singularSecondMoment(layer: Int, tokens: Int, width: Int)
  case noText
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
    case .noText: "no text for the second moments; give some with --moments FILE, one document a line"
    case .nonFiniteUpdate(let layer):
      "the update of layer \(layer) holds NaN or infinite entries; the weights stay as they were"
    case .interrupted: "interrupted"
    }
  }
}
