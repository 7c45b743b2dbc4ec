import Checkpoints
import Models
import Numerics
import TestSupport
import Testing

@testable import Editing

struct ROMETests {
  private let run: ReferenceRun
  private let moments: [Int: RidgedMoment]
  private var settings: HyperParameters { run.hyperParameters }

  init() throws {
    run = try ReferenceRun("rome")
    moments = try run.publishedMoments()
  }

  private func solve(
    _ edits: [PreparedEdit], _ settings: HyperParameters, model: Transformer? = nil,
    guardedBy updateGuard: any UpdateGuard = NoGuard(), progress: RoundProgress = { _, _, _ in true }
  ) throws -> RoundSolve {
    let editor = ROME(settings)
    let c = RidgedMoment(layer: 2, matrix: moments[2]?.matrix ?? .identity(256), tokens: 1_000)
    var cache = MetricCache(Dictionary(uniqueKeysWithValues: settings.layers.map { ($0, c) }))
    let round = EditRound(
      edits: edits, model: model ?? run.model, original: run.model,
      metrics: try cache.metrics(for: editor, guardedBy: updateGuard, memory: EditHistory()), updateGuard: updateGuard
    )
    return try editor.solve(round, progress: progress)
  }

  private func target(
    _ edit: PreparedEdit, _ settings: HyperParameters, layer: Int = 2, model: Transformer
  ) throws -> Target {
    var settings = settings
    settings.layers = [layer]
    var options = TargetOptions()
    options.site = .mlp
    return try computeTargets([edit], model: model, hyperParameters: settings, options: options)[0]
  }

  /// Keys and MLP outputs of `layer` at the subject's last token, prompt by prompt in full.
  private func read(
    _ edit: PreparedEdit, _ model: Transformer, layer: Int = 2
  ) throws -> (keys: [[Double]], outputs: [[Double]]) {
    var keys: [[Double]] = []
    var outputs: [[Double]] = []
    for prompt in edit.rewriting {
      let batch = TokenBatch([prompt.tokens])
      _ = model.run(try model.embed(batch), through: 0..<layer + 1, batch: batch) { values, output in
        guard values.layer == layer else { return }
        keys.append(values.keys.row(prompt.subjectLast).map(Double.init))
        outputs.append(
          zip(output.row(prompt.subjectLast), values.afterAttention.row(prompt.subjectLast)).map { Double($0 - $1) })
      }
    }
    return (keys, outputs)
  }

  private func mean(_ rows: [[Double]]) -> [Double] {
    rows[0].indices.map { j in rows.reduce(0) { $0 + $1[j] } / Double(rows.count) }
  }

  private func relative(_ a: [Double], _ b: [Float]) -> Float { relativeDifference(a.map(Float.init), b) }

  // MARK: - Parity

