import Datasets
import Models
import Numerics
import Tokenizers

/// A prompt about a subject, and the token by which a model answers it.
package struct TracedFact: Sendable, Equatable, Codable {
  package let tokens: [Int]
  /// Positions of the subject's tokens.
  package let subject: Range<Int>
  /// The answer's first token.
  package let answer: Int

  package init(tokens: [Int], subject: Range<Int>, answer: Int) {
    self.tokens = tokens
    self.subject = subject
    self.answer = answer
  }

  /// The fact behind an edit, before it is made; nil where the subject has no tokens of its own.
  ///
  /// - Parameter limit: positions of the model.
  package init?(_ request: EditRequest, tokenizer: Tokenizer, limit: Int) {
    let through = tokenizer.encodePrompt(request.promptThroughSubject)
    let before = tokenizer.encodePrompt(String(request.promptThroughSubject.dropLast(request.subject.count)))
    // Where the tokens before the subject reach into it, they are its own.
    let first = zip(before, through).prefix { $0 == $1 }.count
    let answer = " " + (request.targetTrue ?? request.targetNew)
    let (prompt, continuation) = tokenizer.encodePrompt(request.filledPrompt, followedBy: answer)
    guard first < through.count, through.count <= prompt.count, prompt.count <= limit,
      let token = continuation.first
    else { return nil }
    self.init(tokens: prompt, subject: first..<through.count, answer: token)
  }
}

extension Transformer {
  /// Facts to trace: those that the model answers rightly, each of another subject; where it knows too few, prompts with
  /// the answers that it gives.
  ///
  /// - Parameters:
  ///   - limit: how many are wanted.
  ///   - least: with fewer known ones its own answers are taken.
  /// - Throws: `ModelError`.
  package func tracedFacts(
    among requests: [EditRequest], tokenizer: Tokenizer, limit: Int, least: Int
  ) throws -> (facts: [TracedFact], areKnown: Bool) {
    var seen: Set<String> = []
    var known: [TracedFact] = []
    var answered: [TracedFact] = []
    let part = 64
    for start in stride(from: 0, to: min(requests.count, 30 * part), by: part) where known.count < limit {
      let facts = requests[start..<min(requests.count, start + part)].filter { seen.insert($0.subject).inserted }
        .compactMap { TracedFact($0, tokenizer: tokenizer, limit: shape.positions) }
        .filter { ($0.tokens + [$0.answer]).allSatisfy((0..<shape.vocabulary).contains) }
      for (fact, answer) in zip(facts, try answers(to: facts)) {
        if fact.answer == answer { known.append(fact) }
        answered.append(TracedFact(tokens: fact.tokens, subject: fact.subject, answer: answer))
      }
    }
    return known.count >= least ? (Array(known.prefix(limit)), true) : (Array(answered.prefix(limit)), false)
  }

  /// The likeliest token after each prompt.
  private func answers(to facts: [TracedFact]) throws -> [Int] {
    guard !facts.isEmpty else { return [] }
    let batch = TokenBatch(facts.map(\.tokens))
    let last = run(try embed(batch), through: 0..<shape.layers, batch: batch, at: batch.lastRows)
    let logits = logits(last)
    return facts.indices.map { logits.argmax(row: $0) ?? 0 }
  }
}
