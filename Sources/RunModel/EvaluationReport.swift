/// All edits of a run measured at once by everything that their data set offers: what tables in papers hold. Means within
/// each edit, then over edits; a measure that does not apply is nil. Fractions, not percent.
package struct EvaluationReport: Sendable, Equatable, Codable {
  /// Edits of the run.
  package var edits: Int
  /// Those that were measured: all whose prompts fit the model.
  package var measured: Int
  /// Efficacy.
  package var rewrite: PromptMeans
  package var paraphrase: PromptMeans
  /// Neighbourhood prompts of COUNTERFACT, questions about something else of ZSRE.
  package var neighbourhood: PromptMeans
  /// Prompts about other subjects that have had the new object all along.
  package var attributes: PromptMeans
  /// Harmonic mean of the first three successes; 0 when one of them is 0, nil when one is missing.
  package var score: Double?
  /// n-gram entropy of free texts in bits; published times 100.
  package var fluency: Double?
  /// Cosine of the TF-IDF vectors of free texts and reference texts.
  package var consistency: Double?
  /// Edits that free texts were written about.
  package var written: Int
  package var seconds: Double

  package init(
    edits: Int, measured: Int, rewrite: PromptMeans, paraphrase: PromptMeans, neighbourhood: PromptMeans,
    attributes: PromptMeans, score: Double? = nil, fluency: Double? = nil, consistency: Double? = nil,
    written: Int = 0, seconds: Double
  ) {
    self.edits = edits
    self.measured = measured
    self.rewrite = rewrite
    self.paraphrase = paraphrase
    self.neighbourhood = neighbourhood
    self.attributes = attributes
    self.score = score
    self.fluency = fluency
    self.consistency = consistency
    self.written = written
    self.seconds = seconds
  }
}

/// What one prompt says of an edit. Shares are 0 or 1 but for `tokenAccuracy`.
package struct PromptOutcome: Sendable, Equatable, Codable {
  /// The object that should follow is the more probable one, strictly; nil where no true object is known.
  package var success: Double?
  /// P of the object that should follow less P of the other, each a geometric mean over tokens; nil likewise.
  package var magnitude: Double?
  /// Each of the tokens of the object that should follow is argmax.
  package var accuracy: Double
  /// Share of them that are.
  package var tokenAccuracy: Double
  /// Mean over tokens of -log p of the new object, and of the true one or a question's answer.
  package var nllNew: Double?
  package var nllTrue: Double?

  package init(
    success: Double?, magnitude: Double?, accuracy: Double, tokenAccuracy: Double, nllNew: Double?, nllTrue: Double?
  ) {
    self.success = success
    self.magnitude = magnitude
    self.accuracy = accuracy
    self.tokenAccuracy = tokenAccuracy
    self.nllNew = nllNew
    self.nllTrue = nllTrue
  }
}

/// What prompts of one kind come to: means over the prompts of each edit, and then over edits. Nil where nothing was
/// measured.
package struct PromptMeans: Sendable, Equatable, Codable {
  /// Share of prompts after which the object that should follow is more probable than the other one, strictly; nil where
  /// the data set names no other.
  package var success: Double?
  /// How much more probable it is, in geometric means over tokens.
  package var magnitude: Double?
  /// Share of prompts after which each of its tokens is argmax.
  package var accuracy: Double?
  /// Share of its tokens that are argmax: ZSRE's measure.
  package var tokenAccuracy: Double?

  package init(
    success: Double? = nil, magnitude: Double? = nil, accuracy: Double? = nil, tokenAccuracy: Double? = nil
  ) {
    self.success = success
    self.magnitude = magnitude
    self.accuracy = accuracy
    self.tokenAccuracy = tokenAccuracy
  }

  /// What the data set is judged by: success, or the share of tokens where no success can be told.
  package var headline: Double? { success ?? tokenAccuracy }
}

/// How a model does on a task of published benchmarks, judged both ways.
package struct TaskReport: Sendable, Equatable, Codable {
  /// Weighted F1 of what the model writes.
  package var f1: Double?
  /// Weighted F1 of the label that is most probable after the prompt.
  package var f1New: Double?
  /// Matthews' correlation, likewise.
  package var mcc: Double?
  package var mccNew: Double?
  /// Of what the model writes: labels that are right, that are wrong, and what is no label.
  package var correct: Int
  package var incorrect: Int
  package var invalid: Int
  /// Items that do not fit the model, and are left out.
  package var unfit: Int

  package init(
    f1: Double?, f1New: Double?, mcc: Double?, mccNew: Double?, correct: Int, incorrect: Int, invalid: Int, unfit: Int
  ) {
    self.f1 = f1
    self.f1New = f1New
    self.mcc = mcc
    self.mccNew = mccNew
    self.correct = correct
    self.incorrect = incorrect
    self.invalid = invalid
    self.unfit = unfit
  }
}

/// One edit of an evaluation: a line of `cases.jsonl`.
package struct CaseReport: Sendable, Equatable, Codable {
  /// Position in the run's order of edits, from 0.
  package var index: Int
  package var caseID: Int
  package var subject: String
  /// The prompt with "{}" where the subject goes.
  package var prompt: String
  package var targetNew: String
  package var targetTrue: String?
  /// Why the edit was not measured; then all that follows is missing.
  package var problem: String?
  /// Prompts but the edited one that do not fit the model and were left out; nil without any.
  package var unfit: Int?
  package var rewrite: PromptOutcome?
  package var paraphrases: [PromptOutcome]
  package var neighbours: [PromptOutcome]
  package var attributes: [PromptOutcome]
  package var questions: [PromptOutcome]
  package var fluency: Double?
  package var consistency: Double?
  /// What the model wrote about the subject, with its prompts.
  package var texts: [String]?

  // The file's snake case leads back to "caseId".
  private enum CodingKeys: String, CodingKey {
    case index, subject, prompt, targetNew, targetTrue, problem, unfit, rewrite, paraphrases, neighbours, attributes
    case questions, fluency, consistency, texts
    case caseID = "caseId"
  }

  package init(
    index: Int, caseID: Int, subject: String, prompt: String, targetNew: String, targetTrue: String?,
    problem: String? = nil, unfit: Int? = nil, rewrite: PromptOutcome? = nil, paraphrases: [PromptOutcome] = [],
    neighbours: [PromptOutcome] = [], attributes: [PromptOutcome] = [], questions: [PromptOutcome] = [],
    fluency: Double? = nil, consistency: Double? = nil, texts: [String]? = nil
  ) {
    self.index = index
    self.caseID = caseID
    self.subject = subject
    self.prompt = prompt
    self.targetNew = targetNew
    self.targetTrue = targetTrue
    self.problem = problem
    self.unfit = unfit
    self.rewrite = rewrite
    self.paraphrases = paraphrases
    self.neighbours = neighbours
    self.attributes = attributes
    self.questions = questions
    self.fluency = fluency
    self.consistency = consistency
    self.texts = texts
  }
}
