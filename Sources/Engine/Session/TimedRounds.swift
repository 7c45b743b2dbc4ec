import Datasets
import Editing
import Foundation
import Models
import Numerics
import RunModel
import Tokenizers

/// Rounds for a clock: each is the first of an equal run, made on a copy of one session at edit 0.
package struct TimedRounds {
  /// A round, and what it did to the weights.
  package struct Round: Sendable {
    package let report: RoundReport
    fileprivate let applied: AppliedRound
    package var updates: [WeightUpdate] { applied.updates }
    /// Of the last layer, m x n; nil for an editor that works without keys.
    package let keys: Matrix<Float>?
  }

  private var session: EditingSession
  /// The unedited model.
  package let start: RoundReport

  /// Reads the model, collects what a run needs, and measures edit 0 as a run does.
  ///
  /// - Parameter cache: where second moments may have been kept.
  package init(_ configuration: RunConfiguration, cache: StatisticsCache?) throws {
    session = try EditingSession(configuration, cache: cache) { _, _ in true }
    session.measureAnew()
    start = try session.measure(nil) { false }
  }

  /// "atlas 5.8M", or the checkpoint folder's name with the number of parameters.
  package var modelName: String { session.inputs.name(of: session.configuration) }
  /// What a person should know before trusting the numbers.
  package var warnings: [String] { session.warnings }
  /// The edits that there are.
  package var editLimit: Int { session.editLimit }
  package var editor: any Editor { session.editor }
  package var model: Transformer { session.model }
  package var tokenizer: Tokenizer { session.inputs.tokenizer }
  /// All edits, in their order.
  package var requests: [EditRequest] { session.inputs.requests }
  /// Of the editor's layers.
  package var moments: [Int: RidgedMoment] { session.setup.moments }

  /// Solves the coming rounds with an editor, and works out what it needs once a run.
  ///
  /// - Throws: what keeps the editor from this model.
  package mutating func setEditor(_ kind: EditorKind) throws { _ = try session.setEditor(kind) }

  /// Computes the coming rounds in another precision.
  package mutating func setPrecision(_ precision: Precision) { session.setPrecision(precision) }

  package func settings(for kind: EditorKind) -> HyperParameters { session.configuration.settings(for: kind) }

  /// Solves, applies and measures the first `count` edits.
  package func first(_ count: Int) throws -> Round {
    var session = session
    let solved = try session.solve(count: count) { _, _, _ in true }
    session.apply(edits: solved.edits, solved.applied)
    return Round(
      report: try session.measure(solved) { false }, applied: solved.applied, keys: solved.layers.last?.keys)
  }

  /// What it costs to keep a round, in seconds: to write its updates, to work out their digest, and to write its line of the
  /// log; what is written is on the disk then.
  ///
  /// - Parameter folder: made, and removed again.
  /// - Throws: `RunFolderError`.
  package func keep(_ round: Round, in folder: URL) throws -> (updates: Double, digest: Double, log: Double) {
    let fingerprint = try ModelFingerprint(weights: session.inputs.checkpoint.tensors.files)
    let run = try RunFolder(creating: folder, configuration: session.configuration, model: fingerprint)
    defer { try? FileManager.default.removeItem(at: folder) }
    defer { run.release() }
    var clock = Stopwatch()
    try run.write(round.applied, round: 1)
    let updates = clock.seconds
    clock = Stopwatch()
    var report = round.report
    report.updateDigest = round.applied.digest(after: nil)
    let digest = clock.seconds
    clock = Stopwatch()
    try run.append(.round(report), time: 0)
    return (updates, digest, clock.seconds)
  }

  /// What measuring the round of the first `count` edits asks of the model: for another way to answer it.
  package func measuredTexts(first count: Int) -> MeasuredTexts {
    var quality = session.evaluator
    return quality.texts(newest: 0..<count, edits: count)
  }

  /// The edits of `range`, as far as they work out in tokens, as a round on the unedited model: for another way to solve it.
  package func round(_ range: Range<Int>) -> EditRound {
    let inputs = session.inputs
    let edits = inputs.requests[range.clamped(to: 0..<editLimit)].compactMap {
      try? PreparedEdit(
        $0, contexts: inputs.contexts(editor.contexts), tokenizer: inputs.tokenizer, shape: session.model.shape)
    }
    return EditRound(
      edits: edits, model: session.model, original: session.model, metrics: [:], moments: session.setup.moments)
  }

  /// What the editor's solves work with.
  package func newMetricCache() -> MetricCache { MetricCache(session.setup.moments) }

  /// The metrics of the editor's layers without a guard, after rounds that left `memory`.
  package func metrics(from metricCache: inout MetricCache, memory: EditHistory) throws -> [Int: SolveMetrics] {
    try metricCache.metrics(for: editor, guardedBy: NoGuard(), memory: memory)
  }
}
