import Cells
import Charts
import RunModel

/// A piece of the header; pieces of low rank go first when the line is too long.
private struct Segment {
  var text: String
  var style: Style
  /// 0 stays longest.
  var rank: Int

  /// The rank from which on something is shown only where everything else is: the precision, the program's name.
  static let ornament = 8
}

/// How much the header says.
private enum HeaderForm: CaseIterable { case long, medium, short, tiny }

/// The first line: what is edited with what, how far, under which guard, and what the engine is doing.
///
/// - Parameter isLive: false for a picture of the run, in which nothing is being done.
func drawHeader(
  _ state: MonitorState, _ palette: Palette, width: Int, isLive: Bool = true, into buffer: inout CellBuffer
) {
  let fitting = HeaderForm.allCases.lazy.compactMap { form -> (left: [Segment], right: [Segment])? in
    let right = isLive ? rightSegments(state, palette, form) : []
    // The long form is worth the model's name and the round, but not the editor.
    let keepsRanks = form == .short || form == .tiny ? 0 : form == .medium ? 1 : 3
    return fitted(leftSegments(state, palette, form), right, keeping: keepsRanks, width: width)
  }
  let (left, kept) = fitting.first ?? ([], isLive ? rightSegments(state, palette, .tiny) : [])
  let start = max(0, width - total(kept) + 1)
  let clip = Rect(x: 0, y: 0, width: kept.isEmpty ? width : start, height: 1)
  var x = 1
  for segment in left { x = buffer.write(segment.text, x: x, y: 0, style: segment.style, clip: clip) + 2 }
  x = start
  for segment in kept { x = buffer.write(segment.text, x: x, y: 0, style: segment.style) + 2 }
}

private func total(_ segments: [Segment]) -> Int { segments.reduce(0) { $0 + displayWidth(of: $1.text) + 2 } }

/// The segments that fit, taken in the order of their ranks; nil when one of rank `keeping` or less does not.
private func fitted(
  _ left: [Segment], _ right: [Segment], keeping: Int, width: Int
) -> (left: [Segment], right: [Segment])? {
  let all = left + right
  var kept: Set<Int> = []
  var used = 0
  var isComplete = true
  for index in all.indices.sorted(by: { (all[$0].rank, $0) < (all[$1].rank, $1) }) {
    let wanted = displayWidth(of: all[index].text) + 2
    // The program's name goes before anything that tells.
    guard all[index].rank < Segment.ornament || isComplete else { continue }
    if used + wanted <= width {
      kept.insert(index)
      used += wanted
    } else if all[index].rank <= keeping {
      return nil
    } else {
      isComplete = false
    }
  }
  return (
    left.indices.filter(kept.contains).map { left[$0] },
    right.indices.filter { kept.contains($0 + left.count) }.map { right[$0] }
  )
}

private func leftSegments(_ state: MonitorState, _ palette: Palette, _ form: HeaderForm) -> [Segment] {
  guard let run = state.run else { return [Segment(text: "revive", style: palette.strong, rank: 1)] }
  let report = state.shownRound
  let description = run.description
  var result = [
    Segment(text: "revive", style: palette.strong, rank: Segment.ornament + 1),
    Segment(text: description.model, style: palette.text, rank: 6),
  ]
  if let precision = description.precision {
    result.append(Segment(text: precision, style: palette.label, rank: Segment.ornament))
  }
  if let letter = state.branches.focusedLetter {
    let marks = form == .tiny ? "\(letter)" : branchMarks(state, isShort: form == .short)
    result.append(Segment(text: marks, style: palette.key, rank: 0))
  }
  result += editorSegments(state, run, palette, form)
  result += [
    Segment(text: "round \(report?.round ?? 0)", style: palette.label, rank: 5),
    Segment(
      text: form == .tiny
        ? grouped(report?.edits ?? 0)
        : "\(form == .short ? "" : "edits ")\(grouped(report?.edits ?? 0))/\(grouped(description.end(at: report?.edits ?? 0)))",
      style: palette.text, rank: 0),
  ]
  result += collapseSegments(state, run, palette, form)
  if form == .long || form == .medium, let counts = standingWords(state.list.counts) {
    result.append(Segment(text: counts, style: palette.label, rank: 5))
  }
  if let rate = state.shownIndex.flatMap(run.editsPerSecond(at:)) {
    result.append(Segment(text: "\(compact(rate)) edits/s", style: palette.label, rank: 7))
  }
  return result + guardSegments(state, run, palette, form)
}

