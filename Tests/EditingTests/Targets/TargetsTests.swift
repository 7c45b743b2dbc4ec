import Datasets
import Foundation
import Models
import Numerics
import Testing

@testable import Editing

/// The target optimisation against its definition taken literally: every prompt in full, one by one, through the whole
/// model, with delta added at one place.
struct TargetsTests {
  private let run: ReferenceRun
  /// No clamp and no early end in the way.
  private let free = HyperParameters(
    layers: [1], steps: 1, learningRate: 0.05, weightDecay: 0.5, klFactor: 0.0625, clampFactor: 100,
    momentWeight: 15, stopLoss: 0)

  init() throws { run = try ReferenceRun() }

  // MARK: - The twin

  /// Log-probabilities of the next token at every position of `tokens`, with `delta` added to the state at `place`.
  private func logProbabilities(
    _ tokens: [Int], layer: Int, place: Int, delta: [Float]
  ) throws -> (rows: [[Double]], state: [Double]) {
    let batch = TokenBatch([tokens])
    var hidden = run.model.run(try run.model.embed(batch), through: 0..<layer + 1, batch: batch)
    let state = hidden.row(place).map(Double.init)
    hidden.setRow(place, zip(hidden.row(place), delta).map { $0 + $1 })
    let logits = run.model.logits(run.model.run(hidden, through: layer + 1..<4, batch: batch))
    let rows = (0..<logits.rows).map { row in
      let values = logits.row(row).map(Double.init)
      let top = values.max() ?? 0
      let sum = top + log(values.reduce(0) { $0 + exp($1 - top) })
      return values.map { $0 - sum }
    }
    return (rows, state)
  }

