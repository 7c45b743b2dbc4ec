import Charts
import RunModel

/// What is known of a run: its constants and everything measured, in the order of edits.
package struct RunTimeline: Sendable, Equatable {
  /// The constants of the run.
  package let description: RunDescription
  /// Ascending by edits. Their outcomes are in `ledger`, to keep them once.
  package private(set) var rounds = ChunkedArray<RoundReport>()
  package private(set) var ledger = EditLedger()
  /// The guard of the coming rounds, and the edit count from which it holds.
  package private(set) var guardSetting: GuardSetting
  package private(set) var guardFrom = 0
  /// The editor of the coming rounds.
  package private(set) var editor: EditorKind
  /// Numbers of the layers that editors edit, as far as the engine has said.
  private var layersByEditor: [EditorKind: [Int]] = [:]
  /// Dimensions of the null spaces that it stays in, by layer; empty for an editor that has none.
  package private(set) var nullSpaces: [Int: Int] = [:]
  /// What clamps the targets of the coming rounds; nil when the engine has not said.
  package private(set) var clamp: ClampAnchor?
  /// What the values of the coming rounds are brought to.
  package private(set) var anchor: ValueAnchor
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
  private var changes = SettingChanges()
  /// The rounds with a full spectrum, for each layer of the description.
  private var fullRounds: [[Int]]

  package init(_ description: RunDescription) {
    self.description = description
    guardSetting = description.guardSetting
    clamp = description.clamp
    anchor = description.anchor ?? .free
    editor = description.editor
    let count = description.layers.count
    fullRounds = Array(repeating: [], count: count)
    growth = Array(repeating: SpectralHistory(), count: count > 1 ? count + 1 : count)
  }

  /// The number of the round after the last one.
  var nextRound: Int { (rounds.last?.round ?? 0) + 1 }

  /// Numbers of the layers that the editor of the coming rounds edits; nil when the engine has not said.
  package var editedLayers: [Int]? { layersByEditor[editor] }

  /// Edits applied.
  package var edits: Int { rounds.last?.edits ?? 0 }

  /// Takes in the next round, whose number and edit count follow on those of the last one.
  mutating func append(_ report: RoundReport) {
    ledger.record(report)
    // A log may lack the change that brought the round its editor.
    if report.round > 0 { editor = report.editor }
    if report.editor == editor { nullSpaces = report.nullSpaces }
    clamp = report.clamp ?? clamp
    anchor = report.valueAnchor ?? anchor
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

  /// Takes in how edits stand now, as somebody who looked or asked was told.
  mutating func see(_ seen: SeenEdits) { if seen.edits == edits { ledger.record(seen) } }

  /// Forgets the rounds beyond `edits`.
  mutating func rewind(to edits: Int) {
    let edits = max(-1, edits)
    guardFrom = min(guardFrom, max(0, edits))
    let kept = rounds.partitioningIndex { $0.edits > edits }
    guard kept < rounds.count else { return }
    rounds.keepFirst(kept)
    ledger.rewind(to: edits)
    notes.removeAll { $0.edits > edits }
    probeChanges.removeAll { $0.edits > edits }
    for position in fullRounds.indices {
      while let last = fullRounds[position].last, last >= kept { fullRounds[position].removeLast() }
    }
    for position in growth.indices { growth[position].rewind(to: edits) }
    detector.rewind(to: edits)
    changes.rewind(to: rounds.count, last: rounds.last)
    while let last = guardSpans.last, last.upper > edits {
      guardSpans.removeLast()
      if last.lower < edits { guardSpans.append(GuardSpan(lower: last.lower, upper: edits, isControl: last.isControl)) }
    }
  }

  /// Leaves what was known at an edit count: unlike an undo, also of the setting that the coming rounds would have.
  mutating func forget(beyond edits: Int) {
    rewind(to: edits)
    guard let last = rounds.last else { return }
    let isFirst = last.round == 0
    guardSetting = isFirst ? description.guardSetting : last.guardSetting
    // An editor that sets no targets leaves the clamp what it was.
    clamp = changes.clamp ?? description.clamp
    anchor = changes.anchor ?? description.anchor ?? .free
    editor = isFirst ? description.editor : last.editor
    nullSpaces = last.nullSpaces
  }

  /// What is known of a branch that begins here.
  func forked(_ fork: Fork) -> RunTimeline {
    var branch = self
    branch.rewind(to: fork.edits)
    branch.apply(GuardChange(edits: fork.edits, setting: fork.setting.guardSetting))
    if fork.setting.editor != editor {
      (branch.editor, branch.nullSpaces) = (fork.setting.editor, [:])
    }
    branch.clamp = fork.setting.clamp ?? clamp
    branch.anchor = fork.setting.anchor ?? anchor
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
    guardFrom = min(max(0, change.edits), RunTimeline.plausibleEdits.upperBound)
  }

  mutating func apply(_ change: EditorChange) {
    defer { (editor, layersByEditor[change.editor]) = (change.editor, change.layers) }
    // Older logs do not tell: what the rounds told holds while the editor stays.
    guard change.editor != editor || change.nullSpaceRanks != nil else { return }
    nullSpaces = Dictionary(zip(change.layers, change.nullSpaceRanks ?? [])) { first, _ in first }
  }

  mutating func apply(_ change: ClampChange) { clamp = change.anchor }

  mutating func apply(_ change: AnchorChange) { anchor = change.anchor }

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
  package func spectrum(position: Int, round index: Int) -> [Float] {
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
    let next = rounds.partitioningIndex { $0 > index }
    return next > 0 ? rounds[next - 1] : nil
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

extension RunTimeline {
  /// Takes the last round into the stretches under a guard and the changes between rounds.
  private mutating func extendStretches() {
    guard let after = rounds.last else { return }
    changes.add(after)
    guard rounds.count > 1, after.guardSetting.isOn else { return }
    let before = rounds[rounds.count - 2]
    let isControl = after.guardSetting.kind.isControl
    if let last = guardSpans.last, last.upper == before.edits, last.isControl == isControl {
      guardSpans[guardSpans.count - 1].upper = after.edits
    } else {
      guardSpans.append(GuardSpan(lower: before.edits, upper: after.edits, isControl: isControl))
    }
  }

  /// Where the guard, the editor or the clamp changed, also a change that no round has been made under yet. They come from the
  /// reports, so that undone rounds take theirs with them.
  package var marks: [SettingChange] {
    let hasTargets = editor.setsTargets
    let coming = changes.coming(guardSetting, editor, hasTargets ? clamp : nil, hasTargets ? anchor : nil)
    return coming.map { changes.made + [$0] } ?? changes.made
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
}

extension RunTimeline {
  mutating func apply(_ change: ProbeChange) {
    guard RunTimeline.plausibleEdits.contains(change.edits) else { return }
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
