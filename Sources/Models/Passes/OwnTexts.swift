import CKernels
import Numerics

/// Texts that a model writes by itself, side by side and all a token longer with every step: every next token is drawn from
/// the whole vocabulary by the model's own probabilities (temperature 1). A text that is as long as wanted, or that the model
/// ends, is followed by a new one in its place.
///
/// Every place draws from random numbers of its own. So what it writes does not depend, up to rounding, on how many places
/// there are beside it.
package struct OwnTexts: Sendable {
  /// What texts are like.
  package struct Form: Sendable, Equatable {
    /// What every text begins with; without any, its first token is any of the vocabulary, all equally likely.
    package var beginning: [Int]
    /// The tokens by which a model ends a text. They are drawn, but no pass sees them.
    package var ends: Set<Int>
    /// The tokens of a text, its beginning among them, at most.
    package var length: Int

    package init(beginning: [Int], ends: Set<Int>, length: Int) {
      self.beginning = beginning
      self.ends = ends
      self.length = max(1, length)
    }
  }

  private let form: Form
  /// The text under way in each place.
  package private(set) var texts: [[Int]]
  /// Those before, each place's in order.
  package private(set) var finished: [[[Int]]]
  private var generators: [SeededGenerator]
  private var cache: KeyValueCache

  /// - Parameter places: their numbers, which with `seed` decide about their random numbers.
  package init(_ form: Form, places: Range<Int>, by model: Transformer, seed: UInt64) {
    var form = form
    form.length = min(form.length, model.shape.positions)
    self.form = form
    generators = places.map { SeededGenerator(seed: seed, stream: "own text \($0)") }
    cache = KeyValueCache(blocks: model.shape.layers, sequences: places.count, width: model.shape.keyValueWidth)
    finished = [[[Int]]](repeating: [], count: places.count)
    texts = []
    texts = generators.indices.map { beginning(in: $0, of: model) }
  }

  /// Runs the model over what is new in each text, and draws the next tokens.
  ///
  /// - Parameter observe: called after each block with its intermediate values, whose rows are the new tokens.
  /// - Returns: how many tokens were new.
  /// - Throws: `ModelError`, when the beginning does not fit the model.
  package mutating func step(
    _ model: Transformer, observe: (BlockActivations) -> Void = { _ in }
  ) throws(ModelError) -> Int {
    let batch = TokenBatch(zip(texts, cache.lengths).map { Array($0[$1...]) }, prefixLengths: cache.lengths)
    var additions: [KeyValueCache.Addition] = []
    let hidden = model.run(
      try model.embed(batch), through: 0..<model.shape.layers, batch: batch, cache: cache
    ) { values, _ in
      additions.append(cache.addition(of: values))
      observe(values)
    }
    cache.append(additions, batch: batch)
    let growing = texts.indices.filter { texts[$0].count < form.length }
    let lastRows = batch.lastRows
    let logits = model.logits(hidden.gatherRows(growing.map { lastRows[$0] }))
    var drawn = [Int?](repeating: nil, count: texts.count)
    for (row, place) in growing.enumerated() { drawn[place] = logits.drawn(row: row, using: &generators[place]) }
    for (place, token) in drawn.enumerated() {
      if let token, !form.ends.contains(token) {
        texts[place].append(token)
      } else {
        finished[place].append(texts[place])
        texts[place] = beginning(in: place, of: model)
        cache.forget(place)
      }
    }
    return batch.tokens.count
  }

  private mutating func beginning(in place: Int, of model: Transformer) -> [Int] {
    guard form.beginning.isEmpty else { return Array(form.beginning.prefix(form.length)) }
    return [Int(generators[place].uniform() * Double(model.shape.vocabulary))]
  }
}

extension Matrix where Scalar == Float {
  /// A column, drawn by the softmax of row i; nil when the row holds a NaN.
  fileprivate func drawn(row i: Int, using generator: inout SeededGenerator) -> Int? {
    let target = generator.uniform()
    guard let best = argmax(row: i), self[i, best].isFinite else { return nil }
    let kernels = revive_kernels_best()
    let weights = [Float](unsafeUninitializedCapacity: columns) { weights, count in
      entries.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let weights = weights.baseAddress else { return }
        kernels.pointee.probabilities(x + i * columns, self[i, best], 1, weights, columns)
      }
      count = columns
    }
    // Sums of blocks first: a vocabulary has many tokens, and adding them one by one would take as long as a small model.
    let sums = stride(from: 0, to: columns, by: Self.blockWidth).map { start in
      (start, weights[start..<Swift.min(start + Self.blockWidth, columns)].reduce(0.0) { $0 + Double($1) })
    }
    var left = target * sums.reduce(0) { $0 + $1.1 }
    for (start, sum) in sums {
      guard left >= sum else {
        for column in start..<Swift.min(start + Self.blockWidth, columns) {
          left -= Double(weights[column])
          if left < 0 { return column }
        }
        break
      }
      left -= sum
    }
    // Rounding has left a rest beyond the last block.
    return best
  }

  private static var blockWidth: Int { 256 }
}