  private func twin(_ edit: PreparedEdit, delta: [Float], _ settings: HyperParameters) throws -> Target.Step {
    let layer = try #require(settings.layers.last)
    var initial = 0.0
    var nlls: [Double] = []
    for (index, prompt) in edit.rewriting.enumerated() {
      let (rows, state) = try logProbabilities(
        prompt.tokens, layer: layer, place: prompt.subjectLast, delta: delta)
      if index == 0 { initial = state.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      let first = rows.count - edit.target.count
      nlls.append(
        -edit.target.enumerated().reduce(0) { $0 + rows[first + $1.offset][$1.element] } / Double(edit.target.count))
    }
    let subject = edit.request.subject
    let place = run.tokenizer.encode(subject).count - 1
    let essence = run.tokenizer.encode(subject + " is a")
    let zero = [Float](repeating: 0, count: delta.count)
    let now = try logProbabilities(essence, layer: layer, place: place, delta: delta).rows[place]
    let before = try logProbabilities(essence, layer: layer, place: place, delta: zero).rows[place]
    let kl = settings.klFactor * zip(now, before).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
    let size = delta.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let decay = settings.weightDecay * size / (initial * initial)
    let nll = nlls.reduce(0, +) / Double(nlls.count)
    return Target.Step(
      loss: nll + kl + decay, nll: nll, kl: kl, decay: decay,
      probability: nlls.reduce(0) { $0 + exp(-$1) } / Double(nlls.count), deltaNorm: size)
  }

  /// The targets after 0, 1, 2... Adam steps: the last recorded step of each is the loss at its delta.
  private func trajectory(_ edit: PreparedEdit, steps: Int, _ settings: HyperParameters) throws -> [Target] {
    try (1...steps).map {
      var settings = settings
      settings.steps = $0
      return try computeTargets([edit], model: run.model, hyperParameters: settings)[0]
    }
  }

  // MARK: - Loss and gradient

  @Test(arguments: [[1], [2], [0, 1], [3]]) func lossIsThatOfAFullPass(layers: [Int]) throws {
    var settings = free
    settings.layers = layers
    for edit in run.edits.prefix(2) {
      for (count, target) in try trajectory(edit, steps: 5, settings).enumerated() {
        let found = try #require(target.steps.last)
        let expected = try twin(edit, delta: target.delta, settings)
        #expect(target.failure == nil)
        #expect(target.steps.count == count + 1)
        #expect(abs(found.nll - expected.nll) < 2e-5)
        #expect(abs(found.kl - expected.kl) < 2e-6)
        #expect(abs(found.decay - expected.decay) < 1e-6)
        #expect(abs(found.loss - expected.loss) < 2e-5)
        #expect(abs(found.probability - expected.probability) < 1e-4 * expected.probability)
        #expect(abs(found.deltaNorm - expected.deltaNorm) < 1e-6)
      }
    }
  }

  /// Central differences of the twin's loss.
  private func differences(
    _ edit: PreparedEdit, at delta: [Float], _ settings: HyperParameters
  ) throws -> [Double] {
    let step: Float = 0.02
    return try delta.indices.map { i in
      var ahead = delta
      ahead[i] += step
      var behind = delta
      behind[i] -= step
      return try (twin(edit, delta: ahead, settings).loss - twin(edit, delta: behind, settings).loss) / Double(2 * step)
    }
  }

  /// Two Adam steps, with gradients from differences of the twin's loss. A coordinate whose gradient drowns in the noise
  /// of the differences tells nothing and is left out.
  @Test func adamFollowsTheGradientOfTheTwin() throws {
    var settings = free
    // Weights that let each term be felt.
    settings.klFactor = 2
    settings.weightDecay = 20
    let edit = run.edits[0]
    let targets = try trajectory(edit, steps: 3, settings)
    #expect(targets[0].delta.allSatisfy { $0 == 0 })
    let first = try differences(edit, at: targets[0].delta, settings)
    let second = try differences(edit, at: targets[1].delta, settings)
    var compared = 0
    for i in first.indices where abs(first[i]) > 2e-3 && abs(second[i]) > 2e-3 {
      compared += 1
      let step1 = -0.05 * (first[i] > 0 ? 1 : -1)
      #expect(abs(Double(targets[1].delta[i]) - step1) < 1e-5)
      let mean = (0.9 * 0.1 * first[i] + 0.1 * second[i]) / (1 - 0.81)
      let square = (0.999 * 0.001 * first[i] * first[i] + 0.001 * second[i] * second[i]) / (1 - 0.999 * 0.999)
      let step2 = -0.05 * mean / (square.squareRoot() + 1e-8)
      let found = Double(targets[2].delta[i] - targets[1].delta[i])
      #expect(abs(found - step2) < 2e-3, "coordinate \(i): \(found), expected \(step2)")
    }
    #expect(compared > 40)
  }

  /// Above the last block delta reaches the logits of its own position alone, which the target does not read.
  @Test func lastBlockHasNothingToGain() throws {
    var settings = free
    settings.layers = [3]
    settings.steps = 4
    let target = try computeTargets([run.edits[0]], model: run.model, hyperParameters: settings)[0]
    #expect(target.failure == nil)
    #expect(target.delta.allSatisfy { $0 == 0 })
    #expect(target.steps.count == 4)
  }

  // MARK: - Limits

  @Test(arguments: [0.01, 0.3, 0.75]) func deltaStaysWithinTheClamp(factor: Double) throws {
    var settings = free
    settings.layers = [1, 2]
    settings.clampFactor = factor
    settings.learningRate = 0.5
    settings.steps = 8
    for target in try computeTargets(run.edits, model: run.model, hyperParameters: settings) {
      let limit = factor * target.initial.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      for step in target.steps { #expect(step.deltaNorm <= limit * (1 + 1e-6)) }
      // Steps of 0.5 a coordinate reach it.
      #expect(abs((target.steps.last?.deltaNorm ?? 0) - limit) < 1e-3 * limit)
    }
  }

  // MARK: - Options

  /// The bound of a model whose hidden state has grown is that of the model at edit 0; the decay's h0 is its own.
  @Test(arguments: [TargetSite.block, .mlp]) func anAnchoredClampIsThatOfTheOriginal(site: TargetSite) throws {
    var settings = free
    settings.clampFactor = 0.5
    settings.learningRate = 0.5
    settings.steps = 8
    var grown = run.model
    grown.blocks[1].down.weight.scale(by: 6)
    grown.blocks[1].down.bias = grown.blocks[1].down.bias.map { $0 * 6 }
    var options = TargetOptions()
    options.site = site
    let original = try computeTargets(run.edits, model: run.model, hyperParameters: settings, options: options)
    let current = try computeTargets(run.edits, model: grown, hyperParameters: settings, options: options)
    options.anchor = run.model
    let anchored = try computeTargets(run.edits, model: grown, hyperParameters: settings, options: options)
    for i in run.edits.indices {
      let limit = 0.5 * norm(original[i].initial)
      #expect(norm(current[i].initial) > 1.5 * norm(original[i].initial))
      #expect(current[i].steps.contains { $0.deltaNorm > 1.2 * limit })
      #expect(anchored[i].initial == current[i].initial)
      #expect(anchored[i].steps.allSatisfy { $0.deltaNorm <= limit * (1 + 1e-6) })
      #expect(abs((anchored[i].steps.last?.deltaNorm ?? 0) - limit) < 1e-3 * limit)
      for step in anchored[i].steps {
        let h0 = norm(anchored[i].initial)
        #expect(abs(step.decay - settings.weightDecay * step.deltaNorm / (h0 * h0)) < 1e-9)
      }
    }
  }

  /// Rounds ask for the anchor when the settings do.
  @Test func roundsAnchorWhatTheSettingsAnchor() throws {
    let round = EditRound(edits: run.edits, model: run.model, original: run.model, metrics: [:])
    var settings = free
    #expect(round.targetOptions(settings).anchor == nil)
    settings.clampAnchor = .anchored
    #expect(round.targetOptions(settings).anchor != nil)
  }

  /// h0 at the MLP's output is W k + b of the bare prompt; with no bound or decay in the way delta is the block's.
  @Test func theMLPsOutputIsAnotherReferenceOnly() throws {
    var settings = free
    settings.steps = 6
    settings.weightDecay = 0
    var options = TargetOptions()
    options.site = .mlp
    let atBlock = try computeTargets(run.edits, model: run.model, hyperParameters: settings)
    let atMLP = try computeTargets(run.edits, model: run.model, hyperParameters: settings, options: options)
    for (i, edit) in run.edits.enumerated() {
      let prompt = edit.rewriting[0]
      let batch = TokenBatch([prompt.tokens])
      var output: [Float] = []
      _ = run.model.run(try run.model.embed(batch), through: 0..<2, batch: batch) { values, block in
        guard values.layer == 1 else { return }
        let place = prompt.subjectLast
        output = zip(block.row(place), values.afterAttention.row(place)).map { $0 - $1 }
      }
      #expect(relativeDifference(atMLP[i].initial, output) < 1e-5)
      #expect(atMLP[i].delta == atBlock[i].delta)
      #expect(atMLP[i].initial != atBlock[i].initial)
    }
  }

  /// Delta has nothing of the directions that are kept out of it, edit by edit and however the edits are chunked.
  @Test(arguments: [1 << 30, 1]) func deltaIsKeptClearOfExcludedDirections(memory: Int) throws {
    var settings = free
    settings.steps = 6
    settings.learningRate = 0.5
    settings.clampFactor = 0.75
    var generator = SeededGenerator(seed: 2)
    var options = TargetOptions()
    for (edit, count) in [(1, 10), (4, 16)] {
      options.excluded[edit] = try orthonormalBasis(Matrix<Double>.gaussian(64, count, using: &generator))
    }
    let free = try computeTargets(run.edits, model: run.model, hyperParameters: settings, memory: memory)
    let found = try computeTargets(
      run.edits, model: run.model, hyperParameters: settings, options: options, memory: memory)
    for i in run.edits.indices {
      let delta = Matrix(64, 1, found[i].delta).asDouble
      #expect(delta.frobeniusNorm > 0.1)
      guard let u = options.excluded[i] else {
        #expect(relativeDifference(found[i].delta, free[i].delta) < 5e-5)
        continue
      }
      #expect(u.transposedTimes(delta).frobeniusNorm < 1e-6 * delta.frobeniusNorm)
      #expect(u.transposedTimes(Matrix(64, 1, free[i].delta).asDouble).frobeniusNorm > 0.1 * delta.frobeniusNorm)
    }
  }

  /// The step after which the target is probable enough is the last.
  @Test func aProbableTargetEnds() throws {
    var settings = free
    settings.steps = 20
    settings.learningRate = 0.5
    let whole = try computeTargets([run.edits[0]], model: run.model, hyperParameters: settings)[0]
    let bound = whole.steps[10].probability
    let end = try #require(whole.steps.firstIndex { $0.probability > bound })
    var options = TargetOptions()
    options.stopProbability = bound
    let found = try computeTargets([run.edits[0]], model: run.model, hyperParameters: settings, options: options)[0]
    #expect(found.steps == Array(whole.steps.prefix(end + 1)))
  }

  @Test func anEditThatIsDoneEnds() throws {
    var settings = run.hyperParameters
    settings.stopLoss = 1e9
    let target = try computeTargets([run.edits[0]], model: run.model, hyperParameters: settings)[0]
    #expect(target.steps.count == 1)
    #expect(target.delta.allSatisfy { $0 == 0 })
    #expect(target.z == target.initial)
  }

  /// An edit leaves the batch when it is done; the others go on as they would alone. Batches of other sizes round
  /// differently in the last bits, which Adam carries on.
  @Test func chunksGiveTheTargetsOfOneBatch() throws {
    let together = try computeTargets(run.edits, model: run.model, hyperParameters: run.hyperParameters)
    let alone = try run.edits.map {
      try computeTargets([$0], model: run.model, hyperParameters: run.hyperParameters)[0]
    }
    var calls: [[Int]] = []
    let chunked = try computeTargets(
      run.edits, model: run.model, hyperParameters: run.hyperParameters, memory: 1
    ) {
      calls.append([$0, $1])
      return true
    }
    for i in run.edits.indices {
      #expect(together[i].steps.count == alone[i].steps.count)
      #expect(relativeDifference(together[i].z, alone[i].z) < 5e-5)
      #expect(chunked[i] == alone[i])
    }
    let total = run.edits.count * run.hyperParameters.steps
    #expect(calls.allSatisfy { $0[1] == total })
    #expect(calls.map { $0[0] } == calls.map { $0[0] }.sorted())
    #expect(calls.count == chunked.reduce(0) { $0 + $1.steps.count })
    #expect(try computeTargets([], model: run.model, hyperParameters: run.hyperParameters).isEmpty)
  }

  @Test(arguments: [0, 1, 7]) func interruptsBeforeAnyStep(allowed: Int) throws {
    var left = allowed
    #expect(throws: EditingError.interrupted) {
      try computeTargets(run.edits, model: run.model, hyperParameters: run.hyperParameters) { _, _ in
        left -= 1
        return left >= 0
      }
    }
    #expect(left == -1)
  }

  // MARK: - Ruined models

  @Test(arguments: [0, 3]) func aBrokenModelGivesFailures(block: Int) throws {
    var model = run.model
    model.blocks[block].down.weight[1, 1] = .nan
    for target in try computeTargets(run.edits, model: model, hyperParameters: run.hyperParameters) {
      #expect(target.failure?.contains("not finite") == true)
      #expect(target.delta.allSatisfy { $0 == 0 })
      #expect(target.steps.count == 1)
    }
  }

  /// A token whose embedding is broken ruins the edits that read it and no other.
  @Test func oneBrokenEditLeavesTheOthersAlone() throws {
    let edits = Array(run.edits.prefix(3))
    let subject = try #require(edits[1].rewriting.first)
    let token = subject.tokens[subject.subjectLast]
    try #require(!(edits[0].rewriting + edits[2].rewriting).contains { $0.tokens.contains(token) })
    var model = run.model
    for i in 0..<64 { model.tokenEmbedding[token, i] = .nan }
    // A head of its own, so that logits do not read the broken embedding.
    model.untiedHead = run.model.tokenEmbedding
    let healthy = try computeTargets(edits, model: run.model, hyperParameters: run.hyperParameters)
    let found = try computeTargets(edits, model: model, hyperParameters: run.hyperParameters)
    #expect(found.map { $0.failure == nil } == [true, false, true])
    for i in [0, 2] { #expect(relativeDifference(found[i].z, healthy[i].z) < 5e-5) }
  }
}
