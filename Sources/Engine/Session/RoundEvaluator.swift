import Datasets
import Evaluation
import Models
import RunModel
import Tokenizers

/// What a round's measuring asks of the model, in tokens.
package struct MeasuredTexts: Sendable {
  package let edits: [PreparedEditPrompts]
  package let documents: PreparedDocuments
  package let tasks: [PreparedTask]
  package let probes: [PreparedProbe]
}

/// How much of what the model still can do is measured after a round.
enum MeasuringExtent {
  /// Everything.
  case all
  /// The round's edits and the pinned prompts: what a single step is answered with.
  case newest
}

/// What the model still can do, measured after every round: the newest edits, a fixed sample of all past ones, held-out
/// text, tasks and pinned prompts. Prompts are tokenised once.
///
/// Edits that failed count like all others, by what the model says after their prompts: an edit that a method cannot make is
/// one that it misses, as in the literature, which scores every record. Only prompts that do not fit the model are left out,
/// and edits whose edited prompt is one of them.
struct RoundEvaluator {
  /// The measures of one round.
  struct Measures {
    /// Those that there are yet, in the order in which they are taken: edits, text, each task.
    fileprivate(set) var count = 0
    var scores = Scores()
    var sampled = SampleSizes()
    var outcomes: [EditOutcome] = []
    var probes: [ProbeReading] = []

    init() {}

    /// Those of edit 0, as they were kept.
    init(_ unedited: UneditedMeasures, tasks: Int) {
      (scores, sampled, probes) = (unedited.scores, unedited.sampled, unedited.probes)
      count = 2 + tasks
    }
  }

  private let requests: [EditRequest]
  private let tokenizer: Tokenizer
  private let positions: Int
  private let sample: EditSample
  private let documents: PreparedDocuments
  private let tasks: [PreparedTask]
  private(set) var probes: [PreparedProbe] = []
  /// Of documents and tasks, which are the same every time.
  private var memory = ActivationCache()
  /// Edits tokenised so far; nil for those whose prompts do not fit the model.
  private var prepared: [Int: PreparedEditPrompts?] = [:]

  init(inputs: RunInputs, configuration: RunConfiguration) throws {
    requests = inputs.requests
    tokenizer = inputs.tokenizer
    positions = inputs.model.shape.positions
    sample = EditSample(seed: configuration.seed, size: configuration.sampleSize)
    documents = PreparedDocuments(inputs.heldOutDocuments, tokenizer: tokenizer, positions: positions)
    tasks = try inputs.tasks.map { suite in
      do {
        return try PreparedTask(suite, tokenizer: inputs.tokenizer, positions: inputs.model.shape.positions)
      } catch {
        throw DatasetError.malformed(path: configuration.tasks ?? "--tasks", problem: "task \(suite.name): \(error)")
      }
    }
    try pin(inputs.probes)
  }

  /// Asks other prompts from now on.
  ///
  /// - Throws: `EvaluationError`, for a prompt that is empty or does not fit the model; nothing is changed then.
  mutating func pin(_ prompts: [String]) throws(EvaluationError) {
    var prepared: [PreparedProbe] = []
    for prompt in prompts {
      prepared.append(try PreparedProbe(prompt, tokenizer: tokenizer, positions: positions))
    }
    probes = prepared
  }

  /// What a model says after the pinned prompts.
  func readProbes(_ model: Transformer) throws(EvaluationError) -> [ProbeReading] {
    zip(probes, try model.continuations(of: probes, tokenizer: tokenizer)).map {
      ProbeReading(prompt: $0.prompt, continuation: $1.text, probability: $1.probability)
    }
  }

