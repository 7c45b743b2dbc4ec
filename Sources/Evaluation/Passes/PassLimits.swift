import Models

/// How much goes through the model at once. Smaller chunks answer an interruption sooner, larger ones share more; results
/// do not depend on it beyond rounding.
package struct PassLimits: Sendable, Equatable {
  /// Tokens of one chunk of texts.
  package var tokens: Int
  /// Bytes of logits, and of a key/value cache, that are held at once.
  package var bytes: Int

  package static let standard = PassLimits(tokens: 2048, bytes: 256 << 20)
  /// For what may be interrupted at any time: on a real model a large chunk takes seconds.
  package static let interruptible = PassLimits(tokens: 128, bytes: 256 << 20)

  package init(tokens: Int, bytes: Int) {
    self.tokens = max(1, tokens)
    self.bytes = max(1, bytes)
  }

  /// Rows of logits over `vocabulary` tokens that are held at once, at least one.
  func logitRows(vocabulary: Int) -> Int { max(1, bytes / (4 * max(1, vocabulary))) }

  /// Tokens whose keys and values may be kept in every block, once in the cache and once on their way into it; possibly
  /// none.
  func cachedTokens(_ shape: Transformer.Shape) -> Int {
    let bytesPerToken = 2 * 4 * max(1, shape.layers) * 2 * shape.keyValueWidth
    return bytes / max(1, bytesPerToken)
  }
}

extension PassLimits {
  /// How texts are cut into chunks, of which some go through the model at the same time.
  struct Plan {
    let chunks: [Range<Int>]
    let atOnce: Int
    /// Of one chunk.
    let limits: PassLimits
  }

  /// - Parameters:
  ///   - sizes: new tokens of each text.
  ///   - threads: how many chunks may go at once. They are made of about equal size, and so many that no thread is idle.
  func divided(_ sizes: [Int], among threads: Int) -> Plan {
    let threads = max(1, threads)
    let total = sizes.reduce(0, +)
    // Of the size that is allowed it would take so many; of as many times the threads, each is about this large.
    let parts = (total / tokens / threads + 1) * threads
    let even = total / parts + (sizes.max() ?? 0) + 1
    let chunks = chunks(sizes, limit: min(tokens, max(even, min(tokens, Self.leastTokens))))
    return Plan(chunks: chunks, atOnce: threads, limits: PassLimits(tokens: tokens, bytes: bytes / threads))
  }

  /// Tokens that keep a core busy: with fewer in a pass, the copying of weights inside products shows.
  private static let leastTokens = 128
}

/// Cuts items of the given sizes into consecutive ranges that hold at most `limit` each, or a single larger item.
func chunks(_ sizes: [Int], limit: Int) -> [Range<Int>] {
  var ranges: [Range<Int>] = []
  var start = 0
  var total = 0
  for (i, size) in sizes.enumerated() {
    if i > start, total + size > limit {
      ranges.append(start..<i)
      start = i
      total = 0
    }
    total += size
  }
  if start < sizes.count { ranges.append(start..<sizes.count) }
  return ranges
}
