import Files

/// One fact to be edited: after the edit, `prompt` with `subject` filled in should be continued by `targetNew`.
///
/// Subject and targets are kept without surrounding whitespace: a blank behind a subject would be its last token, and
/// whoever feeds a target to a model puts exactly one space before it.
package struct EditRequest: Equatable, Sendable {
  /// The record's number in its data set.
  package internal(set) var caseID: Int
  /// Which kind of fact this is; empty if the data set does not say.
  package let relation: String
  /// A sentence's beginning with exactly one "{}" where the subject goes.
  package let prompt: String
  package let subject: String
  /// The object that the edit should put in place.
  package let targetNew: String
  /// The object before the edit; nil where the data set names none (ZSRE), so that an edit cannot be judged against it.
  package let targetTrue: String?
  /// The new object's entity id, by which reference texts about it are found; nil if the data set does not say.
  package let targetNewID: String?
  /// Other wordings of the prompt, the subject filled in: should be continued by `targetNew` too.
  package let paraphrases: [String]
  /// Prompts about other subjects with the same true object: should still be continued by `targetTrue`.
  package let neighbours: [String]
  /// Prompts about other subjects that have had the new object all along: should still be continued by `targetNew`.
  package let attributePrompts: [String]
  /// Questions about something else, whose answers should not be lost.
  package let questions: [Question]
  /// Beginnings of free text about the subject.
  package let generationPrompts: [String]

  /// A prompt with the answer that should follow it.
  package struct Question: Equatable, Sendable {
    package let prompt: String
    /// Without surrounding whitespace.
    package let answer: String

    package init(prompt: String, answer: String) {
      self.prompt = prompt
      self.answer = trimmed(answer)
    }
  }

  /// - Throws: `JSONFault`, its field named as in COUNTERFACT files, if the prompt has not exactly one "{}", or the subject or a target is blank.
  package init(
    caseID: Int, relation: String, prompt: String, subject: String, targetNew: String, targetTrue: String?,
    targetNewID: String? = nil, paraphrases: [String] = [], neighbours: [String] = [], attributePrompts: [String] = [],
    questions: [Question] = [], generationPrompts: [String] = []
  ) throws(JSONFault) {
    let places = Self.places(in: prompt)
    guard places == 1 else {
      throw JSONFault(field: "prompt", problem: "has \"{}\" \(places) times, must have it once")
    }
    guard !trimmed(subject).isEmpty else { throw JSONFault(field: "subject", problem: "is blank") }
    guard !trimmed(targetNew).isEmpty else { throw JSONFault(field: "target_new.str", problem: "is blank") }
    if let targetTrue, trimmed(targetTrue).isEmpty { throw JSONFault(field: "target_true.str", problem: "is blank") }
    self.caseID = caseID
    self.relation = relation
    self.prompt = prompt
    self.subject = trimmed(subject)
    self.targetNew = trimmed(targetNew)
    self.targetTrue = targetTrue.map(trimmed)
    self.targetNewID = targetNewID
    self.paraphrases = paraphrases
    self.neighbours = neighbours
    self.attributePrompts = attributePrompts
    self.questions = questions
    self.generationPrompts = generationPrompts
  }

  /// How many places for a subject a prompt has.
  private static func places(in prompt: String) -> Int {
    let bytes = prompt.utf8
    // Beyond ASCII a mark may combine with a brace to another character, which is no place.
    guard bytes.allSatisfy({ $0 < 0x80 }) else {
      return prompt.split(separator: "{}", omittingEmptySubsequences: false).count - 1
    }
    return zip(bytes, bytes.dropFirst()).count { $0 == UInt8(ascii: "{") && $1 == UInt8(ascii: "}") }
  }

  /// The prompt up to and including the subject: its last token is where the subject is looked up.
  package var promptThroughSubject: String {
    String(prompt.prefix(upTo: prompt.firstRange(of: "{}")?.lowerBound ?? prompt.endIndex)) + subject
  }

  /// The prompt with the subject filled in.
  package var filledPrompt: String {
    promptThroughSubject + prompt.suffix(from: prompt.firstRange(of: "{}")?.upperBound ?? prompt.endIndex)
  }
}

/// `text` without whitespace at both ends.
func trimmed(_ text: String) -> String {
  // Most text has none; cutting it into characters to see that takes its time.
  if let first = text.utf8.first, let last = text.utf8.last, isVisible(first), isVisible(last) { return text }
  let start = text.drop(while: \.isWhitespace)
  guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(start[...last])
}

/// Whether a byte is an ASCII character other than white space and control characters.
private func isVisible(_ byte: UInt8) -> Bool { byte > UInt8(ascii: " ") && byte < 0x7F }
