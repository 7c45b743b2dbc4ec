import Telemetry

/// What is known of a run: its constants and everything measured, in the order of edits.
package struct RunHistory: Sendable, Equatable {
  /// The constants of the run.
  package let description: RunDescription
  /// Ascending by edits. Their outcomes are in `ledger`, to keep them once.
  package private(set) var rounds: [RoundReport] = []
  package private(set) var ledger = EditLedger()
  /// The guard of the coming rounds, and the edit count from which it holds.
  package private(set) var guardSetting: GuardSetting
  package private(set) var guardFrom = 0
  /// The editor of the coming rounds.
  package private(set) var editor: String
  /// Numbers of the layers that it edits; nil when the engine has not said.
  package private(set) var editedLayers: [Int]?
  /// Dimensions of the null spaces that it stays in, by layer; empty for an editor that has none.
  package private(set) var nullSpaces: [Int: Int] = [:]
  /// What clamps the targets of the coming rounds; nil when the engine has not said.
  package private(set) var clamp: ClampAnchor?

  package init(_ description: RunDescription) {
    self.description = description
    guardSetting = description.guardSetting
    clamp = description.clamp
    editor = description.editor
  }

  /// The number of the round after the last one; hostile logs may number theirs as they like.
  var nextRound: Int { min(max(0, rounds.last?.round ?? 0), RunHistory.plausibleEdits.upperBound) + 1 }

  /// Edits applied.
  package var edits: Int { rounds.last?.edits ?? 0 }

  /// - Returns: whether the report was taken: an edit count that cannot be comes from a damaged log.
  mutating func append(_ report: RoundReport) -> Bool {
    guard RunHistory.plausibleEdits.contains(report.edits) else { return false }
    // A report that does not go forward replaces what it repeats, so that the series stay in the order of x.
    if let last = rounds.last, report.edits <= last.edits { rewind(to: report.edits - 1) }
    ledger.record(report)
    // A log may lack the change that brought the round its editor.
    if report.round > 0, report.editor != editor { (editor, editedLayers) = (report.editor, nil) }
    if report.editor == editor { nullSpaces = report.nullSpaces }
    clamp = report.clamp ?? clamp
    var kept = report
    kept.outcomes = []
    rounds.append(kept)
    return true
  }

  /// Forgets the rounds beyond `edits`.
  mutating func rewind(to edits: Int) {
    let edits = max(-1, edits)
    rounds.removeAll { $0.edits > edits }
    ledger.rewind(to: edits)
    guardFrom = min(guardFrom, max(0, edits))
  }

  mutating func apply(_ change: GuardChange) {
    guardSetting = change.setting
    guardFrom = min(max(0, change.edits), RunHistory.plausibleEdits.upperBound)
  }

  mutating func apply(_ change: EditorChange) {
    defer { (editor, editedLayers) = (change.editor, change.layers) }
    // Older logs do not tell: what the rounds told holds while the editor stays.
    guard change.editor != editor || change.nullSpaceRanks != nil else { return }
    nullSpaces = Dictionary(zip(change.layers, change.nullSpaceRanks ?? [])) { first, _ in first }
  }

  mutating func apply(_ change: ClampChange) { clamp = change.anchor }

  /// Edit counts beyond these come from a damaged log.
  private static let plausibleEdits = 0...1_000_000_000

  /// Edits per second over the last rounds up to `index`, by the engine's own clock; nil before the first.
  package func editsPerSecond(at index: Int) -> Double? {
    guard rounds.indices.contains(index) else { return nil }
    let first = max(1, index - 4)
    guard first <= index else { return nil }
    let seconds = rounds[first...index].reduce(0) { $0 + $1.seconds.total }
    let edits = rounds[index].edits - rounds[first - 1].edits
    return seconds > 0 && seconds.isFinite ? Double(edits) / seconds : nil
  }

  /// All singular values of one layer after a round: the last full spectrum by then, with the newer leading values in
  /// place of its head.
  ///
  /// - Parameter position: place of the layer in the description.
  func spectrum(position: Int, round index: Int) -> [Float] {
    guard description.layers.indices.contains(position) else { return [] }
    let layer = description.layers[position]
    guard rounds.indices.contains(index) else { return layer.spectrum }
    func report(_ round: RoundReport) -> LayerReport? { round.layers.first { $0.layer == layer.layer } }
    let full = rounds[...index].reversed().lazy.compactMap { report($0)?.spectrum }.first ?? layer.spectrum
    guard let now = report(rounds[index]), now.spectrum == nil else { return full }
    return now.leading + full.dropFirst(now.leading.count)
  }
}

