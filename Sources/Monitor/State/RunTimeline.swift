import RunModel

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
  /// The stretches that were edited with the guard on. Round 0 edits nothing.
  package private(set) var guardSpans: [GuardSpan] = []
  /// Prompts that were pinned by hand, ascending by edits.
  private var probeChanges: [ProbeChange] = []
  /// How near each signal of collapse is.
  package private(set) var detector = CollapseDetector()
  /// What happened beside the changes of settings, ascending by edits.
  package private(set) var notes: [RunNote] = []
  /// How the singular values of each layer have grown, and those of the mean over layers at the end when there are several.
  package private(set) var growth: [SpectralHistory]
  /// Changes between rounds, as far as a round was made after them.
  private var steps: [RunMark] = []
  /// What clamped the targets of the last round that set any.
  private var steppedClamp: ClampAnchor?
  /// The rounds with a full spectrum, for each layer of the description.
  private var fullRounds: [[Int]]

  package init(_ description: RunDescription) {
    self.description = description
    guardSetting = description.guardSetting
    clamp = description.clamp
    editor = description.editor
    let count = description.layers.count
    fullRounds = Array(repeating: [], count: count)
    growth = Array(repeating: SpectralHistory(), count: count > 1 ? count + 1 : count)
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
    for (position, layer) in description.layers.enumerated()
    where report.layers.contains(where: { $0.layer == layer.layer && $0.spectrum != nil }) {
      fullRounds[position].append(rounds.count - 1)
    }
    extendStretches()
    detector.add(kept)
    extendGrowth()
    return true
  }

  /// Takes in what was measured late of the last round.
  ///
  /// - Returns: whether that lacked it.
  mutating func complete(with late: LateMeasures) -> Bool {
    guard let last = rounds.indices.last, rounds[last].complete(with: late) else { return false }
    rounds[last].outcomes = []
    ledger.record(late)
    detector.add(late)
    return true
  }

  /// Forgets the rounds beyond `edits`.
  mutating func rewind(to edits: Int) {
    let edits = max(-1, edits)
    guardFrom = min(guardFrom, max(0, edits))
    guard let last = rounds.last, last.edits > edits else { return }
    rounds.removeAll { $0.edits > edits }
    ledger.rewind(to: edits)
    notes.removeAll { $0.edits > edits }
    probeChanges.removeAll { $0.edits > edits }
    for position in fullRounds.indices { fullRounds[position].removeAll { $0 >= rounds.count } }
    for position in growth.indices { growth[position].rewind(to: edits) }
    let kept = rounds
    detector = CollapseDetector(kept)
    (rounds, guardSpans, steps, steppedClamp) = ([], [], [], nil)
    for round in kept {
      rounds.append(round)
      extendStretches()
    }
  }

  /// What is known of a branch that begins here.
  func forked(_ fork: Fork) -> RunHistory {
    var branch = self
    branch.rewind(to: fork.edits)
    branch.apply(GuardChange(edits: fork.edits, setting: fork.setting.guardSetting))
    if fork.setting.editor != editor {
      (branch.editor, branch.editedLayers, branch.nullSpaces) = (fork.setting.editor, nil, [:])
    }
    branch.clamp = fork.setting.clamp ?? clamp
    return branch
  }

  /// Puts a note beside the run; one that says the same is there once.
  mutating func add(_ note: RunNote) {
    guard !notes.contains(note) else { return }
    notes.insert(note, at: notes.firstIndex { $0.edits > note.edits } ?? notes.count)
  }

  mutating func remove(_ note: RunNote) { notes.removeAll { $0 == note } }

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
    func report(_ index: Int) -> LayerReport? { rounds[index].layers.first { $0.layer == layer.layer } }
    let full = lastFull(of: position, by: index).flatMap { report($0)?.spectrum } ?? layer.spectrum
    guard let now = report(index), now.spectrum == nil else { return full }
    return now.leading + full.dropFirst(now.leading.count)
  }

  /// The newest round up to `index` with a full spectrum of a layer.
  private func lastFull(of position: Int, by index: Int) -> Int? {
    let rounds = fullRounds[position]
    let end = rounds.partitioningIndex { $0 > index }
    return end > 0 ? rounds[end - 1] : nil
  }

  private mutating func extendGrowth() {
    guard let last = rounds.last else { return }
    let now = description.layers.indices.map { spectrum(position: $0, round: rounds.count - 1) }
    let before = description.layers.map(\.spectrum)
    for position in now.indices {
      growth[position].append(edits: last.edits, spectrum: now[position], original: before[position])
    }
    guard now.count > 1 else { return }
    growth[now.count].append(edits: last.edits, spectrum: meanSpectrum(now), original: meanSpectrum(before))
  }
}

