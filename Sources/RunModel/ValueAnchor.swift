/// What the norm of a target's value is brought to: v, what the edited MLP should give at the subject's last token.
package enum ValueAnchor: String, Sendable, Codable, CaseIterable {
  /// Nothing: values are as they are optimised.
  case free = "none"
  /// The mean norm that the original model's values come to (NAS, arXiv 2602.02543).
  case nas
}

/// The anchor of values changed between rounds, for all editors that set targets.
package struct AnchorChange: Sendable, Equatable, Codable {
  /// Edit count from which it holds.
  package var edits: Int
  package var anchor: ValueAnchor
  /// Only true or absent: whether every editor has the anchor of its own settings again, as the run began. Then `anchor` is
  /// that of the editor in force.
  package var isInitial: Bool?

  private enum CodingKeys: String, CodingKey {
    case edits, anchor
    case isInitial = "initial"
  }

  package init(edits: Int, anchor: ValueAnchor, isInitial: Bool? = nil) {
    self.edits = edits
    self.anchor = anchor
    self.isInitial = isInitial
  }
}

/// What became of the values of a round's targets.
package struct ValueReport: Sendable, Equatable, Codable {
  /// The mean of |v| as they were optimised, before any anchor.
  package var norm: Double
  /// The norm that they were brought to; nil without an anchor.
  package var anchor: Double?
  /// Edits, by their place in the run's order, that the anchor left out: their values came to more than twice its norm. Nil
  /// without an anchor.
  package var skipped: [Int]?

  package init(norm: Double, anchor: Double? = nil, skipped: [Int]? = nil) {
    self.norm = norm
    self.anchor = anchor
    self.skipped = skipped
  }
}