  /// - Parameters:
  ///   - newest: the round's edits.
  ///   - edits: how many edits there are by now.
  ///   - layer: the lowest that edits change.
  ///   - progress: called with the measures done and to do, from 0 on.
  /// - Throws: `EvaluationError.interrupted`.
  mutating func measure(
    _ model: Transformer, _ extent: MeasuringExtent = .all, newest: Range<Int>, edits: Int, editedFrom layer: Int,
    progress: (Int, Int) -> Void = { _, _ in }, isInterrupted: () -> Bool
  ) throws -> Measures {
    var measures = Measures()
    switch extent {
    case .all:
      try measure(
        model, newest: newest, edits: edits, editedFrom: layer, into: &measures, progress: progress,
        isInterrupted: isInterrupted)
    case .newest:
      progress(0, 1)
      try measureEdits(model, newest: newest, sampled: [], .standard, isInterrupted, into: &measures)
    }
    measures.probes = try readProbes(model)
    return measures
  }

  /// Takes all measures but the pinned prompts, or those that an interruption has left.
  ///
  /// - Parameter limits: small ones are interrupted sooner.
  mutating func measure(
    _ model: Transformer, newest: Range<Int>, edits: Int, editedFrom layer: Int, limits: PassLimits = .standard,
    into measures: inout Measures, progress: (Int, Int) -> Void, isInterrupted: () -> Bool
  ) throws {
    let count = 2 + tasks.count
    memory.prepare(for: model, editedFrom: layer)
    while measures.count < count {
      progress(measures.count, count)
      switch measures.count {
      case 0:
        let sampled = sample.indices(among: edits)
        try measureEdits(model, newest: newest, sampled: Set(sampled), limits, isInterrupted, into: &measures)
      case 1:
        measures.scores.perplexity = try model.perplexity(of: documents, limits: limits, memory: &memory) {
          !isInterrupted()
        }
        measures.sampled.perplexityTokens = documents.predictedTokens
      case let place: try measure(tasks[place - 2], model, limits, isInterrupted, into: &measures)
      }
      measures.count += 1
    }
  }

  private mutating func measure(
    _ task: PreparedTask, _ model: Transformer, _ limits: PassLimits, _ isInterrupted: () -> Bool,
    into measures: inout Measures
  ) throws {
    let score = try model.score(of: task, tokenizer: tokenizer, limits: limits, memory: &memory) { !isInterrupted() }
    measures.scores.tasks[score.name] = score.f1
    measures.sampled.taskItems += score.items
    guard let written = score.byGeneration else { return }
    let report = TaskReport(
      f1: written.f1, f1New: score.byProbability.f1, mcc: written.correlation,
      mccNew: score.byProbability.correlation, correct: written.correct, incorrect: written.incorrect,
      invalid: written.invalid, unfit: task.unfit)
    measures.scores.taskDetails = (measures.scores.taskDetails ?? [:]).merging([score.name: report]) { $1 }
  }

  /// What a person should know of edits and tasks before trusting their scores.
  var warnings: [String] { unfitPrompts + unfitItems }

  private var unfitPrompts: [String] {
    // A token takes a byte or more: of most edits no prompt needs to be put into tokens to know that it fits.
    let room = positions - tokenizer.prefixCount - 2
    let prepared = requests.filter { $0.longestText > room || $0.hasBlankText }.compactMap {
      try? PreparedEditPrompts($0, tokenizer: tokenizer, positions: positions, withAttributes: true)
    }
    func warning(_ reason: String, _ counts: [Int]) -> String? {
      let (prompts, edits) = (counts.reduce(0, +), counts.count { $0 > 0 })
      guard prompts > 0 else { return nil }
      return "left out, since \(reason): \(prompts == 1 ? "a prompt" : "\(prompts) prompts") of "
        + "\(edits == 1 ? "an edit" : "\(edits) edits"), whose other prompts are measured"
    }
    return [
      warning("longer than the model's \(positions) positions", prepared.map { $0.unfit - $0.empty }),
      warning("empty", prepared.map(\.empty)),
    ].compactMap(\.self)
  }

  private var unfitItems: [String] {
    tasks.filter { $0.unfit > 0 }.map {
      "\($0.unfit) of \($0.unfit + $0.items.count) items of \($0.name) do not fit the model's \(positions) positions and are left out"
    }
  }

