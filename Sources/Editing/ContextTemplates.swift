import Checkpoints
import Foundation
import Models
import Numerics

/// Texts that an edit's prompt is put into, so that it holds in any context: each has one "{}".
///
/// Source: MEMIT `get_context_templates`. The bare template "{}" comes first; keys weigh it as much as all others together.
package struct ContextTemplates: Sendable, Equatable, Codable {
  package let templates: [String]

  /// The prompt alone.
  package static let bare = ContextTemplates(unchecked: ["{}"])

  private init(unchecked templates: [String]) { self.templates = templates }

  /// - Throws: `EditingError.badContexts` unless the first is "{}" and each has exactly one "{}".
  package init(_ templates: [String]) throws(EditingError) {
    guard templates.first == "{}" else { throw .badContexts("the first template must be \"{}\", the prompt alone") }
    for template in templates where template.components(separatedBy: "{}").count != 2 {
      throw .badContexts("\"\(template)\" must have exactly one \"{}\"")
    }
    self.templates = templates
  }

  /// - Throws: `EditingError.badContexts`, as for a list of templates.
  package init(from decoder: any Decoder) throws {
    try self.init(decoder.container(keyedBy: CodingKeys.self).decode([String].self, forKey: .templates))
  }

  /// A JSON list of templates, as `--contexts` takes it.
  package init(json: Data) throws(EditingError) {
    guard let list = try? JSONDecoder().decode([String].self, from: json) else {
      throw .badContexts("not a JSON list of strings")
    }
    try self.init(list)
  }

  /// The bare template and one continuation for each of five seed words: top-5 sampling up to 10 tokens in all.
  package static func generated(
    by model: Transformer, tokenizer: Tokenizer, using generator: inout SeededGenerator
  ) throws -> ContextTemplates {
    var templates = ["{}"]
    for word in ["The", "Therefore", "Because", "I", "You"] {
      let prompt = tokenizer.encode(word)
      let count = max(0, 10 - prompt.count)
      let new = try model.generate([prompt], count: count, sampling: .top(5), using: &generator)[0].tokens
      let text = tokenizer.decode(prompt + new, skipSpecialTokens: true).decomposedStringWithCompatibilityMapping
      let cleaned = text.replacingOccurrences(of: "\n\n", with: " ").replacingOccurrences(of: "{", with: " ")
        .replacingOccurrences(of: "}", with: " ")
      templates.append(cleaned + ". {}")
    }
    return try ContextTemplates(templates)
  }
}
