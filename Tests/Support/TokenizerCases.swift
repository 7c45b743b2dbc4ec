import Foundation
import Tokenizers

/// What the reference implementation (`tokenizers`) gives for some texts, by one of the tokenizers in
/// `TokenizersTests/Fixtures/tokenizers`.
package struct TokenizerCases {
  /// Ids and texts of `texts.json` and back, and texts of ids that no text gives.
  private struct Reference: Decodable {
    let ids: [[Int]]
    let decoded: [String]
    let back: [[Int]]
    let kept: [String]
    let skipped: [String]
  }

  private let texts: [String]
  private let reference: Reference

  package init(_ name: String) throws {
    func decoded<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
      let url = Fixtures.url("TokenizersTests/Fixtures/tokenizers").appendingPathComponent(path)
      return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }
    texts = try decoded([String].self, "texts.json")
    reference = try decoded(Reference.self, "\(name)/cases.json")
  }

  /// How many texts and sequences of ids are compared.
  package var count: Int { min(texts.count, reference.ids.count) + reference.back.count }

  /// The texts and ids for which the tokenizer gives something else. Texts are compared by their bytes: strings that are
  /// canonically equivalent are equal.
  package func mismatches(_ tokenizer: Tokenizer) -> [String] {
    func differ(_ one: String, _ other: String) -> Bool { !one.utf8.elementsEqual(other.utf8) }
    var found: [String] = []
    for (index, text) in texts.enumerated() {
      let ids = reference.ids[index]
      if tokenizer.encode(text) != ids { found.append("ids of \(text.debugDescription)") }
      if differ(tokenizer.decode(ids, skipSpecialTokens: true), reference.decoded[index]) {
        found.append("text of \(text.debugDescription)")
      }
    }
    for (index, ids) in reference.back.enumerated() {
      if differ(tokenizer.decode(ids), reference.kept[index]) { found.append("text of \(ids)") }
      if differ(tokenizer.decode(ids, skipSpecialTokens: true), reference.skipped[index]) {
        found.append("text of \(ids) without special tokens")
      }
    }
    return found
  }
}

/// The tokenizer as it comes back from the document that it makes.
package func reread(_ tokenizer: Tokenizer) throws -> Tokenizer {
  try withTemporaryFolder { folder in
    let url = folder.appendingPathComponent("tokenizer.json")
    try Data(tokenizer.document.json()).write(to: url)
    return try Tokenizer(tokenizerFile: url)
  }
}
