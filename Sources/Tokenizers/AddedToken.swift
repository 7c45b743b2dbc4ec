extension Tokenizer {
  /// A token matched as a whole in the text, before anything else.
  package struct AddedToken: Equatable, Sendable {
    package let id: Int
    package let content: String
    /// Special tokens are structure, not text: `decode` can leave them out.
    package let isSpecial: Bool
    /// The token is looked for in the normalised text, itself normalised, and not in the text as it is.
    package let isNormalised: Bool
    /// White space before the token belongs to it.
    package var takesSpaceBefore = false
    /// White space after the token belongs to it.
    package var takesSpaceAfter = false
    /// The token is found only where no letter, digit or underscore touches it.
    package var isWord = false

    package init(id: Int, content: String, isSpecial: Bool, isNormalised: Bool = false) {
      self.id = id
      self.content = content
      self.isSpecial = isSpecial
      self.isNormalised = isNormalised
    }

    /// The same token, spelled as it is looked for.
    func spelled(_ content: String) -> AddedToken { with(id, content, isSpecial) }

    func numbered(_ id: Int) -> AddedToken { with(id, content, isSpecial) }

    var asSpecial: AddedToken { with(id, content, true) }

    private func with(_ id: Int, _ content: String, _ isSpecial: Bool) -> AddedToken {
      var token = AddedToken(id: id, content: content, isSpecial: isSpecial, isNormalised: isNormalised)
      (token.takesSpaceBefore, token.takesSpaceAfter, token.isWord) = (takesSpaceBefore, takesSpaceAfter, isWord)
      return token
    }
  }
}
