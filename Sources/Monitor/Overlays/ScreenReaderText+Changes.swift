import Charts
import RunModel

/// What changes of the setting did, and what the branches of a forked run are, in sentences.
extension MonitorState {
  var changeSentences: [String] {
    guard let branch = branches.focused, let moment = shownRound?.edits else { return [] }
    let changes = branch.run.marks
    return changes.filter { $0.edits <= moment }.map { change in
      let effect = change.effect(among: changes, to: moment, branch.course)
      return "\(words(change)) at edit \(grouped(change.edits)). " + sentence(effect, "before", "since")
    }
  }

  var branchSentences: [String] {
    guard let fork = branches.fork, let moment = shownRound?.edits else { return [] }
    let views = zip(["A", "B"], branches.views).map { letter, view in
      let focus = view.name == branches.focused?.name ? ", in focus" : ""
      return "\(letter) edits with \(words(view.setting)) and stands at \(grouped(view.run.edits)) edits\(focus)."
    }
    let shown = forkEffect(fork, to: moment)
    return views + ["Since the fork at edit \(grouped(fork.edits)): " + sentence(shown.effect, "in A", "in B")]
  }

  private func sentence(_ effect: ChangeEffect, _ first: String, _ second: String) -> String {
    guard effect.isTold else { return "It is too early to tell what that does." }
    let told = effect.rows.filter { $0.verdict != .tooEarly }.map { row in
      "\(row.measure.slopeName) \(ChangeEffect.signed(row.before?.slope)) and \(ChangeEffect.signed(row.after?.slope)), "
        + row.verdict.words(isFork: first == "in A")
    }
    return "Change in 100 edits, \(first) and \(second): \(told.joined(separator: "; "))."
  }
}
