import Cells
import Charts
import Telemetry

/// A piece of the header; pieces of low rank go first when the line is too long.
private struct Segment {
  var text: String
  var style: Style
  /// 0 stays longest.
  var rank: Int
}

/// The first line: what is edited with what, how far, under which guard, and what the engine is doing.
func drawHeader(_ state: MonitorState, _ palette: Palette, width: Int, into buffer: inout CellBuffer) {
  var left = leftSegments(state, palette)
  var right = rightSegments(state, palette)
  func total(_ segments: [Segment]) -> Int { segments.reduce(0) { $0 + displayWidth(of: $1.text) + 2 } }
  while total(left) + total(right) > width, let worst = (left + right).map(\.rank).max(), worst > 0 {
    left.removeAll { $0.rank == worst }
    right.removeAll { $0.rank == worst }
  }
  let rightStart = max(0, width - total(right) + 1)
  let clip = Rect(x: 0, y: 0, width: right.isEmpty ? width : rightStart, height: 1)
  var x = 1
  for segment in left { x = buffer.write(segment.text, x: x, y: 0, style: segment.style, clip: clip) + 2 }
  x = rightStart
  for segment in right { x = buffer.write(segment.text, x: x, y: 0, style: segment.style) + 2 }
}

private func leftSegments(_ state: MonitorState, _ palette: Palette) -> [Segment] {
  guard let run = state.run else {
    return [Segment(text: "revive", style: palette.strong, rank: 1)]
  }
  let report = state.shownRound
  let description = run.description
  var result = [
    Segment(text: "revive", style: palette.strong, rank: 8),
    Segment(text: description.model, style: palette.text, rank: 6),
    Segment(text: report.map(\.editor) ?? description.editor, style: palette.text, rank: 4),
    Segment(text: "round \(report?.round ?? 0)", style: palette.label, rank: 5),
    Segment(
      text: "edits \(grouped(report?.edits ?? 0))/\(grouped(description.editLimit))", style: palette.text, rank: 1),
  ]
  if let rate = state.shownIndex.flatMap(run.editsPerSecond(at:)) {
    result.append(Segment(text: "\(compact(rate)) edits/s", style: palette.label, rank: 7))
  }
  let coming = state.coming
  let on = coming.isOn
  let since: String
  if state.requestedGuard.map({ $0 != run.guardSetting }) ?? false {
    since = " from the next round"
  } else if on {
    since = run.guardOnSince.map { " since \(grouped($0))" } ?? " from \(grouped(max(run.guardFrom, run.edits)))"
  } else {
    since = ""
  }
  let style = on ? palette.guardOn : palette.label
  result += [
    Segment(text: "\(coming.name) \(on ? "ON" : "OFF")\(since)", style: style, rank: 3),
    Segment(text: "tau \(fixed(coming.tau, digits: 2))", style: palette.label, rank: 3),
    Segment(text: "k \(state.protectedText(coming))", style: palette.label, rank: 3),
    // Stands in where the long form does not fit: removed below unless that went.
    Segment(text: "\(coming.kind.shortTitle) \(on ? "ON" : "OFF")", style: style, rank: 2),
  ]
  return result
}

private func rightSegments(_ state: MonitorState, _ palette: Palette) -> [Segment] {
  var result: [Segment] = []
  if let activity = state.activity, state.isBusy, activity.steps > 0, activity.step >= 0 {
    let (full, empty) = state.environment.glyphs.meter(
      Double(activity.step) / Double(activity.steps), width: 10)
    let counts = "\(activity.phase.rawValue) \(activity.step)/\(activity.steps)"
    result.append(Segment(text: counts, style: palette.label, rank: 6))
    result.append(Segment(text: full + empty, style: palette.meter, rank: 9))
  } else if let activity = state.activity, state.isBusy {
    result.append(Segment(text: activity.phase.rawValue, style: palette.label, rank: 6))
  }
  if state.isHistory, let report = state.shownRound {
    result.append(
      Segment(
        text: " HISTORY \(grouped(report.edits)) ", style: palette.banner(palette.theme.bannerBackground), rank: 0))
  }
  let (word, color) = statusWord(state, palette.theme)
  result.append(Segment(text: " \(word) ", style: palette.banner(color), rank: 0))
  return result
}

/// What the engine is doing, in a word, and the ground to print it on.
private func statusWord(_ state: MonitorState, _ theme: Theme) -> (String, Color) {
  let frames = state.environment.glyphs == .braille ? ["⠋", "⠙", "⠸", "⠴", "⠦", "⠇"] : ["|", "/", "-", "\\"]
  let spinner = frames[clampedInt((state.now / 0.15).rounded(.down)) % frames.count]
  if state.stopped != nil { return ("STOPPED", theme.pauseBackground) }
  switch state.intent {
  case .pausing: return ("pausing \(spinner)", theme.pauseBackground)
  case .starting: return ("starting \(spinner)", theme.followBackground)
  case .stepping: return ("stepping \(spinner)", theme.followBackground)
  case .undoing: return ("undoing \(spinner)", theme.pauseBackground)
  case nil: break
  }
  guard state.run != nil else { return ("LOADING \(spinner)", theme.bannerBackground) }
  if state.isBusy { return (state.activity?.isRunning == true ? "RUNNING" : "STEPPING", theme.followBackground) }
  return state.activity?.phase == .finished ? ("FINISHED", theme.bannerBackground) : ("PAUSED", theme.pauseBackground)
}
