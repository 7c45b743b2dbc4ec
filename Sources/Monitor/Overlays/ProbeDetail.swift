import Charts
import RunModel

/// Everything that is known of a pinned prompt: what the model said after it at edit 0 and says at the moment shown, in both
/// branches of a forked run, and how the answer has changed on the way.
func probeDetail(of prompt: String, _ state: MonitorState) -> [OverlayLine] {
  guard let probe = state.shownProbes.first(where: { $0.prompt == prompt }) else {
    return [.entry("", "\"\(prompt)\" was not pinned at this moment")]
  }
  let sayings = probe.sayings.flatMap { saying -> [OverlayLine] in
    let change = saying.isOriginal ? "" : saying.isChanged ? ", not the answer of edit 0" : ", the answer of edit 0"
    return [
      .blank, .heading("\(saying.moment)\(change)"), .text(saying.text),
      .text("first token p \(share(saying.probability))"),
    ]
  }
  let histories = state.lettered.flatMap { letter, branch -> [OverlayLine] in
    let turns = turns(of: prompt, in: branch.run, by: state.shownRound?.edits ?? 0)
    let title = letter.isEmpty ? "Answers over the run" : "Answers over branch \(letter)"
    return [.blank, .heading(title)] + turns.map { .entry("@\(grouped($0.edits))", $0.answer) }
  }
  return [.text(prompt)] + sayings + histories
}

/// The answers to a prompt, each with the edit count at which it came up; of many the newest.
private func turns(of prompt: String, in run: RunTimeline, by edits: Int) -> [(edits: Int, answer: String)] {
  var turns: [(edits: Int, answer: String)] = []
  var last = run.original(of: prompt)
  if let last { turns.append((0, last.answer)) }
  for report in run.rounds where report.edits <= edits {
    guard let reading = report.probes.first(where: { $0.prompt == prompt }) else { continue }
    if let last, reading.keepsAnswer(of: last) { continue }
    turns.append((report.edits, reading.answer))
    last = reading
  }
  return turns.suffix(20)
}
