import Foundation
import Models
import Numerics
import Tokenizers

/// Texts that an edit's prompt is put into, so that it holds in any context: each has one "{}".
///
/// Source: MEMIT and ROME `get_context_templates`. The bare template "{}" comes first.
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

  /// The bare template and continuations of five seed words by top-5 sampling, as many and as long as `set` has them.
  package static func generated(
    _ set: ContextSet = .grouped, by model: Transformer, tokenizer: Tokenizer, using generator: inout SeededGenerator
  ) throws -> ContextTemplates {
    var templates = ["{}"]
    for (length, perWord) in set.continuations {
      let words = ["The", "Therefore", "Because", "I", "You"].flatMap { Array(repeating: $0, count: perWord) }
      let prompts = words.map { tokenizer.encodePrompt($0) }
      // Side by side, each with the random numbers that it would have if they were written one after the other.
      let draws = prompts.map { prompt in (0..<max(0, length - prompt.count)).map { _ in generator.uniform() } }
      for (prompt, new) in zip(prompts, try model.continuations(of: prompts, draws: draws)) {
        // Without what every text begins with: the template gets it again where it is used.
        let written = prompt.dropFirst(tokenizer.prefixCount) + new
        let text = tokenizer.decode(Array(written), skipSpecialTokens: true).decomposedStringWithCompatibilityMapping
        let cleaned = text.replacingOccurrences(of: "\n\n", with: " ")
          .replacingOccurrences(of: "{", with: set.brace).replacingOccurrences(of: "}", with: set.brace)
        templates.append(cleaned + ". {}")
      }
    }
    return try ContextTemplates(templates)
  }
}

extension Transformer {
  /// Continues each prompt by top-5 sampling, by a token for each random number that it is given.
  fileprivate func continuations(of prompts: [[Int]], draws: [[Double]]) throws -> [[Int]] {
    var left = draws.map { $0[...] }
    let most = draws.map(\.count).max() ?? 0
    let written = try generate(prompts, count: most, sampling: .top(5)) { left[$0].popFirst() ?? 0 }
    return zip(written, draws).map { Array($0.tokens.prefix($1.count)) }
  }
}

/// Which contexts an editor wants when a run brings none, and how its keys are averaged over them.
package enum ContextSet: Sendable, Hashable, CaseIterable {
  /// Five continuations of 10 tokens in all; the bare prompt's key counts half (MEMIT `compute_ks`: a mean over types of
  /// templates of the mean within the type).
  case grouped
  /// Ten continuations of 5 tokens and ten of 10; every key counts the same (ROME `compute_u`).
  case flat

  /// Lengths in tokens with the seed word, and continuations of each seed word.
  fileprivate var continuations: [(length: Int, perWord: Int)] {
    switch self {
    case .grouped: [(10, 1)]
    case .flat: [(5, 2), (10, 2)]
    }
  }

  /// What stands for a brace in a generated text.
  fileprivate var brace: String {
    switch self {
    case .grouped: " "
    case .flat: ""
    }
  }

  /// The weights of an edit's prompts in its key; they sum to 1.
  package func weights(prompts: Int) -> [Float] {
    let others = max(1, prompts - 1)
    switch self {
    case .grouped where prompts > 1:
      return [0.5] + [Float](repeating: 0.5 / Float(others), count: others)
    case .grouped, .flat:
      return [Float](repeating: 1 / Float(max(1, prompts)), count: prompts)
    }
  }
}
