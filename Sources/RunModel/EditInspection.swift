/// How some edits stand, measured between rounds because somebody looked or asked. It is of the moment: no log holds it, and
/// whoever shows it forgets it with the rounds that it came after.
package struct SeenEdits: Sendable, Equatable {
  /// Edit count of the run at the time.
  package var edits: Int
  /// By ascending index.
  package var outcomes: [EditOutcome]

  package init(edits: Int, outcomes: [EditOutcome]) {
    self.edits = edits
    self.outcomes = outcomes
  }
}

/// What a model says after the prompts of one edit, as it is edited now and as it was at edit 0.
package struct EditInspection: Sendable, Equatable {
  /// A token that may come next.
  package struct Candidate: Sendable, Equatable {
    package var text: String
    package var probability: Double

    package init(text: String, probability: Double) {
      self.text = text
      self.probability = probability
    }
  }
  /// One prompt with the most probable next tokens, most probable first; fewer when logits are not numbers.
  package struct Prompt: Sendable, Equatable {
    package enum Kind: String, Sendable {
      /// The prompt that was edited.
      case edited
      /// The same in other words: should follow the edit.
      case paraphrase
      /// About another subject: should not.
      case neighbour
    }
    package var kind: Kind
    package var text: String
    package var now: [Candidate]
    package var before: [Candidate]

    package init(kind: Kind, text: String, now: [Candidate], before: [Candidate]) {
      self.kind = kind
      self.text = text
      self.now = now
      self.before = before
    }
  }

  /// Position in the run's order of edits, from 0.
  package var index: Int
  /// Edit count of the run when it was asked.
  package var edits: Int
  /// The edited prompt first, then paraphrases and neighbours as far as there are any.
  package var prompts: [Prompt]

  package init(index: Int, edits: Int, prompts: [Prompt]) {
    self.index = index
    self.edits = edits
    self.prompts = prompts
  }
}