/// What the branches of a forked run are, as far as they differ, the one in focus in brackets: `[A no guard] B REVIVE`.
private func branchMarks(_ state: MonitorState, isShort: Bool) -> String {
  let views = state.branches.views
  let marks = views.enumerated().map { place, view -> String in
    let (mine, theirs) = (view.run, views[1 - place].run)
    var words: [String] = []
    if mine.editor != theirs.editor { words.append(isShort ? mine.editor.abbreviation : mine.editor.rawValue) }
    let (guarded, other) = (mine.guardSetting, theirs.guardSetting)
    if guarded.isOn != other.isOn || guarded.isOn && guarded.kind != other.kind {
      let kind = isShort ? guarded.kind.abbreviation : guarded.kind.mediumTitle
      words.append(guarded.isOn ? kind : isShort ? "off" : "no guard")
    }
    if guarded.isOn, other.isOn, guarded.strengthText != other.strengthText { words.append(guarded.strengthText) }
    if mine.clamp != theirs.clamp, let clamp = mine.clamp { words.append(clamp.rawValue) }
    if mine.anchor != theirs.anchor, mine.editor.setsTargets { words.append(mine.anchor == .nas ? "NAS" : "no NAS") }
    let text = ([place == 0 ? "A" : "B"] + words).joined(separator: " ")
    return place == state.branches.focus ? "[\(text)]" : text
  }
  return marks.joined(separator: " ")
}

/// The editor in force, and the one that has been asked for: `MEMIT`, `MEMIT → AlphaEdit from round 8`. In the short form
/// only the new one has to stay.
private func editorSegments(
  _ state: MonitorState, _ run: RunTimeline, _ palette: Palette, _ form: HeaderForm
) -> [Segment] {
  // Looking back, what made the round that is shown.
  let past = state.isHistory ? state.shownRound?.editor : nil
  let inForce = Segment(
    text: (past ?? run.editor).rawValue, style: palette.text, rank: form == .short || form == .tiny ? 4 : 3)
  guard past == nil, let pending = state.pendingEditor else { return [inForce] }
  let change = "\(state.environment.glyphs.arrow) \(pending)"
  func joined(_ end: String) -> [Segment] {
    [Segment(text: "\(run.editor) \(change)\(end)", style: palette.key, rank: 1)]
  }
  switch form {
  case .long: return joined(" from round \(state.comingRound)")
  case .medium: return joined("")
  case .short, .tiny: return [inForce, Segment(text: change, style: palette.key, rank: 1)]
  }
}

/// `last seen: held 812 weak 40 lost 148`: how edits stood when they were seen last; nil before the first.
private func standingWords(_ counts: [EditStatus: Int]) -> String? {
  guard counts.values.contains(where: { $0 > 0 }) else { return nil }
  let words = EditStatus.allCases.compactMap { status in
    let count = counts[status, default: 0]
    return status == .failed && count == 0 ? nil : "\(status.rawValue) \(grouped(count))"
  }
  return "last seen: " + words.joined(separator: " ")
}

/// `COLLAPSED at 1,300 by tasks`, on a ground of its own until the person has looked at it. It tells of the first signal that
/// raised the alarm by the moment shown.
private func collapseSegments(
  _ state: MonitorState, _ run: RunTimeline, _ palette: Palette, _ form: HeaderForm
) -> [Segment] {
  guard let (signal, edits) = run.detector.alarm, edits <= state.shownRound?.edits ?? 0 else { return [] }
  let text =
    switch form {
    case .long: "COLLAPSED at \(grouped(edits)) by \(signal.rawValue)"
    case .medium, .short: "COLLAPSED \(grouped(edits)) \(signal.rawValue)"
    case .tiny: "COLL. \(grouped(edits))"
    }
  let isSeen = state.branches.focused?.hasSeenCollapse == true
  return [
    isSeen
      ? Segment(text: text, style: palette.alarm, rank: 0)
      : Segment(text: " \(text) ", style: palette.banner(palette.theme.temp[percent: 100]), rank: 0)
  ]
}

