import Charts
import Monitor
import Telemetry

/// Progress on standard error: a line a round, and on a terminal a last line that is rewritten. Where there is no
/// terminal nothing but plain lines is written.
struct Progress {
  private let world: Surroundings
  private var editLimit = 0
  private var isShowing = false
  private var lastShown = -1.0

  init(_ world: Surroundings) { self.world = world }

  /// Says what is going to be done.
  ///
  /// - Parameter isResumed: whether the run has begun before, and may have come to another editor and guard since.
  mutating func begin(_ description: RunDescription, isResumed: Bool) {
    editLimit = description.editLimit
    let setting = description.guardSetting
    let guardText = setting.isOn ? "\(setting.name), tau \(setting.tau)" : "off"
    let layers = description.layers.map { "\($0.layer)" }.joined(separator: ",")
    line(
      "\(description.model), \(description.editor) in layer\(description.layers.count == 1 ? "" : "s") \(layers), "
        + "\(grouped(description.editLimit)) edits in rounds of \(description.roundSize), "
        + "guard \(guardText), seed \(description.seed)\(isResumed ? ", as it began" : "")")
    for remark in description.remarks { line(remark) }
    if let folder = description.folder { line("run folder: \(folder)") }
  }

  /// Tells of a finished round. On a terminal its row on standard output tells enough.
  mutating func add(_ report: RoundReport) {
    for failure in report.failed {
      line("edit \(failure.index + 1) (case \(failure.caseID)) failed: \(failure.reason)")
    }
    guard !(world.isErrorTerminal && world.isOutputTerminal) else { return }
    line(
      "round \(report.round): \(grouped(report.edits)) of \(grouped(editLimit)) edits, "
        + "\(fixed(report.seconds.total, digits: 1)) s")
  }

  /// Says why a run that was taken up made no edit.
  mutating func nothingLeft(edits: Int) {
    line("nothing to do: the run is at edit \(grouped(edits)) of \(grouped(editLimit)) already")
  }

  /// Shows what is being done at this moment, ten times a second at most.
  mutating func show(_ activity: Activity) {
    guard world.isErrorTerminal else { return }
    let now = world.now()
    guard activity.phase != .idle, abs(now - lastShown) >= 0.1 else { return }
    lastShown = now
    isShowing = true
    let step = activity.steps > 0 ? " \(activity.step)/\(activity.steps)" : ""
    world.report("\r\u{1B}[K\(grouped(activity.edits)) edits, \(activity.phase.rawValue)\(step)")
  }

  /// Takes the rewritten line away.
  mutating func clear() {
    guard isShowing else { return }
    isShowing = false
    world.report("\r\u{1B}[K")
  }

  /// Writes a line that stays.
  mutating func line(_ text: String) {
    clear()
    world.report(oneLine(text) + "\n")
  }
}
