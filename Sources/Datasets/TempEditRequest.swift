package struct EditRequest: Sendable, Equatable {
  package var caseID: Int
  package var relation: String
  package var prompt: String
  package var subject: String
  package var targetNew: String
  package var targetTrue: String
  package var paraphrases: [String]
  package var neighbours: [String]
  package var generationPrompts: [String]
}
