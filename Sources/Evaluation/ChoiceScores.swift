import Models
import Numerics

// One sequence serves all of a choice's targets of one token, and its longest target: the prompt followed by that target
// without its last token. Further targets of several tokens continue the prompt from a key/value cache.

extension Transformer {
  /// Scores every target of every choice.
  ///
  /// - Parameter shouldContinue: asked before each pass.
  /// - Returns: for each choice one score a target, in the same order.
  /// - Throws: `EvaluationError.interrupted` when `shouldContinue` says no, `.model` for tokens that the model does not
  ///   take.
  package func targetScores(
    of choices: [PreparedChoice], limits: PassLimits = .standard, shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> [[TargetScore]] {
    var sums = choices.map { $0.targets.map { _ in ScoreSum() } }
    let needsCache = choices.indices.filter { choices[$0].longTargets > 1 }
    let plain = choices.indices.filter { choices[$0].longTargets <= 1 }
    for (members, limit) in [(plain, limits.tokens), (needsCache, limits.cachedTokens(shape))] {
      for range in chunks(members.map { choices[$0].hostTokens }, limit: limit) {
        guard shouldContinue() else { throw .interrupted }
        try score(ChoicePass(members[range].map { ($0, choices[$0]) }), into: &sums, limits: limits)
      }
    }
    return sums.map { $0.map(\.mean) }
  }

  private func score(
    _ pass: ChoicePass, into sums: inout [[ScoreSum]], limits: PassLimits
  ) throws(EvaluationError) {
    var cache = KeyValueCache(blocks: shape.layers, sequences: pass.hosts.count, width: shape.hidden)
    var activations: [BlockActivations] = []
    let hidden = try hiddenStates(pass.hosts) { values in
      if !pass.continuations.isEmpty { activations.append(values) }
    }
    try add(hidden, pass.hostQueries, to: &sums, limits: limits)
    guard !pass.continuations.isEmpty else { return }

    cache.append(activations, batch: pass.hosts)
    activations = []
    cache = cache.truncated(to: pass.promptLengths).selecting(pass.continuedHosts)
    let batch = TokenBatch(pass.continuations, prefixLengths: cache.lengths)
    try add(try hiddenStates(batch, cache: cache), pass.continuationQueries, to: &sums, limits: limits)
  }

  /// The last block's output, T x d.
  func hiddenStates(
    _ batch: TokenBatch, cache: KeyValueCache? = nil, observe: (BlockActivations) -> Void = { _ in }
  ) throws(EvaluationError) -> Matrix<Float> {
    do {
      return run(try embed(batch), through: 0..<shape.layers, batch: batch, cache: cache) { values, _ in
        observe(values)
      }
    } catch {
      throw .model(error)
    }
  }

  private func add(
    _ hidden: Matrix<Float>, _ queries: [ChoicePass.Query], to sums: inout [[ScoreSum]], limits: PassLimits
  ) throws(EvaluationError) {
    for (query, score) in zip(queries, try tokenScores(hidden, queries.map(\.token), limits: limits)) {
      sums[query.choice][query.target].add(score)
    }
  }
}

/// Choices laid out for one pass over their prompts, and one over what the cache must continue.
private struct ChoicePass {
  /// A token to be scored, and whose it is.
  struct Query {
    let choice: Int
    let target: Int
    let token: TokenQuery
  }

  /// Prompt and longest target, by choice.
  let hosts: TokenBatch
  let promptLengths: [Int]
  private(set) var hostQueries: [Query] = []
  /// The other targets of several tokens, each without its last one.
  private(set) var continuations: [[Int]] = []
  /// Which host each of them continues.
  private(set) var continuedHosts: [Int] = []
  private(set) var continuationQueries: [Query] = []

  /// - Parameter choices: with the index that their queries are to carry.
  init(_ choices: [(index: Int, choice: PreparedChoice)]) {
    hosts = TokenBatch(choices.map(\.choice.host))
    promptLengths = choices.map(\.choice.prompt.count)
    var continuationRows = 0
    for (s, (index, choice)) in choices.enumerated() {
      let last = hosts.starts[s] + choice.prompt.count - 1
      for (t, target) in choice.targets.enumerated() {
        hostQueries.append(Query(choice: index, target: t, token: TokenQuery(row: last, token: target[0])))
      }
      for (t, target) in choice.targets.enumerated() where target.count > 1 {
        let isHost = t == choice.hostTarget
        let firstRow = isHost ? last + 1 : continuationRows
        let queries = target.dropFirst().enumerated().map { i, token in
          Query(choice: index, target: t, token: TokenQuery(row: firstRow + i, token: token))
        }
        if isHost {
          hostQueries += queries
        } else {
          continuationQueries += queries
          continuations.append(target.dropLast())
          continuedHosts.append(s)
          continuationRows += target.count - 1
        }
      }
    }
  }
}

extension PreparedChoice {
  /// The longest target, the first of equals; nil without targets.
  fileprivate var hostTarget: Int? {
    targets.indices.max { (targets[$0].count, $1) < (targets[$1].count, $0) }
  }
  fileprivate var host: [Int] { prompt + (hostTarget.map { targets[$0].dropLast() } ?? []) }
  fileprivate var hostTokens: Int { prompt.count + (hostTarget.map { targets[$0].count - 1 } ?? 0) }
  /// Number of targets of several tokens.
  fileprivate var longTargets: Int { targets.count { $0.count > 1 } }
}

/// Token scores of one target, summed up.
private struct ScoreSum {
  private var logProbability = 0.0
  private var isArgmax = true
  private var count = 0

  mutating func add(_ score: TokenScore) {
    logProbability += score.logProbability
    isArgmax = isArgmax && score.isArgmax
    count += 1
  }

  var mean: TargetScore { TargetScore(nll: -logProbability / Double(max(1, count)), isArgmax: isArgmax) }
}
