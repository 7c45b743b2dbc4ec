import Datasets
import Editing
import Foundation
import Models
import Numerics
import RunModel
import Spectra
import Testing

@testable import Engine

struct EditingSessionTests {
  // MARK: - Undo

  @Test func undoAndRedoGiveTheSameBits() throws {
    var session = try EditingSession(Fixtures.configuration())
    var store = RoundStore(nil, isUndoable: true)
    var states = [session.weights]
    for _ in 0..<3 {
      try session.edit(keptIn: &store)
      states.append(session.weights)
    }
    #expect(Set(states.map { $0[1].entries }).count == 4)
    #expect(states.allSatisfy { $0[0] == states[0][0] && $0[3] == states[0][3] })
    for expected in states.dropLast().reversed() {
      try session.undo(recall: store.applied)
      #expect(session.weights == expected)
    }
    try session.undo(recall: store.applied)
    #expect(session.edits == 0)
    for expected in states.dropFirst() {
      try session.edit()
      #expect(session.weights == expected)
    }
  }

  /// Another guard, and back again: undo leaves nothing of a round behind.
  @Test func undoneRoundsLeaveNoTrace() throws {
    var session = try EditingSession(Fixtures.configuration())
    var store = RoundStore(nil, isUndoable: true)
    try session.edit(keptIn: &store)
    var other = session
    try other.setGuard(GuardSetting(isOn: true, kind: .constrained, tau: 0.5))
    try other.edit(keptIn: &store)
    try other.edit(1, keptIn: &store)
    _ = try other.measure(nil) { false }
    for _ in 0..<2 { try other.undo(recall: store.applied) }
    try other.setGuard(session.guardSetting)
    try session.edit()
    try other.edit()
    #expect(other.weights == session.weights)
  }

  // MARK: - Times

  /// The sleeps are in the time that passed, not in the time of work.
  @Test func timeSpentInTheCallbackIsNotWork() throws {
    var session = try EditingSession(Fixtures.configuration())
    let clock = Stopwatch()
    let solved = try session.solve(count: 2) { _, step, _ in
      if step == 1 { Thread.sleep(forTimeInterval: 0.2) }
      return true
    }
    let passed = clock.seconds
    #expect(solved.seconds.total <= passed - 0.4)
    #expect(solved.seconds.targets <= passed - 0.4)
    #expect(solved.seconds.targets > 0 && solved.seconds.targets <= solved.seconds.total)
  }

  // MARK: - Sizes

  @Test(arguments: [1, 2, 4, 6, 7, 1000, .max]) func roundsOfAnySizeReachTheEnd(size: Int) throws {
    var session = try EditingSession(Fixtures.configuration())
    while session.edits < session.editLimit {
      let before = session.edits
      let solved = try session.edit(size)
      #expect(solved.edits == before..<min(6, size == .max ? 6 : before + size))
    }
    #expect(session.edits == 6)
    #expect(try session.solve(count: size) { _, _, _ in true }.edits.isEmpty)
  }

  @Test(arguments: [0, -1, .min]) func roundsOfNothingAreEmpty(size: Int) throws {
    var session = try EditingSession(Fixtures.configuration())
    let solved = try session.solve(count: size) { _, _, _ in true }
    #expect(solved.edits == 0..<0)
    #expect(solved.applied.updates.isEmpty)
  }

  @Test func noEditsAtAll() throws {
    var configuration = Fixtures.configuration()
    configuration.editLimit = 0
    var session = try EditingSession(configuration)
    #expect(session.editLimit == 0)
    let report = try session.measure(nil) { false }
    #expect(report.scores.efficacy == nil)
    #expect(report.outcomes.isEmpty)
    #expect(report.probes.count == 1)
  }

  @Test(arguments: [[0], [3], [0, 1, 2, 3], [2]]) func anyLayersCanBeEdited(layers: [Int]) throws {
    for setting in [
      GuardSetting(), GuardSetting(isOn: true, tau: 0.5), GuardSetting(isOn: true, kind: .constrained, tau: 0.5),
    ] {
      var session = try EditingSession(Fixtures.configuration(layers: layers, guardSetting: setting))
      let solved = try session.edit()
      #expect(solved.failed.isEmpty)
      #expect(solved.applied.updates.map(\.layer) == layers)
      let report = try session.measure(solved) { false }
      #expect(report.layers.map(\.layer) == layers)
    }
  }

