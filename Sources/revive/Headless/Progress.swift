import Charts
import Monitor
import RunModel

/// Progress on standard error: a line a round, and on a terminal a last line that is rewritten. Where there is no
/// terminal nothing but plain lines is written.
struct Progress {
  private let context: ProcessContext
  private let status: StatusLine
  private var description: RunDescription?
  /// Where the run was asked to end; nil for its own goal.
  private var goal: RunGoal?
  private var lastShown = -1.0
  /// When an evaluation of all edits began, and when it was last told how far it is.
  private var evaluation: (start: Double, told: Double)?

  init(_ context: ProcessContext) {
    self.context = context
    status = StatusLine(context)
  }

  /// Says what is going to be done.
  ///
  /// - Parameters:
  ///   - isResumed: whether the run has begun before, and may have come to another editor and guard since.
  ///   - goal: where it was asked to end; nil for its own goal.
  mutating func begin(_ description: RunDescription, isResumed: Bool, until goal: RunGoal?) {
    self.goal = goal
    self.description = description
    let setting = description.guardSetting
    let guardText = setting.isOn ? "\(setting.name), \(setting.exactStrength)" : "off"
    let layers = description.layers.map { "\($0.layer)" }.joined(separator: ",")
    line(
      "\(description.model), \(description.editor) in layer\(description.layers.count == 1 ? "" : "s") \(layers), "
        + "\(counted(description.editLimit, "edit")) in rounds of \(description.roundSize), "
        + "guard \(guardText), seed \(description.seed)\(isResumed ? ", as it began" : "")")
    for remark in description.remarks { line(remark) }
    if let folder = description.folder { line("run folder: \(folder)") }
  }

  /// Tells of a finished round. On a terminal its row on standard output tells enough.
  mutating func add(_ report: RoundReport) {
    for failure in report.failed {
      line("edit \(failure.index + 1) (case \(failure.caseID)) failed: \(failure.reason)")
    }
    if let skipped = report.values?.skipped, !skipped.isEmpty {
      let names =
        skipped.prefix(10).map { grouped($0 + 1) }.joined(separator: ", ") + (skipped.count > 10 ? ", ..." : "")
      line("\(counted(skipped.count, "edit")) left out, since its value is beyond twice the anchor (NAS): \(names)")
    }
    guard !(context.isErrorTerminal && context.isOutputTerminal) else { return }
    line(
      "\(branchWords(report))round \(report.round): \(grouped(report.edits)) of \(counted(end(at: report.edits), "edit")), "
        + "\(fixed(report.seconds.total, digits: 1)) s")
  }

  /// Says why a run that was taken up made no edit.
  mutating func nothingLeft(edits: Int) {
    let limit = description?.editLimit ?? edits
    let end = edits >= limit ? ", where its list of edits ends" : ""
    line("nothing to do: the run is at edit \(grouped(edits)) of \(grouped(limit)) already\(end)")
  }

  private func end(at edits: Int) -> Int {
    switch goal {
    case .edits(let count), .collapse(let count?): min(count, description?.editLimit ?? count)
    case .collapse, .allEdits: description?.editLimit ?? edits
    case nil: description?.end(at: edits) ?? edits
    }
  }

  /// Shows what is being done at this moment, ten times a second at most.
  mutating func show(_ activity: Activity) {
    if activity.phase == .evaluation, activity.steps > 0 { return showEvaluation(activity) }
    guard context.rewritesLines else { return }
    let now = context.now()
    guard activity.phase != .idle, abs(now - lastShown) >= 0.1 else { return }
    lastShown = now
    let step = activity.steps > 0 ? " \(activity.step)/\(activity.steps)" : ""
    status.show("\(counted(activity.edits, "edit")), \(activity.phase.rawValue)\(step)")
  }

  /// Tells how far an evaluation of all edits is, how fast it goes and what is left: on a terminal ten times a second, else
  /// a line every half minute.
  private mutating func showEvaluation(_ activity: Activity) {
    let now = context.now()
    let (start, told) = evaluation ?? (now, now)
    evaluation = (start, told)
    guard now - told >= (context.rewritesLines ? 0.1 : 30) else { return }
    evaluation = (start, now)
    let text = evaluationProgress(done: activity.step, of: activity.steps, seconds: now - start)
    if context.rewritesLines { status.show(text) } else { line(text) }
  }

  /// Tells of an evaluation that is done.
  mutating func evaluated(_ report: EvaluationReport) {
    evaluation = nil
    let rate = Double(report.measured) / max(report.seconds, 1e-9)
    let left = report.edits - report.measured
    line(
      "measured \(grouped(report.measured)) of \(counted(report.edits, "edit")) in \(fixed(report.seconds, digits: 1)) s, "
        + "\(compact(rate)) a second" + (left > 0 ? "; the prompts of the others do not fit the model" : "")
        + (report.written > 0 ? "; texts about \(grouped(report.written))" : ""))
  }

  /// Takes the rewritten line away.
  func clear() { status.clear() }

  /// Writes a line that stays.
  func line(_ text: String) { status.line(text) }
}

/// "evaluation 320/700, 14.2 edits a second, 0:27 left".
func evaluationProgress(done: Int, of total: Int, seconds: Double) -> String {
  let head = "evaluation \(grouped(done))/\(grouped(total))"
  guard done > 0, seconds > 0 else { return head }
  let rate = Double(done) / seconds
  return "\(head), \(compact(rate)) edits a second, \(timeText(Double(total - done) / rate)) left"
}

/// Seconds as `0:13` or `1:02:03`, rounded up, a hundred hours at most: a clock that was set back, or a crawl, must not break
/// the count.
func timeText(_ seconds: Double) -> String {
  let whole = min(359_999, max(0, seconds.rounded(.up)))
  let (minutes, rest) = Int(whole).quotientAndRemainder(dividingBy: 60)
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return minutes < 60 ? "\(minutes):\(two(rest))" : "\(minutes / 60):\(two(minutes % 60)):\(two(rest))"
}

/// `fork-1, ` before what is said of a round of a fork; empty for the trunk.
func branchWords(_ report: RoundReport) -> String { report.branch == Fork.trunk ? "" : "\(report.branch), " }
