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

  package init(edits: Int, anchor: ClampAnchor) {
    self.edits = edits
    self.anchor = anchor
  }
}
