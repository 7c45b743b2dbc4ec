/// A change of the guard, the editor, the clamp or the anchor of values, or of several of them, between two rounds.
package struct SettingChange: Sendable, Equatable {
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
  package var editor: EditorKind?
  /// What clamps targets from here on; nil when it stayed.
  package var clamp: ClampAnchor?
  /// What values are brought to from here on; nil when that stayed.
  package var anchor: ValueAnchor?

  package init(
    edits: Int, guardStep: GuardStep?, editor: EditorKind?, clamp: ClampAnchor?, anchor: ValueAnchor? = nil
  ) {
    self.edits = edits
    self.guardStep = guardStep
    self.editor = editor
    self.clamp = clamp
    self.anchor = anchor
  }
}

/// Follows the rounds of a branch and tells where its setting changed. That comes from the reports, so that rounds that were
/// taken back take their changes with them.
package struct SettingChanges: Sendable, Equatable {
  /// What the last round was made with.
  private struct Setting: Sendable, Equatable {
    var edits: Int
    var guardSetting: GuardSetting
    var editor: EditorKind

    init(_ report: RoundReport) {
      (edits, guardSetting, editor) = (report.edits, report.guardSetting, report.editor)
    }
  }
  /// Between rounds that edit: the one after round 0 begins with its setting.
  package private(set) var made: [SettingChange] = []
  /// For each of them how many rounds were made before it.
  private var places: [Int] = []
  private var last: Setting?
  private var count = 0
  /// What has clamped targets: each anchor with the rounds that were made before its first. Few, so that a long run need not be
  /// gone through for the last round that set targets.
  private var clamps: [Begun<ClampAnchor>] = []
  /// What values were brought to, likewise.
  private var anchors: [Begun<ValueAnchor>] = []

  private struct Begun<Value: Sendable & Equatable>: Sendable, Equatable {
    var place: Int
    var value: Value
  }

  /// What clamped the targets of the last round that set any; nil while none has.
  package var clamp: ClampAnchor? { clamps.last?.value }
  /// What the values of the last round that set targets were brought to; nil while none has.
  package var anchor: ValueAnchor? { anchors.last?.value }

  package init() {}

  /// - Parameter rounds: in the order of edits.
  package init(_ rounds: some Sequence<RoundReport>) { for report in rounds { add(report) } }

  /// Takes in the next round.
  package mutating func add(_ report: RoundReport) {
    if count > 1, let change = coming(report.guardSetting, report.editor, report.clamp, report.valueAnchor) {
      made.append(change)
      places.append(count)
    }
    // Rounds that set no targets leave the clamp what it was.
    if let made = report.clamp, made != clamp { clamps.append(Begun(place: count, value: made)) }
    if let made = report.valueAnchor, made != anchor { anchors.append(Begun(place: count, value: made)) }
    last = Setting(report)
    count += 1
  }

  /// Forgets all but the first rounds.
  ///
  /// - Parameters:
  ///   - kept: how many are kept.
  ///   - report: the last of them.
  package mutating func rewind(to kept: Int, last report: RoundReport?) {
    count = kept
    while let place = places.last, place >= count {
      places.removeLast()
      made.removeLast()
    }
    while let clamp = clamps.last, clamp.place >= count { clamps.removeLast() }
    while let anchor = anchors.last, anchor.place >= count { anchors.removeLast() }
    last = report.map(Setting.init)
  }

  /// What changes with a round of this setting; nil when nothing does, or no round was made before.
  ///
  /// - Parameters:
  ///   - clamp: nil for an editor that sets no targets.
  ///   - anchor: likewise.
  package func coming(
    _ guardSetting: GuardSetting, _ editor: EditorKind, _ clamp: ClampAnchor?, _ anchor: ValueAnchor?
  ) -> SettingChange? {
    guard count > 1, let last else { return nil }
    let change = SettingChange(
      edits: last.edits,
      guardStep: last.guardSetting.editsLike(guardSetting)
        ? nil : .init(before: last.guardSetting, after: guardSetting),
      editor: last.editor == editor ? nil : editor,
      clamp: self.clamp == nil || clamp == nil || clamp == self.clamp ? nil : clamp,
      anchor: self.anchor == nil || anchor == nil || anchor == self.anchor ? nil : anchor)
    let isNone = change.guardStep == nil && change.editor == nil && change.clamp == nil && change.anchor == nil
    return isNone ? nil : change
  }
}

extension RoundReport {
  /// What its values were brought to, told also when that is nothing; nil for an editor that sets no targets.
  package var valueAnchor: ValueAnchor? { editor.setsTargets ? anchor ?? .free : nil }
}

extension GuardSetting {
  /// Whether rounds come out the same with both: two that are off guard alike.
  fileprivate func editsLike(_ other: GuardSetting) -> Bool { !isOn && !other.isOn || self == other }
}

extension BranchedRun.Branch {
  /// What was changed on the way, also a change that no round has been made under yet.
  ///
  /// - Parameter description: of the run.
  package func settingChanges(in description: RunDescription) -> [SettingChange] {
    let reports = reports
    let changes = SettingChanges(reports)
    let editor = editor ?? description.editor
    let clamp = clamp ?? changes.clamp ?? description.clamp
    let anchor = anchor ?? changes.anchor ?? description.anchor ?? .free
    let (hasTargets, setting) = (editor.setsTargets, guardSetting ?? description.guardSetting)
    let coming = changes.coming(setting, editor, hasTargets ? clamp : nil, hasTargets ? anchor : nil)
    return changes.made + [coming].compactMap(\.self)
  }
}