  /// Six rounds of one edit, each from the weights that we or the reference had after the round before.
  @Test(arguments: [true, false]) func sixEditsMatchTheReference(fromOurWeights: Bool) throws {
    var legacy = settings
    legacy.compat = [.romeLegacyKey]
    var model = run.model
    var worst: [String: Float] = [:]
    func note(_ what: String, _ value: Float) { worst[what] = max(worst[what] ?? 0, value) }
    for (index, edit) in run.edits.enumerated() {
      let reference = try run.round(index)
      let target = try target(edit, legacy, model: model)
      note("h0", relativeDifference(target.initial, try reference.floats("z_init")))
      note("z", relativeDifference(target.z, try reference.floats("zs")))
      #expect(target.steps.count == run.traces[index].steps.count)
      for (mine, theirs) in zip(target.steps, run.traces[index].steps) {
        note("loss", Float(abs(mine.loss - theirs.loss)))
        note("|delta|", Float(abs(mine.deltaNorm - theirs.deltaNorm) / max(1, theirs.deltaNorm)))
      }
      let result = try solve([edit], legacy, model: model)
      #expect(result.failures.isEmpty)
      let layer = try #require(result.layers.first)
      note("dW", relativeDifference(layer.update.change.matrix.transposed.entries, try reference.floats("dW_L2")))
      model.apply(layer.update)
      note("W", relativeDifference(model.blocks[2].down.weight.entries, try reference.floats("W_L2")))
      if !fromOurWeights { model.blocks[2].down.weight = Matrix(256, 64, try reference.floats("W_L2")) }
    }
    // The reference inverts C, of condition 4e4, explicitly in f32 (a Cholesky solve in Double here): u and with it dW differ
    // by 1e-4, and from our own weights all later rounds do. Measured there: dW 2e-4, W 1e-4, z 1e-4, h0 and |delta| 5e-5,
    // loss 6e-5; from the reference's weights z 4e-6, h0 and |delta| 2e-6, loss 4e-6 (loss absolute, others relative).
    let tolerances: [String: Float] =
      fromOurWeights
      ? ["h0": 2e-4, "z": 5e-4, "loss": 2e-4, "|delta|": 2e-4, "dW": 1e-3, "W": 5e-4]
      : ["h0": 1e-5, "z": 2e-5, "loss": 2e-5, "|delta|": 1e-5, "dW": 5e-4, "W": 5e-4]
    #expect(Set(worst.keys) == Set(tolerances.keys))
    for (what, value) in worst { #expect(value < (tolerances[what] ?? 0), "\(what)") }
  }

  /// The reference's own update holds the averaged key in u and the bare one in the quotient.
  @Test func theReferenceCarriesTheLegacyKey() throws {
    let reference = try run.round(0)
    let edit = run.edits[0]
    let dW = Matrix(256, 64, try reference.floats("dW_L2")).transposed.asDouble
    let (keys, _) = try read(edit, run.model)
    let bare = dW.times(Matrix(256, 1, keys[0])).entries
    let averaged = dW.times(Matrix(256, 1, mean(keys))).entries
    let delta = try reference.floats("z_delta")
    #expect(relative(bare, delta) < 1e-4)
    #expect(relative(averaged, delta) > 1e-2)
  }

  /// The default form from the reference's z: (v* - W k - b) u^T / (k^T u) by a dense solve with the plain mean key.
  @Test func theDefaultIsTheAveragedKeyInEveryPlace() throws {
    let edit = run.edits[0]
    let (keys, outputs) = try read(edit, run.model)
    let k = Matrix(256, 1, mean(keys))
    let z = try run.round(0).floats("zs").map(Double.init)
    let missing = Matrix(64, 1, zip(z, mean(outputs)).map { $0 - $1 })
    let u = solveDensely(try #require(moments[2]).matrix, k)
    let expected = (1 / k.transposedTimes(u)[0, 0]) * missing.times(transposed: u)
    let found = try #require(try solve([edit], settings).layers.first)
    #expect(relativeDifference(found.update.change.matrix.entries, expected.asFloat.entries) < 1e-4)
    #expect(relativeDifference(try #require(found.keys).entries, k.asFloat.entries) < 1e-5)
    #expect(relativeDifference(try #require(found.residual).entries, missing.asFloat.entries) < 1e-4)
    #expect(abs(found.norm - expected.frobeniusNorm) < 1e-4 * expected.frobeniusNorm)
  }

  // MARK: - What it guarantees

  /// After the edit the mean over contexts of the MLP's output is v*; with the legacy key it is the bare prompt's.
  @Test(arguments: [false, true], [true, false]) func theTargetIsHitExactly(legacy: Bool, adjusted: Bool) throws {
    var settings = settings
    settings.compat = legacy ? [.romeLegacyKey] : []
    settings.momentAdjustment = adjusted
    let edit = run.edits[1]
    let target = try target(edit, settings, model: run.model)
    var model = run.model
    model.apply(try #require(try solve([edit], settings).layers.first).update)
    let outputs = try read(edit, model).outputs
    let (hit, other) = legacy ? (outputs[0], mean(outputs)) : (mean(outputs), outputs[0])
    #expect(relative(hit, target.z) < 2e-5)
    #expect(relative(other, target.z) > 1e-3)
  }

  /// Without the second moment u is the key itself, less what a guard excludes.
  @Test func withoutTheSecondMomentTheKeyIsTheDirection() throws {
    var settings = settings
    settings.momentAdjustment = false
    let edit = run.edits[0]
    let k = Matrix(256, 1, mean(try read(edit, run.model).keys))
    var generator = SeededGenerator(seed: 4)
    let v = try orthonormalBasis(Matrix<Double>.gaussian(256, 20, using: &generator))
    for (updateGuard, direction) in [(NoGuard() as any UpdateGuard, k), (Confining(v: v), k.removing(spanOf: v))] {
      let layer = try #require(try solve([edit], settings, guardedBy: updateGuard).layers.first)
      guard case .factored(_, let right) = layer.update.change else {
        Issue.record("not factored")
        return
      }
      let unit = (1 / direction.frobeniusNorm) * direction
      #expect(relativeDifference(right.entries, unit.asFloat.entries) < 1e-5)
    }
  }

  /// A guard that excludes V still lets the target be hit, from outside V.
  @Test(arguments: [true, false]) func aConfinedUpdateHitsTheTarget(adjusted: Bool) throws {
    var settings = settings
    settings.momentAdjustment = adjusted
    var generator = SeededGenerator(seed: 3)
    let v = try orthonormalBasis(Matrix<Double>.gaussian(256, 30, using: &generator))
    let edit = run.edits[2]
    let target = try target(edit, settings, model: run.model)
    let layer = try #require(try solve([edit], settings, guardedBy: Confining(v: v)).layers.first)
    #expect(largest(layer.update.change.matrix.asDouble.times(v)) < 1e-5 * layer.norm)
    var model = run.model
    model.apply(layer.update)
    #expect(relative(mean(try read(edit, model).outputs), target.z) < 2e-5)
  }

  /// Nothing of a key is left outside an excluded whole space.
  @Test(arguments: [true, false]) func excludingEverythingLeavesNothing(adjusted: Bool) throws {
    var settings = settings
    settings.momentAdjustment = adjusted
    let result = try solve([run.edits[0]], settings, guardedBy: Confining(v: .identity(256)))
    #expect(result.failures.isEmpty)
    #expect(result.layers.allSatisfy { $0.norm == 0 && $0.kept == 0 })
  }

  // MARK: - Rounds

  /// A round of several edits is those edits one by one, one column each.
  @Test func aRoundIsItsEditsInTurn() throws {
    let edits = Array(run.edits.prefix(3))
    var model = run.model
    var updates: [Matrix<Float>] = []
    for edit in edits {
      let layer = try #require(try solve([edit], settings, model: model).layers.first)
      updates.append(layer.update.change.matrix)
      model.apply(layer.update)
    }
    let result = try solve(edits, settings)
    let layer = try #require(result.layers.first)
    guard case .factored(let left, let right) = layer.update.change else {
      Issue.record("not factored")
      return
    }
    #expect(result.layers.count == 1)
    #expect([left.columns, right.columns, layer.keys?.columns, layer.residual?.columns] == [3, 3, 3, 3])
    for (i, update) in updates.enumerated() {
      let own = left.columns(i..<i + 1).times(transposed: right.columns(i..<i + 1))
      #expect(relativeDifference(own.entries, update.entries) < 1e-6)
    }
    #expect(abs(layer.norm - layer.update.change.matrix.frobeniusNorm) < 1e-5 * layer.norm)
  }

  /// The guard acts on every request's update, and the next request sees what it left.
  @Test func theGuardActsOnEachRequest() throws {
    let edits = Array(run.edits.prefix(2))
    let half = Scaling(factor: 0.5)
    var model = run.model
    var free = Matrix<Double>(64, 256)
    for edit in edits {
      let change = try #require(try solve([edit], settings, model: model).layers.first).update.change.matrix
      free.add(change.asDouble)
      model.apply(WeightUpdate(layer: 2, change: .dense(0.5 * change)))
    }
    let layer = try #require(try solve(edits, settings, guardedBy: half).layers.first)
    #expect(abs(layer.kept - 0.5) < 1e-7)
    #expect(distance(layer.update.change.matrix.asDouble, 0.5 * free) < 1e-5 * largest(free))
  }

  /// Several layers: each has its own target, with the layers below already edited.
  @Test func layersFollowOneAnother() throws {
    var settings = settings
    settings.layers = [1, 2]
    let edit = run.edits[3]
    let result = try solve([edit], settings)
    #expect(result.layers.map(\.update.layer) == [1, 2])
    var model = run.model
    for layer in result.layers {
      let target = try target(edit, settings, layer: layer.update.layer, model: model)
      model.apply(layer.update)
      #expect(relative(mean(try read(edit, model, layer: layer.update.layer).outputs), target.z) < 2e-5)
    }
  }

  /// |h0| is the block's output at the bare prompt's subject, before each edit.
  @Test func hiddenNormsAreThoseOfTheBlock() throws {
    let edits = Array(run.edits.prefix(2))
    let found = try solve(edits, settings)
    var model = run.model
    for (edit, norm) in zip(edits, found.hiddenNorms) {
      let batch = TokenBatch([edit.rewriting[0].throughSubject])
      let hidden = model.run(try model.embed(batch), through: 0..<3, batch: batch)
      let expected = Matrix(1, 64, Array(hidden.row(edit.rewriting[0].subjectLast))).frobeniusNorm
      #expect(abs(norm - Double(expected)) < 1e-5 * norm)
      model.apply(try #require(try solve([edit], settings, model: model).layers.first).update)
    }
    #expect(found.hiddenNorms.count == 2)
  }

  // MARK: - Failures

  /// A token whose embedding is broken ruins the edit that reads it and no other.
  @Test func oneBrokenRequestLeavesTheOthersAlone() throws {
    let edits = Array(run.edits.prefix(3))
    let prompt = edits[1].rewriting[0]
    let token = prompt.tokens[prompt.subjectLast]
    try #require(!(edits[0].rewriting + edits[2].rewriting).contains { $0.tokens.contains(token) })
    var model = run.model
    for i in 0..<64 { model.tokenEmbedding[token, i] = .nan }
    model.untiedHead = run.model.tokenEmbedding
    let found = try solve(edits, settings, model: model)
    #expect(Array(found.failures.keys) == [1])
    #expect(found.failures[1]?.contains("not finite") == true)
    let expected = try solve([edits[0], edits[2]], settings)
    let (mine, theirs) = (try #require(found.layers.first), try #require(expected.layers.first))
    #expect(relativeDifference(mine.update.change.matrix.entries, theirs.update.change.matrix.entries) < 1e-4)
  }

  /// An update that is no number fails its request; nothing is written.
  @Test func aBrokenUpdateFailsItsRequest() throws {
    let result = try solve(Array(run.edits.prefix(2)), settings, guardedBy: Scaling(factor: .nan))
    #expect(result.layers.isEmpty)
    #expect(result.failures.keys.sorted() == [0, 1])
    #expect(result.failures[0]?.contains("NaN") == true)
  }

  @Test func interruptsAndCountsSteps() throws {
    var calls: [[Int]] = []
    _ = try solve(Array(run.edits.prefix(2)), settings) { _, step, steps in
      calls.append([step, steps])
      return true
    }
    #expect(calls.map { $0[0] } == calls.map { $0[0] }.sorted())
    #expect(calls.allSatisfy { $0[0] < $0[1] && $0[1] == 2 * settings.steps })
    #expect(throws: EditingError.interrupted) {
      try solve(Array(run.edits.prefix(2)), settings) { _, step, _ in step < settings.steps + 3 }
    }
  }
}
