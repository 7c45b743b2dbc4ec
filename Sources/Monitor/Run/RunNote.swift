import RunModel

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

/// What happened in a run beside its rounds, marked with a vertical rule on the charts.
package struct RunNote: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// A marker that the person has put there, with its words.
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
