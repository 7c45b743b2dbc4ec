/// The six classification tasks by which editing papers judge general abilities, as AlphaEdit's repository puts them to a
/// model (`glue_eval`): prompts, the words between which a probability decides, and how a generated answer is read.
package enum GlueTask: String, Sendable, CaseIterable {
  case sst2, mrpc, cola, rte, nli, mmlu

  /// Odd things that the published evaluation does, left out unless asked for.
  package enum Quirk: String, Sendable, Codable, CaseIterable {
    /// RTE's labels are read the wrong way round: GLUE's 0 is "entailment", and the published code takes 1 for "True".
    case rteInverted = "rte-inverted"
  }

  /// The words that a probability decides between, the answer "yes" first: a tie then is a "no", as published.
  package var labels: [String] {
    switch self {
    case .sst2: ["positive", "negative"]
    case .mrpc, .cola: ["Yes", "No"]
    case .rte, .nli: ["True", "False"]
    case .mmlu: ["A", "B", "C", "D"]
    }
  }

  /// How the published code reads what a model writes.
  package var reading: AnswerReading {
    switch self {
    case .sst2: AnswerReading(after: "Sentiment :", [("positive", 0), ("negative", 1)])
    case .mrpc, .cola: AnswerReading(after: "Answer:", [("yes", 0), ("no", 1)])
    case .rte: AnswerReading(after: "answer:", [("false", 1), ("true", 0)])
    case .nli: AnswerReading(after: "Answer:", [("true", 0), ("false", 1)])
    case .mmlu: AnswerReading(after: "Answer:", [("a\n", 0), ("b\n", 1), ("c\n", 2), ("d\n", 3)])
    }
  }
}

/// How an answer is found in a text that a model has written.
package struct AnswerReading: Sendable, Equatable {
  /// The answer begins after the last of these.
  package let marker: String
  /// In lower case, with the label that each stands for; the first one that occurs counts.
  package let words: [Word]

  package struct Word: Sendable, Equatable {
    package let text: String
    package let label: Int
  }

  package init(after marker: String, _ words: [(text: String, label: Int)]) {
    self.marker = marker
    self.words = words.map { Word(text: $0.text, label: $0.label) }
  }

  /// The label of a text; nil when none is in it.
  ///
  /// - Parameter text: prompt and continuation.
  package func label(in text: String) -> Int? {
    var answer = Substring(text)
    while let place = answer.firstRange(of: marker) { answer = answer[place.upperBound...] }
    let lowered = answer.lowercased()
    return words.first { lowered.contains($0.text) }?.label
  }
}
