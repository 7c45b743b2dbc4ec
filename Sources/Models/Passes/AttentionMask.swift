/// Keys that some queries of a batch may not see, beyond the causal mask: a means of training, by which a model learns
/// where to keep what it knows. At inference there is none.
package struct AttentionMask: Sendable, Equatable {
  /// In one sequence, tokens from `from` on do not see the tokens `keys`. Every query must keep a key: `keys` never hold
  /// all tokens up to a query's own.
  package struct Hidden: Sendable, Equatable {
    package var keys: Range<Int>
    package var from: Int

    package init(keys: Range<Int>, from: Int) {
      self.keys = keys
      self.from = from
    }
  }

  /// By sequence.
  package var hidden: [Hidden?]

  package init(_ hidden: [Hidden?]) { self.hidden = hidden }
}
