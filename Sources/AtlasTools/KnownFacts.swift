import Datasets
import Models
import Tokenizers

/// The facts behind edit requests, and which of them a model knows.
struct KnownFacts {
  private(set) var known: [String: Double] = [:]
  private(set) var asked: [String: Int] = [:]
  /// With the phrasing of each.
  private var facts: [(prompt: String, subject: String, fact: KnownFact)] = []

  init(_ requests: [EditRequest], _ model: Transformer, _ tokenizer: Tokenizer) throws {
    var right: [String: Int] = [:]
    let all = requests.map { KnownFact($0, tokenizer) }
    for ((request, fact), isKnown) in zip(zip(requests, all), try model.knows(all)) {
      asked[request.relation, default: 0] += 1
      if isKnown { right[request.relation, default: 0] += 1 }
      facts.append((request.prompt, request.subject, fact))
    }
    known = asked.reduce(into: [:]) { $0[$1.key] = Double(right[$1.key] ?? 0) / Double($1.value) }
  }

  /// Facts in one phrasing, the most usual one, about different subjects.
  func oneEach(atMost limit: Int) -> [KnownFact] {
    let counts = Dictionary(grouping: facts, by: \.prompt).mapValues(\.count)
    guard let phrasing = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return [] }
    var seen: Set<String> = []
    return Array(
      facts.filter { $0.prompt == phrasing && seen.insert($0.subject).inserted }.prefix(limit).map(\.fact))
  }
}

extension KnownFact {
  /// What stands behind an edit before it is made.
  init(_ request: EditRequest, _ tokenizer: Tokenizer) {
    let answer = " " + (request.targetTrue ?? request.targetNew)
    let (prompt, continuation) = tokenizer.encodePrompt(request.filledPrompt, followedBy: answer)
    self.init(
      tokens: prompt, subjectLast: min(tokenizer.encodePrompt(request.promptThroughSubject).count, prompt.count) - 1,
      answer: continuation.first ?? 0)
  }
}

extension Transformer {
  /// Whether the likeliest token after each prompt is its answer's first.
  func knows(_ facts: [KnownFact]) throws -> [Bool] {
    var known: [Bool] = []
    for start in stride(from: 0, to: facts.count, by: 500) {
      let part = facts[start..<min(facts.count, start + 500)]
      let batch = TokenBatch(part.map(\.tokens))
      let hidden = run(try embed(batch), through: 0..<shape.layers, batch: batch)
      let logits = logits(hidden.gatherRows(batch.lastRows))
      for (row, fact) in part.enumerated() { known.append(logits.argmax(row: row) == fact.answer) }
    }
    return known
  }
}
