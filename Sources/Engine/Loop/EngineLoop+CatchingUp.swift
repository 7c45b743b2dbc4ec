import Editing
import Evaluation
import RunModel

/// What single steps have left to be measured, done while there is nothing else to do.
extension EngineLoop {
  /// Measures what the last round of a branch lacks. A command that comes in puts it off: what is measured by then is kept,
  /// as long as the round is.
  mutating func catchUp(_ item: Backlog.Item, _ position: Int, _ branches: inout Branches) {
    var item = item
    let (emit, name, edits) = (emit, branches.alive[position].name, branches.alive[position].session.edits)
    do {
      try branches.alive[position].session.measureRest(&item) { step, steps in
        let activity = Activity(phase: .catchingUp, isRunning: false, step: step, steps: steps, edits: edits)
        emit(.activity(activity).about(name))
      } isInterrupted: {
        lookForCommand()
      }
    } catch EvaluationError.interrupted {
      branches.alive[position].backlog.keep(item)
      return
    } catch {
      branches.alive[position].backlog.remove(round: item.round)
      emit(.notice(Notice(.error, "edit \(separated(edits)) is not measured any further: \(error)")))
      return
    }
    let late = LateMeasures(
      round: item.round, edits: edits, scores: item.measures.scores, sampled: item.measures.sampled,
      outcomes: item.measures.outcomes, seconds: item.seconds)
    branches.complete(with: late, position)
    tell(.measured(late), branches.alive[position])
  }
}