  @Test func configurationsThatMakeNoRunAreRefused() throws {
    func refuses(_ change: (inout RunConfiguration) -> Void, _ word: String) {
      var configuration = Fixtures.configuration()
      change(&configuration)
      let error = #expect(throws: (any Error).self) { try EditingSession(configuration) }
      #expect(error.map { "\($0)".contains(word) } == true, "\(String(describing: error))")
    }
    refuses({ $0.roundSize = 0 }, "round size")
    refuses({ $0.roundSize = -5 }, "round size")
    refuses({ $0.editLimit = -1 }, "edit limit")
    refuses({ $0.sampleSize = -1 }, "sample size")
    refuses({ $0.fullSpectrumInterval = 0 }, "interval of full spectra")
    refuses({ $0.hyperParameters.layers = [2, 1] }, "layers")
    refuses({ $0.hyperParameters.layers = [1, 1] }, "layers")
    refuses({ $0.hyperParameters.layers = [4] }, "layers")
    refuses({ $0.hyperParameters.layers = [] }, "layers")
    refuses({ $0.hyperParameters.steps = 0 }, "v_num_grad_steps")
    refuses({ $0.settings[.alphaEdit].nullSpace.penalty = 0 }, "L2")
    refuses({ $0.edits = "/none.json" }, "/none.json")
    refuses({ $0.model = "/none" }, "/none")
    refuses({ $0.moments = "/none.txt" }, "/none.txt")
    refuses({ $0.probes = [String(repeating: "far ", count: 500)] }, "far")
  }

  // MARK: - The guard in a round

