import Checkpoints
import Editing
import Foundation
import Models
import Numerics
import RunModel
import Testing

@testable import Engine

/// Suites in which engines are at work, one after the other: each keeps all cores busy.
@Suite(.serialized, .timeLimit(.minutes(5))) struct WorkingEngines {}

/// The fixtures of the tiny model.
enum Fixtures {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  static let model = tests.appendingPathComponent("ModelsTests/Fixtures/tiny-gpt2")
  static let edits = tests.appendingPathComponent("EditingTests/Fixtures/edits.json")
  static let text = tests.appendingPathComponent("EditingTests/Fixtures/text.txt")

  /// A file `idf.npy` that weighs one word: NumPy's format, version 1.
  static let termWeights: Data = {
    let header = Data("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n".utf8)
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0]) + header
      + withUnsafeBytes(of: 1.5.bitPattern.littleEndian) { Data($0) }
  }()

  /// Six edits in rounds of two on layers 1 and 2, with few optimisation steps.
  static func configuration(
    layers: [Int] = [1, 2], guardSetting: GuardSetting = GuardSetting()
  ) -> RunConfiguration {
    RunConfiguration(
      model: model.path, edits: edits.path, moments: text.path,
      settings: EditorSettings { _ in
        HyperParameters(
          layers: layers, steps: 4, learningRate: 0.5, weightDecay: 0.5, klFactor: 0.0625, clampFactor: 0.75,
          momentWeight: 15, ridge: 0.05)
      },
      contexts: .bare, order: .file, roundSize: 2, seed: 3, guardSetting: guardSetting, sampleSize: 4,
      fullSpectrumInterval: 2,
      probes: ["The capital of"])
  }
}

/// A folder that goes when the test is over.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("revive-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: file(name))
    return file(name).path
  }
}

extension EditingSession {
  /// A session of the tiny model, without a pass being interrupted.
  init(_ configuration: RunConfiguration) throws {
    try self.init(configuration) { _, _ in true }
  }

  /// Solves and applies one round.
  @discardableResult
  mutating func edit(_ count: Int = 2) throws -> SolvedRound {
    let solved = try solve(count: count) { _, _, _ in true }
    apply(edits: solved.edits, solved.applied)
    return solved
  }

  /// The same, and keeps the round for an undo.
  mutating func edit(_ count: Int = 2, keptIn store: inout RoundStore) throws {
    _ = try store.keep(try edit(count).applied, round: rounds.count)
  }

  var weights: [Matrix<Float>] { model.blocks.map(\.down.weight) }
}

/// An engine at work, and all that it says. Commands may be sent at an exact moment of the run by `react`, which is called
/// on the engine's queue.
final class Recording {
  let engine = EditingEngine()
  private(set) var events: [Event] = []
  private var iterator: AsyncStream<Event>.Iterator

  init(
    _ start: EngineStart, saveTo: URL? = nil, react: @escaping @Sendable (Event) -> [Command] = { _ in [] }
  ) {
    let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
    iterator = stream.makeAsyncIterator()
    engine.start(start, saveTo: saveTo, clock: { 0 }) { [engine] event in
      for command in react(event) { engine.send(command) }
      continuation.yield(event)
      if case .stopped = event { continuation.finish() }
    }
  }

  /// A new run that has come to rest at edit 0, so that what follows begins there.
  static func begun(
    _ configuration: RunConfiguration, folder: URL? = nil, saveTo: URL? = nil,
    react: @escaping @Sendable (Event) -> [Command] = { _ in [] }, at location: SourceLocation = #_sourceLocation
  ) async -> Recording {
    let run = Recording(.new(configuration, folder: folder), saveTo: saveTo, react: react)
    await run.listen(until: { $0.isIdle(at: 0) }, at: location)
    return run
  }

  /// Listens until an event matches; records an issue when the engine ends before.
  func listen(until matches: (Event) -> Bool, at location: SourceLocation = #_sourceLocation) async {
    while true {
      var iterator = iterator
      guard let event = await iterator.next(isolation: #isolation) else {
        Issue.record("the engine has ended: \(events.suffix(3))", sourceLocation: location)
        return
      }
      self.iterator = iterator
      events.append(event)
      if matches(event) { return }
    }
  }

