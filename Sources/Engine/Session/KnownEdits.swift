import Datasets
import Evaluation
import Models
import Numerics
import Tokenizers

extension Transformer {
  /// The requests whose true object this model says: each of its tokens is the likeliest after the prompt, in f32 whatever
  /// the run multiplies in, so that a resumed run finds the same ones. A request without a true object is none of them.
  ///
  /// - Parameter limit: how many are wanted; nil for all.
  /// - Throws: `EvaluationError`; `EngineError.nothingKnown` if it says none.
  func known(
    among requests: [EditRequest], tokenizer: Tokenizer, limit: Int?
  ) throws -> [EditRequest] {
    var asked = self
    asked.precision = .f32
    var known: [EditRequest] = []
    let part = 500
    for start in stride(from: 0, to: requests.count, by: part) where known.count < limit ?? .max {
      let some = requests[start..<min(requests.count, start + part)].filter { $0.targetTrue != nil }
      let choices = try some.map { request in
        try PreparedChoice(
          prompt: request.filledPrompt, targets: [request.targetTrue ?? ""], tokenizer: tokenizer,
          positions: shape.positions)
      }
      for (request, scores) in zip(some, try asked.targetScores(of: choices)) where scores[0].isArgmax {
        known.append(request)
      }
    }
    guard !known.isEmpty || requests.isEmpty else { throw EngineError.nothingKnown(of: requests.count) }
    return limit.map { Array(known.prefix($0)) } ?? known
  }
}
