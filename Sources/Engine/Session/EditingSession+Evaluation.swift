import Datasets
import Editing
import Evaluation
import Foundation
import Models
import Numerics
import RunModel

/// All edits so far, measured by everything that their data set offers: the numbers of tables in papers.
extension EditingSession {
  /// Edits that go through the model together: enough to share beginnings and to keep the cores busy.
  private static let editsAtOnce = 64

  /// Measures every edit of the run on the model as it is presented now.
  ///
  /// - Parameters:
  ///   - keep: called with each edit, in order.
  ///   - progress: edits done and to do; returning false interrupts.
  /// - Throws: `EvaluationError.interrupted`; what `keep` throws.
  func evaluate(keep: (CaseReport) throws -> Void, progress: (Int, Int) -> Bool) throws -> EvaluationReport {
    let clock = Stopwatch()
    let model = try presentedModel()
    var cases: [EditCase] = []
    for start in stride(from: 0, to: edits, by: Self.editsAtOnce) {
      guard progress(start, edits) else { throw EvaluationError.interrupted }
      let range = start..<min(start + Self.editsAtOnce, edits)
      let prompts = range.map { index in
        Result { () throws(EvaluationError) in
          try PreparedEditPrompts(
            inputs.requests[index], tokenizer: inputs.tokenizer, positions: model.shape.positions,
            withAttributes: true)
        }
      }
      var measured = try model.measurements(of: prompts.compactMap { try? $0.get() }) { progress(start, edits) }[...]
      let texts = try texts(of: range, by: model) { progress($0, edits) }
      for (index, prompts) in zip(range, prompts) {
        switch prompts {
        case .success(let prompts):
          let measuredCase = EditCase(measured.removeFirst(), texts: texts[index])
          try keep(CaseReport(index: index, inputs.requests[index], measuredCase, unfit: prompts.unfit))
          // What was written is kept by whoever wants it.
          cases.append(EditCase(measuredCase.measurement, texts: measuredCase.texts?.withoutTexts))
        case .failure(let problem):
          try keep(CaseReport(index: index, inputs.requests[index], problem: "\(problem)"))
        }
      }
    }
    guard progress(edits, edits) else { throw EvaluationError.interrupted }
    return EvaluationReport(cases, edits: edits, seconds: clock.seconds)
  }

  /// What the model writes about the subjects of some edits, by their indices. Each has random numbers of its own, so that
  /// nothing depends on what else is written.
  private func texts(
    of range: Range<Int>, by model: Transformer, progress: (Int) -> Bool
  ) throws -> [Int: TextQuality] {
    let interval = configuration.benchmark?.textInterval ?? 1
    guard interval > 0 else { return [:] }
    let wanted = range.filter { index in
      index.isMultiple(of: interval) && inputs.requests[index].generationPrompts.contains { !$0.isEmpty }
    }
    let threads = max(1, LinearAlgebraLibrary.threads)
    var found: [Int: TextQuality] = [:]
    for start in stride(from: 0, to: wanted.count, by: threads) {
      let part = Array(wanted[start..<min(start + threads, wanted.count)])
      guard progress(part[0]) else { throw EvaluationError.interrupted }
      let written = concurrently(part.count) { place in Result { try quality(ofTextsBy: model, about: part[place]) } }
      for (index, quality) in zip(part, written) { found[index] = try quality.get() }
    }
    return found
  }

  private func quality(ofTextsBy model: Transformer, about index: Int) throws -> TextQuality {
    let request = inputs.requests[index]
    let prompts = request.generationPrompts.map { inputs.tokenizer.encodePrompt($0) }.filter { !$0.isEmpty }
    var generator = SeededGenerator(seed: configuration.seed, stream: "free texts of edit \(index)")
    let texts = try model.freeTexts(
      from: prompts.map { Array($0.prefix(model.shape.positions)) }, tokenizer: inputs.tokenizer, using: &generator)
    return TextQuality(
      texts, references: inputs.references?.about(request) ?? [], statistics: inputs.statistics)
  }
}

extension CaseReport {
  fileprivate init(index: Int, _ request: EditRequest, problem: String) {
    self.init(
      index: index, caseID: request.caseID, subject: request.subject, prompt: request.prompt,
      targetNew: request.targetNew, targetTrue: request.targetTrue, problem: problem)
  }

  fileprivate init(index: Int, _ request: EditRequest, _ measured: EditCase, unfit: Int) {
    self.init(
      index: index, caseID: request.caseID, subject: request.subject, prompt: request.prompt,
      targetNew: request.targetNew, targetTrue: request.targetTrue, unfit: unfit > 0 ? unfit : nil,
      rewrite: measured.rewrite,
      paraphrases: measured.paraphrases, neighbours: measured.neighbours, attributes: measured.attributes,
      questions: measured.questions, fluency: measured.texts?.fluency, consistency: measured.texts?.consistency,
      texts: measured.texts?.texts)
  }
}