  /// Sends commands and lets the engine come to rest.
  func send(_ commands: Command..., thenIdleAt edits: Int, at location: SourceLocation = #_sourceLocation) async {
    for command in commands { engine.send(command) }
    await listen(until: { $0.isIdle(at: edits) }, at: location)
  }

  /// Sends a command and lets the engine come to a round that it holds.
  func send(_ command: Command, thenHeldAt edits: Int, at location: SourceLocation = #_sourceLocation) async {
    engine.send(command)
    await listen(until: { $0.isHeld(at: edits) }, at: location)
  }

  /// Stops the engine and hears it out.
  @discardableResult
  func stop(at location: SourceLocation = #_sourceLocation) async -> String {
    engine.send(.stop)
    return await end(at: location)
  }

  /// Hears the engine out.
  ///
  /// - Returns: the reason that it gave.
  @discardableResult
  func end(at location: SourceLocation = #_sourceLocation) async -> String {
    var reason = ""
    await listen(
      until: {
        guard case .stopped(let text) = $0 else { return false }
        reason = text
        return true
      }, at: location)
    #expect(engine.waitUntilStopped(seconds: 60), sourceLocation: location)
    return reason
  }

  var rounds: [RoundReport] { events.compactMap { if case .round(let report) = $0.content { report } else { nil } } }
  var notices: [Notice] { events.compactMap { if case .notice(let notice) = $0 { notice } else { nil } } }
  var undone: [UndoReport] { events.compactMap { if case .undone(let report) = $0.content { report } else { nil } } }
  var changes: [GuardChange] { events.compactMap { if case .change(let change) = $0 { change } else { nil } } }
  var measured: [LateMeasures] { events.compactMap { if case .measured(let late) = $0.content { late } else { nil } } }
  var description: RunDescription? {
    events.lazy.compactMap { if case .ready(let description) = $0 { description } else { nil } }.first
  }
  var clamps: [ClampChange] { events.compactMap { if case .clamp(let change) = $0 { change } else { nil } } }
  var editors: [EditorChange] { events.compactMap { if case .editor(let change) = $0 { change } else { nil } } }
  var activities: [Activity] { events.compactMap { if case .activity(let now) = $0 { now } else { nil } } }
}

extension Event {
  func isIdle(at edits: Int) -> Bool {
    guard case .activity(let now) = content else { return false }
    return now.phase == .idle && now.edits == edits
  }

  func isHeld(at edits: Int) -> Bool {
    guard case .activity(let now) = content else { return false }
    return now.isHeld && now.phase != .surveying && now.edits == edits
  }

  /// An optimisation step of the round that begins at `edits`.
  func isTargetStep(_ step: Int, at edits: Int) -> Bool {
    guard case .activity(let now) = content else { return false }
    return now.phase == .targets && now.edits == edits && now.step == step && !now.isHeld
  }

  func isMeasured(at edits: Int) -> Bool {
    guard case .activity(let now) = content else { return false }
    return now.phase == .measuring && now.step == 0 && now.edits == edits
  }

  /// The measures that a step at `edits` has left, at the given place of them.
  func isCatchingUp(_ step: Int, at edits: Int) -> Bool {
    guard case .activity(let now) = content else { return false }
    return now.phase == .catchingUp && now.step == step && now.edits == edits
  }

  var isLoading: Bool {
    guard case .activity(let now) = content else { return false }
    return now.phase == .loading && now.steps > 0
  }
}

/// The weights that edits change, of a checkpoint on disk.
func savedWeights(_ folder: URL) throws -> [Matrix<Float>] {
  try Transformer(CheckpointFolder(folder)).blocks.map(\.down.weight)
}

extension RoundReport {
  /// The report without what the clock says.
  var timeless: RoundReport {
    var report = self
    report.seconds = RoundTimings()
    return report
  }
}
