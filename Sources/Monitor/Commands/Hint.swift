/// A word or two about a key in the line of hints.
package struct Hint: Sendable, ExpressibleByStringLiteral {
  package let word: String
  /// The keys of a pair that belongs together, such as `[ ]`; nil for the first key alone.
  let keys: String?
  /// The word in a replay, for the one key of editing that means something there.
  let inReplay: String?
  /// Whether there is something that it would do.
  let isShown: @Sendable (MonitorState) -> Bool

  init(
    _ word: String, keys: String? = nil, inReplay: String? = nil,
    isShown: @escaping @Sendable (MonitorState) -> Bool = { _ in true }
  ) {
    (self.word, self.keys, self.inReplay, self.isShown) = (word, keys, inReplay, isShown)
  }

  package init(stringLiteral word: String) { self.init(word) }
}
