/// The times of one editor's rounds.
package struct EditorRow: Sendable, Equatable, Codable {
  /// As the literature writes it.
  package var editor: String
  package var layers: [Int] = []
  package var edits = 0
  package var failedEdits = 0
  /// nil when the editor cannot run on the model; `remark` then says why.
  package var times: PartValues<Timing>?
  package var textbook: TextbookRow?
  package var keeping: KeepingRow?
  package var solve: SolveRow?
  package var remark: String?
}

/// The textbook form of a round beside the fast one.
package struct TextbookRow: Sendable, Equatable, Codable {
  package var times: PartValues<Timing>
  /// How many times longer the textbook takes.
  package var ratios: PartValues<Double>
  /// Of whole rounds, with the spectra that both have in them.
  package var wholeRatio: Double
  /// Largest relative difference of an update.
  package var difference: Double
}

/// What it costs to keep a round in a run folder.
package struct KeepingRow: Sendable, Equatable, Codable {
  /// Its updates, written and on the disk.
  package var updates: Timing
  /// Their digest.
  package var digest: Timing
  /// Its line of the log, written and on the disk.
  package var log: Timing
  /// Digest and line over the whole round, median.
  package var share: Double?
}

/// One layer's solve: an editor's exact cheap form and the direct one, on the same keys.
package struct SolveRow: Sendable, Equatable, Codable {
  package var layer: Int
  /// m.
  package var width: Int
  package var edits: Int
  /// Keys of earlier rounds that both take in.
  package var pastKeys: Int
  package var fast: Timing
  package var direct: Timing
  package var ratio: Double?
  /// Relative difference of the adjoint keys, in double precision.
  package var difference: Double
}
