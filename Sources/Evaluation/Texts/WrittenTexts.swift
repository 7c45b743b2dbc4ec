import Models
import Numerics
import Tokenizers

// What a model writes by itself. Prompts go through it in parts small enough for a key/value cache, as many side by side
// as there are threads.

extension Transformer {
  /// The `count` most probable next tokens, one after the other, of each prompt; fewer at the model's last position, or
  /// when its logits become NaN.
  ///
  /// - Throws: `EvaluationError.interrupted` when `shouldContinue`, asked now and then, says no; `.model`.
  func greedyContinuations(
    of prompts: [[Int]], count: Int, limits: PassLimits = .standard, shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> [[Int]] {
    // Neighbours of one length keep each other company to the end.
    let order = prompts.indices.sorted { (prompts[$0].count, $0) < (prompts[$1].count, $1) }
    let sizes = order.map { prompts[$0].count }
    let plan = limits.divided(sizes, among: LinearAlgebraLibrary.threads)
    let parts = plan.chunks.flatMap { chunk in
      chunks(Array(sizes[chunk]), limit: max(1, plan.limits.cachedTokens(shape))).map { part in
        chunk.lowerBound + part.lowerBound..<chunk.lowerBound + part.upperBound
      }
    }
    var result = prompts.map { _ in [Int]() }
    for start in stride(from: 0, to: parts.count, by: plan.atOnce) {
      guard shouldContinue() else { throw .interrupted }
      let ranges = parts[start..<min(start + plan.atOnce, parts.count)].map { order[$0] }
      let found = concurrently(ranges.count) { part in
        Result { () throws(ModelError) in
          // Greedy decoding draws no numbers.
          var unused = SeededGenerator(seed: 0)
          return try generate(
            ranges[part].map { prompts[$0] }, count: count, sampling: .greedy, using: &unused
          ).map(\.tokens)
        }
      }
      for (range, part) in zip(ranges, found) {
        do throws(ModelError) {
          for (place, tokens) in zip(range, try part.get()) { result[place] = tokens }
        } catch {
          throw .model(error)
        }
      }
    }
    return result
  }

  /// Free texts as the published evaluation has them written (MEMIT `generate_fast`): the prompt goes on until there are
  /// 100 tokens in all, or as many as the model takes, each drawn from the five most probable ones.
  ///
  /// - Returns: the texts with their prompts; where the model breaks down, as far as they go.
  /// - Throws: `EvaluationError.model`.
  package func freeTexts(
    from prompts: [[Int]], tokenizer: Tokenizer, using generator: inout SeededGenerator
  ) throws(EvaluationError) -> [String] {
    let length = min(100, shape.positions)
    let most = length - (prompts.map(\.count).min() ?? length)
    do {
      let written = try generate(prompts, count: most, sampling: .top(5), using: &generator)
      return zip(prompts, written).map { prompt, new in
        let room = max(0, length - prompt.count)
        let text = prompt.dropFirst(tokenizer.prefixCount) + new.tokens.prefix(room)
        return tokenizer.decode(Array(text), skipSpecialTokens: true)
      }
    } catch {
      throw .model(error)
    }
  }
}