/// A stretch of edits made under a guard or a control.
package struct GuardSpan: Sendable, Equatable {
  /// Edit counts before its first round and after its last.
  package var lower: Int
  package var upper: Int
  package var isControl: Bool

  package init(lower: Int, upper: Int, isControl: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.isControl = isControl
  }
}

/// A change of the guard, the editor or the clamp, or of several of them, between two rounds.
package struct RunMark: Sendable, Equatable {
  /// What the round before and the round after were guarded by.
  package struct GuardStep: Sendable, Equatable {
    package var before: GuardSetting
    package var after: GuardSetting
  }
  /// The edit count between the two.
  package var edits: Int
  /// Nil when the guard stayed.
  package var guardStep: GuardStep?
  /// The new editor; nil when it stayed.
  package var editor: String?
  /// What clamps targets from here on; nil when it stayed.
  package var clamp: ClampAnchor?

  package init(edits: Int, guardStep: GuardStep?, editor: String?, clamp: ClampAnchor?) {
    self.edits = edits
    self.guardStep = guardStep
    self.editor = editor
    self.clamp = clamp
  }
}

extension RunHistory {
  /// The stretches that were edited with the guard on. Round 0 edits nothing.
  package var guardSpans: [GuardSpan] {
    var result: [GuardSpan] = []
    for index in rounds.indices.dropFirst() where rounds[index].guardSetting.isOn {
      let from = rounds[index - 1].edits
      let isControl = rounds[index].guardSetting.kind.isControl
      if let last = result.last, last.upper == from, last.isControl == isControl {
        result[result.count - 1].upper = rounds[index].edits
      } else {
        result.append(GuardSpan(lower: from, upper: rounds[index].edits, isControl: isControl))
      }
    }
    return result
  }

  /// Where the guard, the editor or the clamp changed, also a change that no round has been made under yet. They come from the
  /// reports, so that undone rounds take theirs with them.
  package var marks: [RunMark] {
    guard rounds.count > 1, let last = rounds.last else { return [] }
    var result: [RunMark] = []
    // Rounds that set no targets leave the clamp what it was.
    var clamp = rounds[1].clamp
    func step(
      at edits: Int, from before: RoundReport, to setting: GuardSetting, _ editor: String, _ next: ClampAnchor?
    ) {
      defer { clamp = next ?? clamp }
      let isSame = !RunHistory.differ(before.guardSetting, setting)
      let mark = RunMark(
        edits: edits, guardStep: isSame ? nil : .init(before: before.guardSetting, after: setting),
        editor: before.editor == editor ? nil : editor, clamp: clamp == nil || next == clamp ? nil : next)
      if mark.guardStep != nil || mark.editor != nil || mark.clamp != nil { result.append(mark) }
    }
    for index in rounds.indices.dropFirst(2) {
      let (before, after) = (rounds[index - 1], rounds[index])
      step(at: before.edits, from: before, to: after.guardSetting, after.editor, after.clamp)
    }
    step(at: last.edits, from: last, to: guardSetting, editor, editorSetsTargets(editor) ? self.clamp : nil)
    return result
  }

  /// The edit count since which the guard has been on in its present kind; nil when it is off or no round was made so.
  var guardOnSince: Int? {
    guard guardSetting.isOn else { return nil }
    var since: Int?
    for index in rounds.indices.dropFirst().reversed() {
      let setting = rounds[index].guardSetting
      guard setting.isOn, setting.kind == guardSetting.kind, setting.method == guardSetting.method else { break }
      since = rounds[index - 1].edits
    }
    return since
  }

  /// Whether two settings edit differently: two that are off do not.
  private static func differ(_ a: GuardSetting, _ b: GuardSetting) -> Bool { (a.isOn || b.isOn) && a != b }
}
