import Editing
import Engine
import Evaluation
import Foundation
import Models
import Numerics

/// A round's measuring by the book: an edit's prompts, each with the new and the true object after it, are one padded pass;
/// of a task's items every label is a pass by itself, as is every document; and all tokens get logits.
///
/// Sources: MEMIT `eval_utils_counterfact` (`test_batch_prediction`) and `perplexity`, AlphaEdit `glue_eval` (`f1_new`). The
/// scores are those of `Evaluation`, which shares beginnings and leaves out what nothing is asked of.
struct TextbookEvaluation {
  let edits: [EditMeasurement]
  let perplexity: Double
  /// Weighted F1 of each task.
  let tasks: [Double?]
  let seconds: Double

  /// - Throws: `ModelError`.
  init(of texts: MeasuredTexts, model: Transformer) throws {
    let clock = Stopwatch()
    edits = try texts.edits.map { try Self.measured($0, model) }
    let documents = try texts.documents.sequences.flatMap { document in
      try Self.logProbabilities([Continuation(tokens: document, first: 1)], model)[0].map(\.logProbability)
    }
    perplexity = exp(-documents.reduce(0, +) / Double(documents.count))
    tasks = try texts.tasks.map { task in
      let predictions = try task.items.map { item in
        let losses = try item.targets.map { target in
          try Self.scores(of: [Continuation(item.prompt, target)], model)[0].nll
        }
        return losses.contains(where: \.isNaN) ? nil : losses.lastIndex { $0 == losses.min() }
      }
      return weightedF1(truth: task.truth, predictions: predictions, classes: task.labels.count)
    }
    // Greedy decoding with a cache, as libraries do it.
    var unused = SeededGenerator(seed: 0)
    _ = try model.generate(texts.probes.map(\.tokens), count: 8, sampling: .greedy, using: &unused)
    seconds = clock.seconds
  }

  private static func measured(_ edit: PreparedEditPrompts, _ model: Transformer) throws -> EditMeasurement {
    let choices = [edit.rewrite] + edit.paraphrases + edit.neighbours
    let texts = (choices + edit.questions).flatMap { c in c.targets.map { Continuation(c.prompt, $0) } }
    var scores = try scores(of: texts, model)[...]
    let objects = choices.map { choice in
      ObjectScores(new: scores.removeFirst(), old: choice.targets.count > 1 ? scores.removeFirst() : nil)
    }
    return EditMeasurement(
      rewrite: objects[0], paraphrases: Array(objects[1...].prefix(edit.paraphrases.count)),
      neighbours: objects.suffix(edit.neighbours.count), questions: Array(scores))
  }

  private static func scores(of texts: [Continuation], _ model: Transformer) throws -> [TargetScore] {
    try logProbabilities(texts, model).map { tokens in
      TargetScore(
        nll: -tokens.reduce(0) { $0 + $1.logProbability } / Double(tokens.count),
        isArgmax: tokens.allSatisfy(\.isArgmax),
        argmaxShare: Double(tokens.count(where: \.isArgmax)) / Double(tokens.count))
    }
  }

  /// One padded pass, with the logits of all its tokens.
  private static func logProbabilities(
    _ texts: [Continuation], _ model: Transformer
  ) throws -> [[(logProbability: Double, isArgmax: Bool)]] {
    let batch = TokenBatch(padded(texts.map { Array($0.tokens.dropLast()) }))
    let logits = try model.logits(batch)
    return texts.indices.map { s in
      let text = texts[s]
      let rows = logits.rows(batch.starts[s] + text.first - 1..<batch.starts[s] + text.tokens.count - 1)
      let sums = rows.logSumExpOfRows
      return text.tokens[text.first...].enumerated().map { i, token in
        (Double(rows[i, token]) - Double(sums[i]), rows.argmax(row: i) == token)
      }
    }
  }
}

/// A text and where in it scoring begins.
private struct Continuation {
  let tokens: [Int]
  let first: Int

  init(tokens: [Int], first: Int) {
    self.tokens = tokens
    self.first = first
  }

  init(_ prompt: [Int], _ target: [Int]) { self.init(tokens: prompt + target, first: prompt.count) }
}
