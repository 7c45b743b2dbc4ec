/// One text to learn from, in tokens.
package struct Example: Sendable, Equatable {
  package let tokens: [Int]
  /// How much the loss counts that token i is predicted from those before it; nothing for the first.
  package let weights: [Float]
  /// Tokens of the subject's mention.
  package let subject: Range<Int>?
  /// Tokens that answer something, by kind of answer: the share of them that the model would choose is reported.
  package let answers: [(token: Int, kind: Kind)]

  package enum Kind: String, Sendable, CaseIterable { case fact, verdict }

  package init(tokens: [Int], weights: [Float], subject: Range<Int>?, answers: [(token: Int, kind: Kind)]) {
    precondition(tokens.count == weights.count)
    self.tokens = tokens
    self.weights = weights
    self.subject = subject
    self.answers = answers
  }

  package static func == (a: Example, b: Example) -> Bool {
    a.tokens == b.tokens && a.weights == b.weights && a.subject == b.subject
      && a.answers.elementsEqual(b.answers) { $0 == $1 }
  }
}
