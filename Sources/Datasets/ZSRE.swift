import Files

/// A record of ZSRE in the form of MEND and MEMIT (`zsre_mend_eval.json`): a question about a subject, its right answer,
/// which is what the edit should put in place (`answers[0]`; `alt` is of no use here), another wording, and a question
/// about something else. `subject`, `src` and `answers` must be there, `rephrase`, `loc` and `loc_ans` may.
///
/// Source of the conversion: AlphaEdit `dsets/zsre.py`, which asks the other question with a question mark behind it.
struct ZSREFields: EditFields {
  private let subject: String
  private let source: String
  private let rephrase: String?
  private let answers: [String]
  private let other: String?
  private let otherAnswer: String?

  private enum CodingKeys: String, CodingKey {
    case subject, rephrase, answers
    case source = "src"
    case other = "loc"
    case otherAnswer = "loc_ans"
  }

  func request(caseID: Int) throws(JSONFault) -> EditRequest {
    let subject = trimmed(subject)
    guard !subject.isEmpty else { throw .init(field: "subject", problem: "is blank") }
    guard let answer = answers.first else { throw .init(field: "answers", problem: "is empty") }
    guard !trimmed(answer).isEmpty else { throw .init(field: "answers[0]", problem: "is blank") }
    guard let place = source.firstRange(of: subject) else {
      throw .init(field: "src", problem: "does not contain the subject \"\(subject)\"")
    }
    guard !source.contains("{}") else { throw .init(field: "src", problem: "contains \"{}\"") }
    var questions: [EditRequest.Question] = []
    if let other, let otherAnswer {
      guard !trimmed(otherAnswer).isEmpty else { throw .init(field: "loc_ans", problem: "is blank") }
      questions.append(.init(prompt: other + "?", answer: otherAnswer))
    }
    return try EditRequest(
      caseID: caseID, relation: "", prompt: source.replacingCharacters(place, by: "{}"), subject: subject,
      targetNew: answer, targetTrue: nil, paraphrases: rephrase.map { [$0] } ?? [], questions: questions)
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<Index>, by text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