  /// What `measure` puts to a model.
  mutating func texts(newest: Range<Int>, edits: Int) -> MeasuredTexts {
    MeasuredTexts(
      edits: wanted(Set(sample.indices(among: edits)).union(newest)).compactMap { prompts(of: $0) },
      documents: documents, tasks: tasks,
      probes: probes)
  }

  /// Those of some edits that fit the model, in order.
  private mutating func wanted(_ edits: Set<Int>) -> [Int] { edits.sorted().filter { prompts(of: $0) != nil } }

  /// - Parameter sampled: the edits of the sample.
  private mutating func measureEdits(
    _ model: Transformer, newest: Range<Int>, sampled: Set<Int>, _ limits: PassLimits, _ isInterrupted: () -> Bool,
    into measures: inout Measures
  ) throws {
    let wanted = wanted(sampled.union(newest))
    let asked = wanted.compactMap { prompts(of: $0) }
    let found = try model.measurements(of: asked, limits: limits) { !isInterrupted() }
    let all = EditScores(zip(wanted, found).filter { sampled.contains($0.0) }.map(\.1))
    let latest = EditScores(zip(wanted, found).filter { newest.contains($0.0) }.map(\.1))
    measures.scores.efficacy = all.efficacy
    measures.scores.efficacyArgmax = all.efficacyArgmax
    measures.scores.paraphrase = all.paraphrase
    measures.scores.neighbourhood = all.neighbourhood
    measures.scores.newestEfficacy = latest.efficacy
    measures.scores.newestArgmax = latest.efficacyArgmax
    measures.scores.newestParaphrase = latest.paraphrase
    measures.scores.newestNeighbourhood = latest.neighbourhood
    measures.sampled.edits = all.edits
    measures.sampled.paraphrases = all.paraphrases
    measures.sampled.neighbours = all.neighbours
    measures.outcomes = zip(wanted, found).map(outcome)
  }

  private func outcome(of index: Int, _ measurement: EditMeasurement) -> EditOutcome {
    let request = requests[index]
    return EditOutcome(
      index: index, caseID: request.caseID, subject: request.subject, prompt: request.prompt,
      oldObject: request.targetTrue ?? "", newObject: request.targetNew, probability: measurement.probabilityNew,
      succeeds: measurement.succeeds, holds: measurement.holds)
  }

  /// How edits stand by their edited prompts alone. Those whose prompts do not fit the model are left out, as in a round.
  ///
  /// - Parameter edits: positions in the run's order, ascending.
  /// - Throws: `EvaluationError.interrupted`, `.model`.
  func outcomes(
    of edits: some Sequence<Int>, by model: Transformer, shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> [EditOutcome] {
    let asked = edits.compactMap { index -> (index: Int, prompts: PreparedEditPrompts)? in
      let known = prepared[index]
      let prompts = known ?? (try? PreparedEditPrompts(requests[index], tokenizer: tokenizer, positions: positions))
      return prompts.map { (index, $0.rewriteAlone) }
    }
    let found = try model.measurements(of: asked.map(\.prompts), limits: .interruptible, shouldContinue: shouldContinue)
    return zip(asked, found).map { outcome(of: $0.index, $1) }
  }

  private mutating func prompts(of index: Int) -> PreparedEditPrompts? {
    if let known = prepared[index] { return known }
    let new = try? PreparedEditPrompts(requests[index], tokenizer: tokenizer, positions: positions)
    prepared[index] = .some(new)
    return new
  }
}

extension EditRequest {
  /// Whether a prompt, or the answer of a question, may have no tokens.
  fileprivate var hasBlankText: Bool {
    (paraphrases + neighbours + attributePrompts + questions.flatMap { [$0.prompt, $0.answer] })
      .contains { $0.allSatisfy(\.isWhitespace) }
  }

  /// Bytes of the longest prompt, the edited one apart, with the longest object behind it.
  fileprivate var longestText: Int {
    let prompts = paraphrases + neighbours + attributePrompts + questions.map(\.prompt)
    let answers = [targetNew, targetTrue ?? ""] + questions.map(\.answer)
    return (prompts.map(\.utf8.count).max() ?? 0) + (answers.map(\.utf8.count).max() ?? 0)
  }
}