  /// The weights of a run stay in the complement of the original's dominant subspace, round after round.
  @Test(arguments: [GuardSetting.Kind.revive, .constrained]) func guardedRoundsLeaveTheCoreAlone(
    kind: GuardSetting.Kind
  ) throws {
    let setting = GuardSetting(isOn: true, kind: kind, tau: 0.5)
    var session = try EditingSession(Fixtures.configuration(guardSetting: setting))
    let before = [1, 2].map { session.model.editedWeight(layer: $0).asDouble }
    var reports: [RoundReport] = []
    for _ in 0..<3 {
      let solved = try session.edit()
      reports.append(try session.measure(solved) { false })
    }
    for (original, layer) in zip(before, [1, 2]) {
      let whole = try svd(original)
      // k by the definition: the smallest with more than half of the energy.
      let energies = whole.s.map { $0 * $0 }
      let k = try #require(
        (1...64).first { energies.prefix($0).reduce(0, +) > 0.5 * energies.reduce(0, +) })
      let change = session.model.editedWeight(layer: layer).asDouble - original
      #expect(change.frobeniusNorm > 1e-3 * original.frobeniusNorm)
      #expect(whole.u.columns(0..<k).transposedTimes(change).frobeniusNorm < 1e-4 * change.frobeniusNorm)
      #expect(change.times(whole.vt.transposed.columns(0..<k)).frobeniusNorm < 1e-4 * change.frobeniusNorm)
      for report in reports {
        let layerReport = try #require(report.layers.first { $0.layer == layer })
        #expect(layerReport.k == k)
        #expect(layerReport.kept > 0 && layerReport.kept < 1)
        #expect(layerReport.coreDrift < 1e-5)
      }
    }
  }

  /// `kept` and `relative_change` from the dense updates.
  @Test func reportedNormsAreThoseOfTheUpdates() throws {
    let setting = GuardSetting(isOn: true, tau: 0.5)
    var open = try EditingSession(Fixtures.configuration(layers: [2]))
    var guarded = try EditingSession(Fixtures.configuration(layers: [2], guardSetting: setting))
    let original = open.model.editedWeight(layer: 2).frobeniusNorm
    let (free, safe) = (try open.edit(), try guarded.edit())
    func norm(_ solved: SolvedRound) -> Double {
      solved.applied.updates[0].change.matrix.asDouble.frobeniusNorm
    }
    let openReport = try open.measure(free) { false }.layers[0]
    let report = try guarded.measure(safe) { false }.layers[0]
    #expect(abs(report.kept - norm(safe) / norm(free)) < 1e-5)
    #expect(openReport.kept == 1)
    #expect(abs(openReport.relativeChange - norm(free) / original) < 1e-5 * openReport.relativeChange)
    #expect(abs(report.relativeChange - norm(safe) / original) < 1e-5 * report.relativeChange)
  }

  /// Of later rounds, too, whose updates have factors or none: by the weights before and after, in Double.
  @Test(arguments: [EditorKind.memit, .ft]) func relativeChangesAreThoseOfTheWeights(editor: EditorKind) throws {
    var configuration = Fixtures.configuration(layers: [2])
    configuration.editor = editor
    var session = try EditingSession(configuration)
    for _ in 0..<3 {
      let before = session.model.editedWeight(layer: 2).asDouble
      let solved = try session.edit()
      let change = session.model.editedWeight(layer: 2).asDouble - before
      let report = try session.measure(solved) { false }.layers[0]
      let expected = change.frobeniusNorm / before.frobeniusNorm
      #expect(expected > 1e-4 && abs(report.relativeChange - expected) < 1e-4 * expected)
    }
  }

  /// A resumed run applies all of its rounds before it looks at one.
  @Test func roundsThatNobodyLooksAtLeaveNoMoreThanHelps() throws {
    var session = try EditingSession(Fixtures.configuration(layers: [2]))
    let solved = try session.edit()
    let rank = min(session.model.shape.hidden, session.model.shape.mlp)
    #expect(session.spectra.newDirections[2]?.factors?.map(\.columns) == [2])
    for _ in 1..<40 {
      session.apply(edits: 2..<2, solved.applied)
      #expect((session.spectra.newDirections[2]?.entryCount ?? 0) <= rank / 6 * session.model.shape.mlp)
    }
    #expect(session.spectra.newDirections[2]?.entryCount == 0)
    let report = try session.measure(nil) { false }.layers[0]
    let exact = try svd(session.model.editedWeight(layer: 2).asDouble)
    for (found, value) in zip(report.leading, exact.s) { #expect(abs(Double(found) - value) < 1e-4 * value) }
    #expect(session.spectra.newDirections.isEmpty)
  }

  // MARK: - Edits that fail

  /// The fixture's edits with one in the middle that is too long for the model.
  private func withLongEdit(_ scratch: Scratch) throws -> String {
    let records = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: Fixtures.edits)) as? [[String: Any]])
    var long = records[1]
    long["case_id"] = 999
    var rewrite = try #require(long["requested_rewrite"] as? [String: Any])
    rewrite["prompt"] = String(repeating: "far and wide ", count: 80) + "in {} it is"
    long["requested_rewrite"] = rewrite
    let data = try JSONSerialization.data(withJSONObject: [records[0], long, records[1]])
    try data.write(to: scratch.file("edits.json"))
    return scratch.file("edits.json").path
  }

  @Test func anEditThatDoesNotFitFailsAloneAndIsNamed() throws {
    let scratch = try Scratch()
    var configuration = Fixtures.configuration()
    configuration.edits = try withLongEdit(scratch)
    var session = try EditingSession(configuration)
    let solved = try session.edit(3)
    #expect(solved.failed.map(\.index) == [1])
    #expect(solved.failed.map(\.caseID) == [999])
    #expect(solved.failed[0].reason.contains("128"))
    let report = try session.measure(solved) { false }
    #expect(report.edits == 3)
    #expect(report.failed == solved.failed)
    #expect(report.outcomes.map(\.index) == [0, 2])
    // The others are edited as they are without it.
    var plain = try EditingSession(Fixtures.configuration())
    try plain.edit(2)
    #expect(session.weights == plain.weights)
  }

  @Test func aRoundOfFailuresChangesNothingAndCounts() throws {
    let scratch = try Scratch()
    var configuration = Fixtures.configuration()
    configuration.edits = try withLongEdit(scratch)
    var session = try EditingSession(configuration)
    try session.edit(1)
    let before = session.weights
    let solved = try session.edit(1)
    #expect(solved.failed.count == 1)
    #expect(solved.applied.updates.isEmpty)
    #expect(session.weights == before)
    let report = try session.measure(solved) { false }
    #expect(report.round == 2)
    #expect(report.layers.allSatisfy { $0.kept == 1 && $0.relativeChange == 0 })
    try session.edit(1)
    #expect(session.edits == 3)
    #expect(session.weights != before)
  }

  /// A weight that is ruined in the middle of a run: every edit fails, the measures say so, and undo is the way back.
  @Test func aRuinedModelGoesOn() throws {
    var session = try EditingSession(Fixtures.configuration())
    let before = session.weights
    let ruin = WeightUpdate(
      layer: 1, left: Matrix(64, 1, [Float](repeating: .nan, count: 64)),
      right: Matrix(256, 1, [Float](repeating: 1, count: 256)))
    session.apply(edits: 0..<1, AppliedRound(updates: [ruin]))
    let solved = try session.edit()
    #expect(solved.failed.map(\.index) == [1, 2])
    #expect(solved.failed.allSatisfy { $0.reason.contains("not finite") })
    let report = try session.measure(solved) { false }
    let layer = try #require(report.layers.first)
    #expect(layer.ls.isNaN && layer.frobenius.isNaN)
    #expect(report.scores.efficacyArgmax == 0)
    #expect(report.probes[0].continuation.isEmpty)
    let rounds = [AppliedRound(updates: [ruin]), solved.applied]
    for _ in 0..<2 { try session.undo { rounds[$0 - 1] } }
    #expect(session.weights == before)
    let healed = try session.edit()
    #expect(healed.failed.isEmpty)
    let after = try session.measure(healed) { false }
    #expect(after.layers.allSatisfy { $0.ls.isFinite })
  }

  // MARK: - Interrupts

  @Test func interruptsLeaveTheModelAlone() throws {
    var session = try EditingSession(Fixtures.configuration())
    for phase in [Activity.Phase.targets, .solve] {
      #expect(throws: EditingError.interrupted) { try session.solve(count: 2) { now, _, _ in now != phase } }
    }
    #expect(session.edits == 0)
    #expect(throws: EditingError.interrupted) { try EditingSession(Fixtures.configuration()) { _, _ in false } }
  }

  // MARK: - What a stored round must fit

  @Test func storedRoundsMustFollowAndFit() throws {
    var session = try EditingSession(Fixtures.configuration())
    let solved = try session.edit()
    let report = try session.measure(solved) { false }
    try session.undo { _ in solved.applied }
    #expect(session.accepts(report, solved.applied))
    #expect(session.accepts(report, AppliedRound(updates: [])))
    func refuses(_ change: (inout RoundReport) -> Void) -> Bool {
      var changed = report
      change(&changed)
      return !session.accepts(changed, solved.applied)
    }
    #expect(refuses { $0.round = 2 })
    #expect(refuses { $0.round = .max })
    #expect(refuses { $0.edits = 0 })
    #expect(refuses { $0.edits = -4 })
    #expect(refuses { $0.edits = 7 })
    guard case .factored(let left, let right) = solved.applied.updates[0].change else {
      Issue.record("MEMIT's updates have factors")
      return
    }
    for bad in [
      WeightUpdate(layer: 0, left: left, right: right),
      WeightUpdate(layer: -1, left: left, right: right),
      WeightUpdate(layer: 1, left: right, right: left),
      WeightUpdate(layer: 1, left: .nan(64), right: Matrix(256, 1)),
    ] {
      #expect(!session.accepts(report, AppliedRound(updates: [bad])))
    }
  }
}

extension Matrix where Scalar == Float {
  fileprivate static func nan(_ rows: Int) -> Matrix { Matrix(rows, 1, [Float](repeating: .nan, count: rows)) }
}
