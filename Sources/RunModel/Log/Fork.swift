/// A run forks into two branches that make the same edits in different ways.
///
/// The trunk goes on as it was; a fork begins as the trunk stood after some round, under a setting of its own. The branch
/// that is behind edits next, the trunk first of equals, and its rounds end where the other's did: so both make the same
/// edits in the same rounds, and a fork from an earlier round catches up by itself. At most two branches are alive. When a
/// fork ends one of them stays and is the run from then on, so that a branch is told by the forks that led to it: its
/// rounds up to the last of them are its ancestors'. In memory a branch is a session, a value that is copied at the fork.
/// On disk the rounds of a fork lie in a folder of their own beside those of the trunk, and nothing is ever moved; in the
/// log its lines carry the branch's name. Commands and events are those of a run without forks, marked with the branch
/// that they are about: `.on(name, ...)`; unmarked ones are about the trunk, as in the logs of earlier versions.
package struct Fork: Sendable, Equatable, Codable {
  /// The name of the branch that a run begins with.
  package static let trunk = "main"

  /// Of all forks of the run, from 1.
  package var number: Int
  /// The last round, and its edit count, that both branches have.
  package var round: Int
  package var edits: Int
  package var setting: BranchSetting

  package init(number: Int, round: Int, edits: Int, setting: BranchSetting) {
    self.number = number
    self.round = round
    self.edits = edits
    self.setting = setting
  }

  /// The name of the new branch.
  package var name: String { Self.name(number) }

  private static func name(_ number: Int) -> String { "fork-\(number)" }

  /// The number of the fork that began a branch; nil for a name that no fork gives.
  static func number(of name: String) -> Int? {
    name.split(separator: "-").last.flatMap { Int($0) }.flatMap { $0 > 0 && Self.name($0) == name ? $0 : nil }
  }
}

/// What the coming rounds of a branch are made with.
package struct BranchSetting: Sendable, Equatable, Codable {
  package var guardSetting: GuardSetting
  package var editor: EditorKind
  /// The anchor of its clamp; nil as the branch that it comes from has it.
  package var clamp: ClampAnchor?
  /// What its values are brought to, likewise.
  package var anchor: ValueAnchor?

  private enum CodingKeys: String, CodingKey {
    case editor, clamp, anchor
    case guardSetting = "guard"
  }

  package init(guardSetting: GuardSetting, editor: EditorKind, clamp: ClampAnchor? = nil, anchor: ValueAnchor? = nil) {
    self.guardSetting = guardSetting
    self.editor = editor
    self.clamp = clamp
    self.anchor = anchor
  }
}

/// One of two branches stays, the other is dropped. Which one stays, the line or event is marked with.
package struct ForkEnd: Sendable, Equatable, Codable {
  /// Edit count of the branch that stays.
  package var edits: Int

  package init(edits: Int) { self.edits = edits }
}
