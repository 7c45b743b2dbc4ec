import RunModel

/// What the time of a round goes into.
package enum RoundPart: String, Sendable, CaseIterable {
  /// From requests to updates: the parts up to the filter, and what lies between them.
  case editing
  case targets
  case keys
  case solve
  case filter
  case spectra
  case evaluation
  /// Editing, spectra and evaluation.
  case round

  /// The parts that the textbook does in its own way.
  package static let ofTextbook: [RoundPart] = [.editing, .targets, .keys, .solve, .evaluation]

  package func seconds(_ seconds: RoundTimings) -> Double {
    switch self {
    case .editing: seconds.total - seconds.spectra - seconds.evaluation
    case .targets: seconds.targets
    case .keys: seconds.keys
    case .solve: seconds.solve
    case .filter: seconds.filter
    case .spectra: seconds.spectra
    case .evaluation: seconds.evaluation
    case .round: seconds.total
    }
  }
}

/// A value for each of some parts; an object with their names as keys in JSON.
package struct PartValues<Value: Sendable & Equatable & Codable>: Sendable, Equatable, Codable {
  private let values: [String: Value]

  package init(_ parts: [RoundPart], _ value: (RoundPart) throws -> Value?) rethrows {
    values = try parts.reduce(into: [:]) { $0[$1.rawValue] = try value($1) }
  }

  package subscript(part: RoundPart) -> Value? { values[part.rawValue] }

  package init(from decoder: any Decoder) throws {
    values = try decoder.singleValueContainer().decode([String: Value].self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }
}
