import Files
import Foundation

/// A trained byte-level vocabulary with its merges: all that a tokenizer of the embedded model's kind consists of. Token
/// 0 is `<|endoftext|>`, which begins every text; 1 to 256 are the single bytes in the order of `ByteAlphabet.symbols`;
/// then come the merged tokens in the order in which they were made.
package struct BytePairVocabulary: Equatable, Sendable {
  /// The spelling of every token, by id.
  package let tokens: [String]
  /// Pairs of tokens to be merged, the most important first. What a pair becomes is the token of its joined spelling.
  let merges: [BytePairMerger.Pair]

  /// The special token, which separates texts.
  static let endOfText = Tokenizer.AddedToken(id: 0, content: "<|endoftext|>", isSpecial: true)

  /// The tokenizer itself: the one that reading its file gives.
  ///
  /// - Throws: Nothing for a trained vocabulary, whose merges use its own tokens.
  package func tokenizer() throws -> Tokenizer {
    let vocabulary = try Vocabulary(
      entries: tokens.enumerated().map { ($1, $0) }, merges: merges.map { (tokens[$0.left], tokens[$0.right]) },
      path: "trained vocabulary")
    let special = Self.endOfText
    return Tokenizer(
      vocabulary: vocabulary, rules: .init(split: .gpt2, addedTokens: [special], prefix: [special.id]))
  }

  /// Writes a `tokenizer.json`, which appears under its name only when it is complete. The same vocabulary always gives the
  /// same bytes.
  ///
  /// - Throws: `FileError.unwritable`.
  package func write(to url: URL) throws {
    let json = Data(try tokenizer().document.json())
    try writeAtomically(to: url) { try $0.write(contentsOf: json) }
  }
}