private func guardSegments(
  _ state: MonitorState, _ run: RunTimeline, _ palette: Palette, _ form: HeaderForm
) -> [Segment] {
  // What holds for the round under way, then what is asked for; looking back, what the round that is shown was made under.
  let past = state.isHistory ? state.shownRound?.guardSetting : nil
  let setting = past ?? run.guardSetting
  let name: String
  switch form {
  case .long: name = setting.name
  case .medium: name = setting.kind.mediumTitle
  case .short: name = setting.kind.shortTitle
  case .tiny: name = setting.isOn ? setting.kind.abbreviation : "guard"
  }
  var result = [
    Segment(
      text: "\(name) \(setting.stateWord)\(form == .long && past == nil ? since(run) : "")",
      style: palette.style(of: setting),
      rank: form == .short || form == .tiny ? 0 : 1)
  ]
  let (tau, k) = (fixed(setting.tau, digits: 2), state.protectedText(setting))
  if setting.kind == .sphere {
    result.append(
      Segment(text: setting.strengthText, style: palette.label, rank: form == .short || form == .tiny ? 2 : 1))
  } else if form == .short || form == .tiny {
    let numbers = "tau \(tau.hasPrefix("0.") ? String(tau.dropFirst()) : tau) k \(k.prefix { $0 != "/" })"
    result.append(Segment(text: numbers, style: palette.label, rank: 2))
  } else {
    result += [
      Segment(text: "tau \(tau)", style: palette.label, rank: 1),
      Segment(text: "k \(k)", style: palette.label, rank: 1),
    ]
  }
  if let pending = state.pendingGuard {
    let change = changeText(from: setting, to: pending, state, form)
    result.append(
      Segment(text: "\(state.environment.glyphs.arrow) \(change)", style: palette.style(of: pending), rank: 1))
  }
  return result
}

/// What will be different: `constrained ON`, `scaled control of constrained ON`, `tau 0.45 k 20/256 from round 8`.
private func changeText(
  from setting: GuardSetting, to pending: GuardSetting, _ state: MonitorState, _ form: HeaderForm
) -> String {
  var parts: [String] = []
  let isOther = pending.kind != setting.kind || pending.method != setting.method
  if isOther { parts.append(form == .short || form == .tiny ? pending.kind.shortTitle : pending.kind.mediumTitle) }
  if isOther, form == .long, pending.kind.isControl { parts.append(pending.reference) }
  if !isOther, pending.kind == .scaled, pending.factor != setting.factor { parts.append(pending.factorText) }
  if isOther || pending.isOn != setting.isOn { parts.append(pending.stateWord) }
  if pending.strengthText != setting.strengthText { parts.append(pending.strengthText) }
  if pending.kind == .sphere, pending.alpha != setting.alpha, let alpha = pending.alpha {
    parts.append("alpha \(compact(alpha))")
  }
  if pending.energy != setting.energy { parts.append(pending.energy.rawValue + (form == .long ? " energy" : "")) }
  if form == .long {
    if pending.kind != .sphere, pending.tau != setting.tau || pending.energy != setting.energy {
      parts.append("k \(state.protectedText(pending))")
    }
    parts.append("from round \(state.comingRound)")
  }
  return parts.joined(separator: " ")
}

/// From which edit on the guard is as it is.
private func since(_ run: RunTimeline) -> String {
  guard run.guardSetting.isOn else { return "" }
  return run.guardOnSince.map { " since \(grouped($0))" } ?? " from \(grouped(max(run.guardFrom, run.edits)))"
}

