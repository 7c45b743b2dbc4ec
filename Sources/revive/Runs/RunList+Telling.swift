import Dispatch
import Foundation
import Monitor
import RunModel

/// What the monitor is told of the runs of before, from a background queue.
extension RunList {
  func tell(_ tell: @escaping @Sendable (MonitorEvent) -> Void) {
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      read { part in tell(.pastRuns(part.flatMap(rows), isComplete: false)) }
      tell(.pastRuns([], isComplete: true))
    }
  }

  /// Reads a run whole, for its curves.
  func readCurves(of run: PastRun, _ tell: @escaping @Sendable (MonitorEvent) -> Void) {
    DispatchQueue.global(qos: .userInitiated).async {
      do {
        let logged = try LoggedRun(run.path)
        let told = events(of: logged.run.standing(of: logged.log).map(\.entry), logged.description)
        tell(.behind(RunBehind(path: run.path, name: run.name, events: told)))
      } catch { tell(.notice(Notice(.warning, oneLine("\(error)")))) }
    }
  }
}
