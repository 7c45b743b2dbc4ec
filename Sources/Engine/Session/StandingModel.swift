import Datasets
import Editing
import Evaluation
import Foundation
import Models
import Numerics
import RunModel

/// The model of a branch as it stands, and what can be asked of it. A value beside the session, so that it can be asked while
/// the session solves the next round; nothing that is asked changes it.
struct StandingModel {
  let inputs: RunInputs
  private let edited: EditedModel
  /// What presents the model.
  private let editor: any Editor
  /// Knows the sample's prompts, and which ones are pinned.
  private(set) var evaluator: RoundEvaluator

  init(inputs: RunInputs, edited: EditedModel, editor: any Editor, evaluator: RoundEvaluator) {
    self.inputs = inputs
    self.edited = edited
    self.editor = editor
    self.evaluator = evaluator
  }

  /// Edits that it has.
  var edits: Int { edited.edits }

  private var model: Transformer { edited.current }

  private func presentedModel() throws -> Transformer { try edited.presented(by: editor) }

  /// Tokens that are told of the edited prompt, and of every other one.
  private static let (candidates, fewCandidates) = (10, 3)
  /// Paraphrases and neighbours that are asked.
  private static let others = 4

  /// What may come next after the prompts of an edit, now and at edit 0. Prompts that do not fit the model are left out.
  ///
  /// - Parameter index: position in the run's order of edits.
  /// - Throws: `InspectionError`, `ModelError`, what presenting a model throws.
  func inspect(_ index: Int) throws -> EditInspection {
    guard inputs.requests.indices.contains(index) else { throw InspectionError.noSuchEdit(index: index) }
    let request = inputs.requests[index]
    let texts =
      [(EditInspection.Prompt.Kind.edited, request.filledPrompt)]
      + request.paraphrases.prefix(Self.others).map { (.paraphrase, $0) }
      + request.neighbours.prefix(Self.others).map { (.neighbour, $0) }
    let prompts = texts.compactMap { kind, text in
      (try? PreparedProbe(text, tokenizer: inputs.tokenizer, positions: model.shape.positions)).map { (kind, $0) }
    }
    guard !prompts.isEmpty else { throw InspectionError.nothingFits(index: index) }
    let now = try candidates(after: prompts.map(\.1), in: presentedModel().reduced)
    let before = try candidates(after: prompts.map(\.1), in: edited.original.reduced)
    return EditInspection(
      index: index, edits: edits,
      prompts: prompts.indices.map { place in
        let count = prompts[place].0 == .edited ? Self.candidates : Self.fewCandidates
        return EditInspection.Prompt(
          kind: prompts[place].0, text: prompts[place].1.prompt, now: Array(now[place].prefix(count)),
          before: Array(before[place].prefix(count)))
      })
  }

  /// What the model says after the pinned prompts now, and said at edit 0.
  func readProbes() throws -> ProbeChange {
    ProbeChange(
      edits: edits, now: try evaluator.readProbes(presentedModel().reduced),
      original: try evaluator.readProbes(edited.original.reduced))
  }

  /// Asks other prompts from now on.
  ///
  /// - Throws: `EvaluationError`, for a prompt that is empty or does not fit the model; nothing is changed then.
  mutating func pin(_ prompts: [String]) throws { try evaluator.pin(prompts) }

  /// The edits made so far whose edited prompt is one of the pinned ones, by ascending index.
  var probedEdits: [Int] {
    let pinned = Set(evaluator.probes.map(\.prompt))
    return (0..<edits).filter { pinned.contains(inputs.requests[$0].filledPrompt) }
  }

  /// How some of the edits made so far stand.
  ///
  /// - Throws: `EvaluationError.interrupted`; what presenting a model throws.
  func outcomes(of edits: some Sequence<Int>, shouldContinue: () -> Bool = { true }) throws -> SeenEdits {
    try SeenEdits(
      edits: self.edits,
      outcomes: evaluator.outcomes(of: edits, by: presentedModel().reduced, shouldContinue: shouldContinue))
  }

  /// The most probable next tokens after each prompt.
  private func candidates(
    after prompts: [PreparedProbe], in model: Transformer
  ) throws -> [[EditInspection.Candidate]] {
    let batch = TokenBatch(prompts.map(\.tokens))
    let hidden = model.run(try model.embed(batch), through: 0..<model.shape.layers, batch: batch)
    let logits = model.logits(hidden.gatherRows(batch.lastRows))
    return prompts.indices.map { row in
      let values = Array(logits.row(row))
      guard let top = values.max(), values.allSatisfy({ !$0.isNaN }), top.isFinite else { return [] }
      let total = values.reduce(0.0) { $0 + exp(Double($1 - top)) }
      return values.indices.sorted { (values[$1], $0) < (values[$0], $1) }.prefix(Self.candidates).map { token in
        EditInspection.Candidate(
          text: inputs.tokenizer.decode([token]), probability: exp(Double(values[token] - top)) / total)
      }
    }
  }
}

/// Why an edit cannot be looked into.
enum InspectionError: Error, Equatable, CustomStringConvertible {
  case noSuchEdit(index: Int)
  case nothingFits(index: Int)

  var description: String {
    switch self {
    case .noSuchEdit(let index):
      "edit \(index == .max ? index : index + 1) cannot be looked into: the list ends before it"
    case .nothingFits(let index):
      "edit \(index == .max ? index : index + 1) cannot be looked into: none of its prompts fits the model"
    }
  }
}
