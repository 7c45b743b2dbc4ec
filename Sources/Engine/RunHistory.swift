import Telemetry

/// What is left of a log when undone rounds are dropped.
struct RunHistory {
  private(set) var start: RunDescription?
  /// Surviving rounds, round 0 first.
  private(set) var rounds: [RoundReport] = []
  private(set) var guardSetting: GuardSetting?
  /// The last editor that was chosen; nil for the one that the run began with.
  private(set) var editor: String?
  /// The last anchor of the clamp that was chosen; nil for what the editors' settings say.
  private(set) var clamp: ClampAnchor?

  /// The last prompts that were pinned by hand; nil for those that the run began with.
  private(set) var probes: [String]?

  init(_ entries: [LogEntry]) {
    for entry in entries {
      switch entry {
      case .round(let report): rounds.append(report)
      case .undo(let report): rounds.removeAll { $0.round >= report.round }
      case .change(let change): guardSetting = change.setting
      case .editor(let change): editor = change.editor
      case .clamp(let change): clamp = change.anchor
      case .probes(let change): probes = change.now.map(\.prompt)
      case .start(let description): start = description
      case .stop, .evaluation: break
      }
    }
  }
}
