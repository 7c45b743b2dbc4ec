/// What the size of a target's change is bounded by a multiple of.
package enum ClampAnchor: String, Sendable, Codable, CaseIterable {
  /// The norm of the hidden state with the model as it is: the published bound.
  case current
  /// Its norm at edit 0, so that a growing hidden state does not loosen the bound. Ours.
  case anchored
}

/// The anchor of the clamp changed between rounds, for all editors that set targets.
package struct ClampChange: Sendable, Equatable, Codable {
  /// Edit count from which it holds.
  package var edits: Int
  package var anchor: ClampAnchor
  /// Only true or absent: whether every editor has the anchor of its own settings again, as the run began. Then `anchor` is
  /// that of the editor in force.
  package var isInitial: Bool?

  private enum CodingKeys: String, CodingKey {
    case edits, anchor
    case isInitial = "initial"
  }

  package init(edits: Int, anchor: ClampAnchor, isInitial: Bool? = nil) {
    self.edits = edits
    self.anchor = anchor
    self.isInitial = isInitial
  }
}
