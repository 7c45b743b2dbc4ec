import Charts
import RunModel

/// What every change of the setting did, newest first, up to the moment shown; of a forked run also A against B.
func changesLines(_ state: MonitorState) -> [OverlayLine] {
  guard let branch = state.branches.focused, let moment = state.shownRound?.edits else {
    return [.entry("changes", state.loadingRefusal)]
  }
  var lines: [OverlayLine] = []
  if let fork = state.branches.fork, moment >= fork.edits {
    let shown = state.forkEffect(fork, to: moment)
    lines.append(
      .heading(
        "A as it was and B with \(shown.title), at the same edits \(stretch(shown.effect.change, shown.effect.end))"))
    lines += [.entry("collapse", state.collapseOfBoth)]
    lines += rows(shown.effect, state, isFork: true) + [.blank]
  }
  let changes = branch.run.marks
  for change in changes.reversed() where change.edits <= moment {
    let effect = change.effect(among: changes, to: moment, branch.course)
    lines.append(
      .heading(
        "\(state.words(change)) at \(grouped(change.edits)): edits \(stretch(effect.start, effect.change)) and "
          + stretch(effect.change, effect.end)))
    lines += rows(effect, state, isFork: false) + [.blank]
  }
  guard !lines.isEmpty else {
    return [
      .entry("changes", "no guard, editor, tau, clamp or anchor has been changed, and the run is not forked"),
      .entry(
        "",
        "r switches REVIVE from the next round on; F forks the run where you look: then it is told here what that did"),
    ]
  }
  return lines + [
    .text(
      "Change in 100 edits: a straight line by least squares, with the standard error of its slope. A difference counts as "
        + "clear where Welch's t-test, for each measure by itself, finds it at 95 %. Perplexity in its natural logarithm, "
        + "|h0| against its first value, norm and core as means over layers. The error is how far this run's points scatter: "
        + "runs with their edits in another order differ by more."),
    .text(
      "A run wears on by itself, mostly faster and faster: steeper need not be the setting's doing, and gentler is the more "
        + "remarkable. F forks the run, which compares at the same edits."),
  ]
}

private func stretch(_ from: Int, _ to: Int) -> String { "\(grouped(from))-\(grouped(to))" }

private func rows(
  _ effect: ChangeEffect, _ state: MonitorState, isFork: Bool
) -> [OverlayLine] {
  let columns = isFork ? ("A", "B") : ("before", "since")
  return effect.rows.map { row in
    func text(_ trend: Trend?) -> String {
      guard let trend else { return "-" }
      let plusMinus = state.environment.glyphs == .ascii ? "+-" : "±"
      let error = trend.error.map { " \(plusMinus)\($0 < 1e-6 ? "0" : compact($0))" } ?? ""
      return "\(ChangeEffect.signed(trend.slope))\(error) (\(trend.count))"
    }
    return .entry(
      row.measure.slopeName,
      "\(columns.0) \(text(row.before)), \(columns.1) \(text(row.after)): \(row.verdict.words(isFork: isFork))"
    )
  }
}

extension BranchView {
  /// What its coming rounds are made with.
  var setting: BranchSetting { BranchSetting(guardSetting: run.guardSetting, editor: run.editor) }
}
