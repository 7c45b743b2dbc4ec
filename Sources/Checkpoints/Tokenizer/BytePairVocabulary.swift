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

  /// The tokenizer itself: the one that reading `json` gives.
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

  /// Writes a `tokenizer.json`, which appears under its name only when it is complete.
  ///
  /// - Throws: `CheckpointError.unwritable`.
  package func write(to url: URL) throws {
    try writeAtomically(to: url) { try $0.write(contentsOf: json()) }
  }

  /// The contents of a `tokenizer.json` as `tokenizers` of Hugging Face writes it. The same vocabulary always gives the
  /// same bytes.
  func json() throws -> Data {
    let document: [String: Any] = [
      "version": "1.0", "truncation": NSNull(), "padding": NSNull(), "normalizer": NSNull(),
      "added_tokens": [
        [
          "id": Self.endOfText.id, "content": Self.endOfText.content, "special": true, "normalized": false,
          "single_word": false, "lstrip": false, "rstrip": false,
        ] as [String: Any]
      ],
      "pre_tokenizer": byteLevel(addsPrefixSpace: false), "decoder": byteLevel(addsPrefixSpace: true),
      "post_processor": template,
      "model": [
        "type": "BPE", "dropout": NSNull(), "unk_token": NSNull(), "continuing_subword_prefix": NSNull(),
        "end_of_word_suffix": NSNull(), "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
        "vocab": entries, "merges": merges.map { [tokens[$0.left], tokens[$0.right]] },
      ] as [String: Any],
    ]
    return try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .withoutEscapingSlashes])
  }

  /// The pre-tokenizer, or the decoder, for which the prefix means nothing and is set by default.
  private func byteLevel(addsPrefixSpace: Bool) -> [String: Any] {
    ["type": "ByteLevel", "add_prefix_space": addsPrefixSpace, "trim_offsets": true, "use_regex": true]
  }

  /// The post-processor that puts the special token before every text.
  private var template: [String: Any] {
    let name = Self.endOfText.content
    func part(_ kind: String, _ id: String, _ type: Int) -> [String: Any] {
      [kind: ["id": id, "type_id": type] as [String: Any]]
    }
    let start = part("SpecialToken", name, 0)
    let text = part("Sequence", "A", 0)
    return [
      "type": "TemplateProcessing",
      "single": [start, text],
      "pair": [start, text, part("SpecialToken", name, 1), part("Sequence", "B", 1)],
      "special_tokens": [name: ["id": name, "ids": [Self.endOfText.id], "tokens": [name]] as [String: Any]],
    ]
  }

  /// Ids by spelling.
  private var entries: [String: Int] {
    Dictionary(tokens.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