private func rightSegments(_ state: MonitorState, _ palette: Palette, _ form: HeaderForm) -> [Segment] {
  var result: [Segment] = []
  let isUnderWay =
    state.engine.isBusy || state.heldRound != nil || state.isLoading
    || state.engine.isCatchingUp || state.engine.isSurveying
  // With two branches, the one that the round is of.
  let working = state.branches.letter(of: state.engine.workingBranch).map { "\($0) " } ?? ""
  if let activity = state.engine.activity, isUnderWay, activity.steps > 0, activity.step >= 0 {
    let (full, empty) = state.environment.glyphs.meter(
      Double(activity.step) / Double(activity.steps), width: 10)
    // As wide as the longest phase, so that what stands beside it does not come and go with the phases.
    let words = "\(working)\(activity.phase.rawValue) \(activity.step)/\(activity.steps)"
    if let subject = activity.subject { result.append(Segment(text: subject, style: palette.label, rank: 6)) }
    let counts = String(repeating: " ", count: max(0, 16 - words.count)) + words
    result.append(Segment(text: counts, style: palette.label, rank: 4))
    result.append(Segment(text: full + empty, style: palette.meter, rank: 9))
  } else if let activity = state.engine.activity, isUnderWay, !state.isLoading {
    result.append(Segment(text: working + activity.phase.rawValue, style: palette.label, rank: 4))
  }
  if state.isHistory, let report = state.shownRound {
    result.append(
      Segment(
        text: form == .tiny ? " HISTORY " : " HISTORY \(grouped(report.edits)) ",
        style: palette.banner(palette.theme.bannerBackground), rank: form == .tiny ? 1 : 0))
  } else if !state.charts.window.follows {
    let axis = state.editAxis
    let stretch = "\(grouped(clampedInt(axis.lower)))-\(grouped(clampedInt(axis.upper)))"
    result.append(
      Segment(
        text: " HISTORY \(stretch) ",
        style: palette.banner(palette.theme.bannerBackground), rank: form == .tiny ? 1 : 0))
  }
  if let attachment = state.engine.attachment, attachment.hasBegun {
    let words =
      attachment.hasEnded
      ? "run ended" : attachment.isAbandoned ? "writer gone" : attachment.silence.map { "silent \($0)" }
    if let words {
      result.append(Segment(text: " \(words) ", style: palette.banner(palette.theme.pauseBackground), rank: 1))
    }
  }
  let (word, color) = statusWord(state, palette.theme)
  let shown = form == .tiny ? word.split(separator: " ").first.map(String.init) ?? word : word
  result.append(Segment(text: " \(shown) ", style: palette.banner(color), rank: form == .tiny ? 1 : 0))
  return result
}

/// What the engine is doing, in a word, and the ground to print it on.
private func statusWord(_ state: MonitorState, _ theme: Theme) -> (String, Color) {
  let frames = state.environment.glyphs == .braille ? ["⠋", "⠙", "⠸", "⠴", "⠦", "⠇"] : ["|", "/", "-", "\\"]
  let frame = frames[clampedInt((state.now / 0.15).rounded(.down)) % frames.count]
  let spinner = state.environment.isStill ? "" : " \(frame)"
  if state.past.isChooser { return ("RUNS", theme.bannerBackground) }
  if let attachment = state.engine.attachment {
    if attachment.hasBegun, !attachment.isCaughtUp { return ("ATTACHED, reading", theme.bannerBackground) }
    let goesOn =
      attachment.hasBegun && !attachment.hasEnded && !attachment.isAbandoned && attachment.silence == nil
    return ("ATTACHED", goesOn ? theme.followBackground : theme.pauseBackground)
  }
  if state.engine.isReplay { return (state.playback.isPlaying ? "PLAYING" : "REPLAY", theme.bannerBackground) }
  if state.engine.stopped != nil { return ("STOPPED", theme.pauseBackground) }
  if state.isLoading {
    return ("LOADING\(state.engine.intent == .starting ? ", then editing" : "")\(spinner)", theme.bannerBackground)
  }
  switch state.engine.intent {
  case .pausing: return ("pausing\(spinner)", theme.pauseBackground)
  case .starting: return ("starting\(spinner)", theme.followBackground)
  case .stepping: return ("stepping\(spinner)", theme.followBackground)
  case .undoing: return ("undoing\(spinner)", theme.pauseBackground)
  case .redoing: return ("redoing\(spinner)", theme.pauseBackground)
  case nil: break
  }
  if state.engine.isBusy {
    return (state.engine.activity?.isRunning == true ? "RUNNING" : "STEPPING", theme.followBackground)
  }
  if state.engine.isSurveying { return ("MEASURING", theme.followBackground) }
  if let round = state.heldRound { return ("PAUSED in round \(round)", theme.pauseBackground) }
  // Space goes on beyond it.
  if let goal = state.run?.description.goal, goal == state.branches.commonEdits, !state.hasAllEdits {
    return ("GOAL REACHED", theme.pauseBackground)
  }
  return state.hasAllEdits ? ("DONE", theme.bannerBackground) : ("PAUSED", theme.pauseBackground)
}
