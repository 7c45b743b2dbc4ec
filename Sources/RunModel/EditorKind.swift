/// The editors that there are, by the names that the literature gives them.
package enum EditorKind: String, Sendable, CaseIterable, CustomStringConvertible {
  case memit = "MEMIT"
  case memitSeq = "MEMIT-seq"
  case rect = "RECT"
  case prune = "PRUNE"
  case alphaEdit = "AlphaEdit"
  case nse = "NSE"
  case deltaEdit = "DeltaEdit"
  case rome = "ROME"
  case emmet = "EMMET"
  case encore = "ENCORE"
  case ft = "FT"
  case ftL = "FT-L"

  /// Without regard to case.
  package init?(named name: String) {
    guard let kind = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else { return nil }
    self = kind
  }

  /// Its name.
  package var description: String { rawValue }

  /// What it does, in a line that has room on the smallest screen.
  package var summary: String {
    switch self {
    case .memit: "least squares, shared over several layers"
    case .memitSeq: "MEMIT that also keeps keys of past rounds"
    case .rect: "MEMIT, top 40% of relative changes only"
    case .prune: "MEMIT, its sum damped beyond sigma_1"
    case .alphaEdit: "solved in the null space of frequent keys"
    case .nse: "MEMIT-seq, original targets, in passes"
    case .deltaEdit: "AlphaEdit, targets kept off past updates"
    case .rome: "one edit, one layer, rank one, exact"
    case .emmet: "ROME's constraint for a whole round"
    case .encore: "MEMIT-seq, targets stop early, small dW"
    case .ft: "gradient descent on the weight itself"
    case .ftL: "FT, no weight moves further than a bound"
    }
  }

  /// The part of its name that tells it from the others, for notes on a narrow chart.
  package var abbreviation: String {
    switch self {
    case .memitSeq: "seq"
    case .alphaEdit: "Alpha"
    case .deltaEdit: "Delta"
    case .memit, .rect, .prune, .nse, .rome, .emmet, .encore, .ft, .ftL: rawValue
    }
  }

  /// Whether the method as published changes the weight of one layer.
  package var editsOneLayer: Bool {
    switch self {
    case .rome, .emmet, .ft, .ftL: true
    case .memit, .memitSeq, .rect, .prune, .alphaEdit, .nse, .deltaEdit, .encore: false
    }
  }

  /// Whether steps, rate and decay are those of the weights, not of targets: fine-tuning.
  package var tunesWeights: Bool { self == .ft || self == .ftL }

  /// Whether it sets targets, which the clamp bounds.
  package var setsTargets: Bool { !tunesWeights }

  /// Whether it solves for its update in closed form, which a guard can reach into.
  package var hasClosedForm: Bool { !tunesWeights }
}

extension EditorKind: Codable {
  /// - Throws: `UnknownEditor`, as for the log of a later version.
  package init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    guard let kind = EditorKind(named: name) else { throw UnknownEditor(name: name) }
    self = kind
  }
}

/// A name that no editor of this version has.
package struct UnknownEditor: Error, Equatable, CustomStringConvertible {
  package let name: String

  package init(name: String) { self.name = name }

  package var description: String {
    "there is no editor \"\(name)\" in this version of revive (\(programVersion)); it has "
      + EditorKind.allCases.map(\.rawValue).joined(separator: ", ")
  }
}
