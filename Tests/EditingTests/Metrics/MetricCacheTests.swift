import Foundation
import Numerics
import RunModel
import TestSupport
import Testing

@testable import Editing

/// What the cache hands out, over rounds, undos and changes of guard and editor, against metrics made for the occasion.
struct MetricCacheTests {
  private let m = 16
  private let moments: [Int: RidgedMoment]
  private let rounds: [Matrix<Float>]
  private let keys: Matrix<Double>
  private let guards: [Confining]
  private var settings = HyperParameters(
    layers: [1, 2], steps: 1, learningRate: 1, weightDecay: 0, klFactor: 0, clampFactor: 1, momentWeight: 5)

  init() throws {
    var generator = SeededGenerator(seed: 1)
    var moments: [Int: RidgedMoment] = [:]
    for layer in [1, 2] {
      let c = try positiveDefinite(eigenvalues: (0..<16).map { pow(2, -Double($0)) }, using: &generator)
      moments[layer] = RidgedMoment(layer: layer, matrix: c, tokens: 1_000)
    }
    self.moments = moments
    rounds = (0..<9).map { _ in Matrix<Float>.gaussian(16, 2, using: &generator) }
    keys = .gaussian(m, 3, using: &generator)
    guards = try (0..<2).map { _ in
      Confining(v: try orthonormalBasis(Matrix<Double>.gaussian(16, 4, using: &generator)), layers: [1])
    }
    settings.nullSpace.rule = .absolute(0.02)
  }

  private func memory(_ indices: [Int]) -> EditHistory {
    var memory = EditHistory()
    for index in indices { memory.remember(RoundTrace(keys: [1: rounds[index], 2: rounds[8 - index]])) }
    return memory
  }

  /// One cache through a history of rounds, an undo, a fork to other rounds of the same size, and many keys.
  @Test(arguments: [EditorKind.memit, .memitSeq, .alphaEdit]) func equalsAFreshShelfWhateverCameBefore(
    kind: EditorKind
  ) throws {
    let editor = kind.make(settings)
    var cache = MetricCache(moments)
    let histories = [
      [], [0], [0, 1], [0, 1, 2], [0, 1], [0], [3], [3, 4, 5, 6], [3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7, 8], [3, 4],
      [],
    ]
    for history in histories {
      for updateGuard in guards {
        cache.guardChanged()
        let found = try cache.metrics(for: editor, guardedBy: updateGuard, memory: memory(history))
        #expect(found.keys.sorted() == [1, 2])
        for layer in [1, 2] {
          let pair = try #require(found[layer])
          try check(pair.free, layer: layer, kind, history, excluded: nil)
          #expect((pair.confined == nil) == (layer == 2))
          if let confined = pair.confined { try check(confined, layer: layer, kind, history, excluded: updateGuard.v) }
        }
      }
    }
  }

  private func check(
    _ metric: any KeyMetric, layer: Int, _ kind: EditorKind, _ history: [Int], excluded: Matrix<Double>?
  ) throws {
    let moment = try #require(moments[layer])
    var base: any BaseMetric = MomentMetric(try moment.factored(), weight: 5)
    if kind == .alphaEdit {
      base = NullSpaceMetric(try MomentSpectrum(of: moment), rule: .absolute(0.02), penalty: 10)
    }
    if let excluded { base = try base.excluding(excluded) }
    var expected = base.solve(keys)
    if kind != .memit, let gram = memory(history).gram(layer: layer) { expected = try base.adding(gram).solve(keys) }
    #expect(distance(metric.solve(keys), expected) < 1e-10 * largest(expected))
  }

  /// A change of editor in mid-run, there and back, with the guard in place.
  @Test func changesOfEditorAreSeen() throws {
    var cache = MetricCache(moments)
    for kind in [EditorKind.memitSeq, .alphaEdit, .memitSeq, .memit, .memitSeq] {
      let found = try cache.metrics(for: kind.make(settings), guardedBy: guards[0], memory: memory([0, 1]))
      let pair = try #require(found[1])
      try check(pair.free, layer: 1, kind, [0, 1], excluded: nil)
      try check(#require(pair.confined), layer: 1, kind, [0, 1], excluded: guards[0].v)
    }
  }

  /// A second moment that cannot be inverted keeps those editors from a model that invert it.
  @Test func onlyWhatIsAskedForIsFactored() throws {
    let singular = RidgedMoment(layer: 1, matrix: try #require(moments[1]).matrix, tokens: 3)
    var settings = settings
    settings.layers = [1]
    var plainROME = settings
    plainROME.momentAdjustment = false
    var part = settings
    part.nse.neuronShare = 0.5
    let memory = memory([0, 1, 2, 3, 4, 5])
    for editor in [AlphaEdit(settings), ROME(plainROME), FT(settings), NSE(part)] as [any Editor] {
      var cache = MetricCache([1: singular])
      let found = try cache.metrics(for: editor, guardedBy: guards[0], memory: memory)
      #expect((found[1]?.confined != nil) == (editor.metric != nil), "\(editor.name)")
    }
    for editor in [MEMIT(settings), ROME(settings), NSE(settings)] as [any Editor] {
      var cache = MetricCache([1: singular])
      #expect(throws: EditingError.singularSecondMoment(layer: 1, tokens: 3, width: 16), "\(editor.name)") {
        try cache.metrics(for: editor, guardedBy: guards[0], memory: memory)
      }
    }
  }

  @Test func decompositionsAreKeptAndTakenIn() throws {
    var cache = MetricCache(moments)
    #expect(cache.spectra.isEmpty)
    // 2^-6 is the first eigenvalue below 0.02.
    let rank = try cache.nullSpaceRank(.absolute(0.02), layer: 1)
    #expect(rank == NullSpaceRank(layer: 1, rank: 10, width: 16) && rank.remark == nil)
    #expect(try cache.nullSpaceRank(.absolute(2), layer: 1).remark != nil)
    #expect(try cache.nullSpaceRank(.absolute(0), layer: 1).remark != nil)
    #expect(cache.spectra.keys.sorted() == [1])
    // A spectrum that is handed in is used as it is.
    let other = MomentSpectrum(values: [1, 0] + [Double](repeating: 0, count: 14), vectors: .identity(16))
    var seeded = MetricCache(moments, spectra: [1: other])
    #expect(try seeded.nullSpaceRank(.absolute(0.02), layer: 1).rank == 15)
  }

  @Test func anEmptyNullSpaceSaysWhatToTry() throws {
    var cache = MetricCache(moments)
    var settings = settings
    settings.nullSpace.rule = .absolute(1e-9)
    let error = #expect(throws: EditingError.self) {
      try cache.metrics(for: AlphaEdit(settings), guardedBy: NoGuard(), memory: EditHistory())
    }
    let sentence = try #require(error).description
    for part in ["layer 1", "1e-09", "nullspace_mode energy"] { #expect(sentence.contains(part)) }
    settings.nullSpace.rule = .energy(1e-9)
    #expect(throws: EditingError.self) {
      try cache.metrics(for: AlphaEdit(settings), guardedBy: NoGuard(), memory: EditHistory())
    }
  }
}
