import Datasets
import Foundation
import Models
import Tokenizers

/// An edit request in tokens: the prompts that its target is optimised on and its keys are read from.
package struct PreparedEdit: Sendable, Equatable {
  /// A prompt of the target optimisation.
  package struct Prompt: Sendable, Equatable {
    package let tokens: [Int]
    /// Index of the subject's last token.
    package let subjectLast: Int
    /// The prompt up to and with the subject's last token: all that keys and hidden states there depend on.
    package var throughSubject: [Int] { Array(tokens[...subjectLast]) }
  }

  package let request: EditRequest
  /// Tokens of the new object with its leading space, as they follow the edited prompt; at least one.
  package let target: [Int]
  /// One prompt for each context template, followed by the target but its last token, so that the last `target.count`
  /// positions predict the target.
  package let rewriting: [Prompt]
  /// "{} is a" cut after the subject: where the essence of the subject is kept by the KL term.
  package let essence: Prompt

  /// - Throws: `PreparationError` when the prompts do not work out in tokens.
  package init(
    _ request: EditRequest, contexts: ContextTemplates, tokenizer: Tokenizer, shape: Transformer.Shape
  ) throws(PreparationError) {
    self.request = request
    let (before, after) = try Self.split(request.prompt)
    let filled = before + request.subject + after
    let alone = tokenizer.encodePrompt(filled, followedBy: " " + request.targetNew)
    // Where a token reaches from the prompt into the target, the target begins with it, and the prompt's end goes.
    let shared = tokenizer.encodePrompt(filled).dropFirst(alone.prompt.count)
    target = alone.continuation
    guard !target.isEmpty else { throw .emptyTarget }
    var prompts: [Prompt] = []
    for template in contexts.templates {
      let (left, right) = try Self.split(template)
      let whole = tokenizer.encodePrompt(left + filled + right)
      guard whole.suffix(shared.count).elementsEqual(shared) else { throw .targetBeginsInPrompt(context: template) }
      let asked = whole.dropLast(shared.count)
      // Tokens, not their text, are put behind the prompt: a token may hold a part of a character. The last is
      // predicted, never read.
      let prompt = Self.prompt(
        through: left + before + request.subject, tokens: asked + target.dropLast(), tokenizer)
      guard prompt.tokens.count - target.count >= prompt.subjectLast else { throw .promptEndsBeforeSubject }
      guard prompt.tokens.count <= shape.positions else {
        throw .promptTooLong(tokens: prompt.tokens.count, limit: shape.positions)
      }
      prompts.append(prompt)
    }
    rewriting = prompts
    let essence = Self.prompt(
      through: request.subject, tokens: tokenizer.encodePrompt(request.subject + " is a"), tokenizer)
    guard essence.subjectLast >= 0, essence.tokens.count <= shape.positions else { throw .promptEndsBeforeSubject }
    self.essence = Prompt(tokens: essence.throughSubject, subjectLast: essence.subjectLast)
    let known = 0..<shape.vocabulary
    for token in target + prompts.flatMap(\.tokens) + essence.tokens where !known.contains(token) {
      throw .tokenOutsideVocabulary(token: token, vocabulary: shape.vocabulary)
    }
  }

  /// Of tokens that were worked out elsewhere.
  init(_ request: EditRequest, target: [Int], rewriting: [Prompt], essence: Prompt) {
    self.request = request
    self.target = target
    self.rewriting = rewriting
    self.essence = essence
  }

  private static func split(_ template: String) throws(PreparationError) -> (String, String) {
    let parts = template.components(separatedBy: "{}")
    guard parts.count == 2 else { throw .noSubjectPlace }
    return (parts[0], parts[1])
  }

  private static func prompt(through head: String, tokens: [Int], _ tokenizer: Tokenizer) -> Prompt {
    Prompt(tokens: tokens, subjectLast: min(tokenizer.encodePrompt(head).count, tokens.count) - 1)
  }
}

/// Why an edit request cannot be edited in.
package enum PreparationError: Error, Equatable, CustomStringConvertible {
  case emptyTarget
  /// A token reaches from the prompt into the new object, and not so behind the prompt in `context`.
  case targetBeginsInPrompt(context: String)
  case noSubjectPlace
  case promptEndsBeforeSubject
  case promptTooLong(tokens: Int, limit: Int)
  case tokenOutsideVocabulary(token: Int, vocabulary: Int)

  package var description: String {
    switch self {
    case .emptyTarget: "the new object has no tokens"
    case .targetBeginsInPrompt(let context):
      "the new object's first token begins in the prompt, but not in the context \"\(context)\"; end the prompt without a blank"
    case .noSubjectPlace: "the prompt does not have exactly one \"{}\""
    case .promptEndsBeforeSubject: "the prompt's tokens end before the subject does"
    case .promptTooLong(let tokens, let limit): "the prompt has \(tokens) tokens, the model takes \(limit)"
    case .tokenOutsideVocabulary(let token, let vocabulary):
      "token id \(token) is outside the model's vocabulary of \(vocabulary); the tokenizer may belong to another model"
    }
  }
}