/// The mean of spectra by index, as long as the shortest.
func meanSpectrum(_ spectra: [[Float]]) -> [Float] {
  guard let count = spectra.map(\.count).min(), count > 0 else { return [] }
  return (0..<count).map { i in spectra.reduce(0) { $0 + $1[i] } / Float(spectra.count) }
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
  /// Takes the last round into the stretches under a guard and the changes between rounds.
  private mutating func extendStretches() {
    guard rounds.count > 1 else { return }
    let (before, after) = (rounds[rounds.count - 2], rounds[rounds.count - 1])
    if after.guardSetting.isOn {
      let isControl = after.guardSetting.kind.isControl
      if let last = guardSpans.last, last.upper == before.edits, last.isControl == isControl {
        guardSpans[guardSpans.count - 1].upper = after.edits
      } else {
        guardSpans.append(GuardSpan(lower: before.edits, upper: after.edits, isControl: isControl))
      }
    }
    if rounds.count > 2, let mark = mark(after: before, after.guardSetting, after.editor, after.clamp) {
      steps.append(mark)
    }
    // Rounds that set no targets leave the clamp what it was.
    steppedClamp = after.clamp ?? steppedClamp
  }

  /// What is different from a round to the settings of the one after it.
  private func mark(
    after before: RoundReport, _ setting: GuardSetting, _ editor: String, _ next: ClampAnchor?
  ) -> RunMark? {
    let isSame = !RunHistory.differ(before.guardSetting, setting)
    let mark = RunMark(
      edits: before.edits, guardStep: isSame ? nil : .init(before: before.guardSetting, after: setting),
      editor: before.editor == editor ? nil : editor,
      clamp: steppedClamp == nil || next == nil || next == steppedClamp ? nil : next)
    return mark.guardStep == nil && mark.editor == nil && mark.clamp == nil ? nil : mark
  }

  /// Where the guard, the editor or the clamp changed, also a change that no round has been made under yet. They come from the
  /// reports, so that undone rounds take theirs with them.
  package var marks: [RunMark] {
    guard rounds.count > 1, let last = rounds.last else { return [] }
    let coming = mark(after: last, guardSetting, editor, editorSetsTargets(editor) ? clamp : nil)
    return coming.map { steps + [$0] } ?? steps
  }

  /// The edit counts of all changes, notes and the collapse, ascending, each once.
  package var markedEdits: [Int] {
    Set(marks.map(\.edits) + notes.map(\.edits) + [collapsedAt].compactMap(\.self)).sorted()
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

/// Something beside a run that is worth a rule on the charts.
package struct RunNote: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// A marker of one's own, with its words.
    case own(String)
    /// Rounds after this place were taken back.
    case undone
    /// The run has two branches from here on.
    case forked
  }
  package var edits: Int
  package var kind: Kind

  package init(edits: Int, kind: Kind) {
    self.edits = edits
    self.kind = kind
  }
}

extension RunHistory {
  mutating func apply(_ change: ProbeChange) {
    guard RunHistory.plausibleEdits.contains(change.edits) else { return }
    probeChanges.removeAll { $0.edits >= change.edits }
    probeChanges.append(change)
  }

  /// What was said after the pinned prompts by the end of a round.
  func probes(by index: Int) -> [ProbeReading] {
    guard rounds.indices.contains(index) else { return [] }
    let place = rounds[...index].lastIndex { !$0.probes.isEmpty }
    // What was pinned after that round was read has been read since.
    let change = probeChanges.last { $0.edits <= rounds[index].edits }
    if let change, change.edits >= (place.map { rounds[$0].edits } ?? 0) { return change.now }
    return place.map { rounds[$0].probes } ?? []
  }

  /// What was said after a prompt at edit 0.
  func original(of prompt: String) -> ProbeReading? {
    let readings = probeChanges.reversed().lazy.flatMap(\.original) + (rounds.first?.probes ?? [])
    return readings.first { $0.prompt == prompt }
  }

  /// The first edit count at which the model counts as collapsed.
  package var collapsedAt: Int? { detector.alarm?.edits }
}
