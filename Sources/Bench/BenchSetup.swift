import Engine

/// What is timed, on which rounds, and who is told.
package struct BenchSetup {
  let plan: BenchPlan
  var rounds: TimedRounds
  /// Told what is being done.
  let tell: (String) -> Void

  package init(_ plan: BenchPlan, _ rounds: TimedRounds, tell: @escaping (String) -> Void = { _ in }) {
    self.plan = plan
    self.rounds = rounds
    self.tell = tell
  }
}
