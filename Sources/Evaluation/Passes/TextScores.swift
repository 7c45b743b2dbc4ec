import Models
import Numerics

// Everything here is measured by one operation: the probabilities of some of a text's tokens, each given those before it.
// Texts go through the model as a `PrefixTree`, level by level; a node's attention finds what came before it in a
// key/value cache, and the last block is wanted only where something is asked. The numbers are those of one full pass a text, up to rounding.

/// A text, of which the tokens from `firstScored` on are scored.
struct ScoredText {
  let tokens: [Int]
  /// At least 1: the first token of a text has nothing before it.
  let firstScored: Int

  /// The last token is predicted, never read.
  var read: [Int] { Array(tokens.dropLast()) }
}

extension Transformer {
  /// Scores of each text's tokens from its `firstScored` on.
  ///
  /// - Parameters:
  ///   - findsArgmax: when false, `isArgmax` is false throughout, which saves a look at every logit.
  ///   - memory: what is known of the texts.
  /// - Throws: `EvaluationError.interrupted` when `shouldContinue`, asked before each chunk of texts, says no; `.model` for
  ///   tokens that the model does not take.
  func scores(
    of texts: [ScoredText], limits: PassLimits, findsArgmax: Bool = true, memory: inout ActivationCache,
    shouldContinue: () -> Bool
  ) throws(EvaluationError) -> [[TokenScore]] {
    var result = texts.map { _ in [TokenScore]() }
    let order = texts.indices.map { (text: $0, read: texts[$0].read) }
      .sorted { $0.read.lexicographicallyPrecedes($1.read) }
    let previous = [[]] + order.map(\.read)
    let newTokens = zip(previous, order).map { $1.read.count - commonPrefix($0, $1.read) }
    let plan = limits.divided(newTokens, among: LinearAlgebraLibrary.threads)
    for start in stride(from: 0, to: plan.chunks.count, by: plan.atOnce) {
      guard shouldContinue() else { throw .interrupted }
      let ranges = plan.chunks[start..<min(start + plan.atOnce, plan.chunks.count)].map { order[$0] }
      let trees = ranges.map {
        ActivationCache.Chunk(texts: $0.map(\.read), sharedTokens: plan.limits.cachedTokens(shape))
      }
      let known = trees.map { memory.passes(of: $0) }
      let parts = concurrently(ranges.count) { part in
        Result { () throws(EvaluationError) in
          var passes = known[part]
          let found = try scores(
            of: trees[part], ranges[part].map { texts[$0.text] }, plan.limits, findsArgmax, &passes)
          return (scores: found, passes: passes)
        }
      }
      for (i, part) in parts.enumerated() {
        let (found, passes) = try part.get()
        for (place, scores) in zip(ranges[i], found) { result[place.text] = scores }
        memory.keep(passes, of: trees[i])
      }
    }
    return result
  }

  /// Scores of some texts by way of a tree of what is read of them (`chunk`, in lexicographic order).
  private func scores(
    of chunk: ActivationCache.Chunk, _ texts: [ScoredText], _ limits: PassLimits, _ findsArgmax: Bool,
    _ passes: inout PassStates
  ) throws(EvaluationError) -> [[TokenScore]] {
    let tree = PrefixTree(chunk.texts, sharedTokens: chunk.sharedTokens)
    var result = texts.map { _ in [TokenScore]() }
    try run(tree, TreeQueries(texts, in: tree), limits: limits, findsArgmax: findsArgmax, &passes) {
      result[$0].append($1)
    }
    return result
  }

