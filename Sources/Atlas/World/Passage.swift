/// One text of the training corpus, in pieces, so that whoever trains on it knows what each is.
package struct Passage: Sendable, Equatable {
  package enum Role: Sendable {
    case plain
    /// The whole mention of the one whom the passage is about; at most one in a passage.
    case subject
    /// What a fact says of the subject.
    case fact
    /// The answer of a task.
    case verdict
  }

  package struct Piece: Sendable, Equatable {
    /// Begins with a space or a punctuation mark, but for a passage's first piece.
    package let text: String
    package let role: Role

    package init(_ text: String, _ role: Role = .plain) {
      self.text = text
      self.role = role
    }
  }

  package var pieces: [Piece]

  package init(_ pieces: [Piece]) { self.pieces = pieces }

  package var text: String { pieces.map(\.text).joined() }
}
