import Cells
import Monitor
import RunModel

/// A monitor on a run that another process writes.
struct Attached {
  private(set) var state = MonitorState(environment: MonitorEnvironment(size: Size(width: 120, height: 36)))

  mutating func take(_ event: MonitorEvent) { _ = update(&state, event) }

  /// The edit counts of the rounds of each branch.
  var edits: [[Int]] { state.branches.views.map { $0.run.rounds.map(\.edits) } }
}