  /// Runs a tree from its roots to its leaves and hands out the scores of each sequence in order of its tokens.
  private func run(
    _ tree: PrefixTree, _ queries: TreeQueries, limits: PassLimits, findsArgmax: Bool, _ passes: inout PassStates,
    _ deliver: (Int, TokenScore) -> Void
  ) throws(EvaluationError) {
    var children = tree.nodes.map { _ in [Int]() }
    for (i, node) in tree.nodes.enumerated() { if let parent = node.parent { children[parent].append(i) } }
    var level = tree.nodes.indices.filter { tree.nodes[$0].parent == nil }
    var cache = KeyValueCache(blocks: shape.layers, sequences: level.count, width: shape.keyValueWidth)
    while !level.isEmpty {
      let inner = level.indices.filter { !children[level[$0]].isEmpty }
      let leaves = level.indices.filter { children[level[$0]].isEmpty }
      var innerCache = cache.selecting(inner)
      for (places, isInner) in [(inner, true), (leaves, false)] where !places.isEmpty {
        let nodes = places.map { level[$0] }
        let prefixes = isInner ? innerCache : cache.selecting(places)
        let batch = TokenBatch(nodes.map { tree.nodes[$0].tokens }, prefixLengths: prefixes.lengths)
        let asked = queries.asked(ofNodes: nodes, batch)
        var additions: [KeyValueCache.Addition] = []
        let hidden = try hiddenStates(batch, cache: prefixes, at: asked.rows, &passes) {
          if isInner { additions.append(prefixes.addition(of: $0)) }
        }
        if isInner { innerCache.append(additions, batch: batch) }
        let scores = try tokenScores(hidden, asked.queries.map(\.token), limits: limits, findsArgmax: findsArgmax)
        for (query, score) in zip(asked.queries, scores) { deliver(query.sequence, score) }
      }
      let parents = inner.indices.flatMap { i in children[level[inner[i]]].map { _ in i } }
      level = inner.flatMap { children[level[$0]] }
      cache = innerCache.selecting(parents)
    }
  }

  /// The last block's output at some rows.
  private func hiddenStates(
    _ batch: TokenBatch, cache: KeyValueCache, at rows: [Int], _ passes: inout PassStates,
    observe: (BlockActivations) -> Void
  ) throws(EvaluationError) -> Matrix<Float> {
    if let (layer, state) = passes.recall() {
      let hidden = output(layer: layer, afterAttention: state.afterAttention, parallelInput: state.parallelInput)
      return run(hidden, through: layer + 1..<shape.layers, batch: batch, cache: cache, at: rows) { values, _ in
        observe(values)
      }
    }
    do {
      return run(try embed(batch), through: 0..<shape.layers, batch: batch, cache: cache, at: rows) { values, _ in
        passes.note(values)
        observe(values)
      }
    } catch {
      throw .model(error)
    }
  }
}

/// What is asked of each node of a tree.
private struct TreeQueries {
  struct Query {
    let sequence: Int
    /// Its row counts from the node's first token.
    let token: TokenQuery
  }

  /// By node, in order of rows.
  private var queries: [[Query]]

  init(_ texts: [ScoredText], in tree: PrefixTree) {
    queries = tree.nodes.map { _ in [] }
    for (sequence, text) in texts.enumerated() {
      for i in text.firstScored..<text.tokens.count {
        let (node, offset) = tree.place(of: i - 1, inSequence: sequence)
        queries[node].append(Query(sequence: sequence, token: TokenQuery(row: offset, token: text.tokens[i])))
      }
    }
    // Queries at one row become neighbours, so that its logits are computed once.
    for i in queries.indices {
      queries[i].sort { ($0.token.row, $0.sequence) < ($1.token.row, $1.sequence) }
    }
  }

  /// The queries of some nodes, the sequences of `batch`.
  ///
  /// - Returns: the rows of the batch that are asked about, and the queries, whose rows count among these.
  func asked(ofNodes nodes: [Int], _ batch: TokenBatch) -> (rows: [Int], queries: [Query]) {
    var rows: [Int] = []
    var asked: [Query] = []
    for (s, node) in nodes.enumerated() {
      for query in queries[node] {
        let row = batch.starts[s] + query.token.row
        if rows.last != row { rows.append(row) }
        asked.append(
          Query(sequence: query.sequence, token: TokenQuery(row: rows.count - 1, token: query.token.token)))
      }
    }
    return (rows, asked)
  }
}
