import Editing
import Foundation
import RunModel

/// How a session begins: a new run, or one that is taken up from its folder.
extension EngineLoop {
  mutating func open(_ start: EngineStart) throws -> Branches {
    switch start {
    case .new(let configuration, let url):
      var session = try load(configuration)
      if let url {
        let fingerprint = try ModelFingerprint(weights: session.inputs.checkpoint.tensors.files)
        folder = try RunFolder(
          creating: url, configuration: session.configuration, model: fingerprint, inputs: session.inputDigests)
      }
      return try newRun(&session)
    case .resume(let url, let end, let model):
      let folder = try RunFolder(continuing: url)
      self.folder = folder
      return try resume(folder, endingAfter: end, model: model)
    }
  }

  private mutating func newRun(_ session: inout EditingSession) throws -> Branches {
    let detector = CollapseDetector([try begin(&session)])
    return Branches(Branch(session, store, detector: detector, lateGuard: LateGuard(session.configuration)))
  }

  private var store: RoundStore { RoundStore(folder, isUndoable: isUndoable) }

  /// Shows what is known of the model, measures edit 0 and begins the log with both.
  ///
  /// - Returns: what was measured.
  private mutating func begin(_ session: inout EditingSession) throws -> RoundReport {
    let description = session.description(folder: folder?.url.path)
    emit(.ready(description))
    let baseline = try baseline(&session)
    record(.ready(description))
    record(.round(baseline))
    emit(.round(baseline))
    return baseline
  }

  /// Measures edit 0.
  private mutating func baseline(_ session: inout EditingSession) throws -> RoundReport {
    let emit = emit
    return try session.measure(nil) { step, steps in
      emit(
        .activity(
          Activity(
            phase: .loading, isRunning: false, step: step, steps: steps, edits: 0,
            subject: "what the model can do before any edit")))
    } isInterrupted: {
      lookForStop()
    }
  }

  private mutating func load(_ configuration: RunConfiguration) throws -> EditingSession {
    let subject =
      configuration.moments == RunConfiguration.selfSampled
      ? "tokens that the model writes, whose keys edits are to leave alone"
      : "keys of ordinary text, which edits are to leave alone"
    func show(_ subject: String, _ step: Int, of steps: Int) -> Bool {
      emit(
        .activity(
          Activity(phase: .loading, isRunning: false, step: step, steps: steps, edits: 0, subject: subject)))
      return !lookForStop()
    }
    let session = try EditingSession(configuration, cache: cache) {
      show("where this model looks up what it knows", $0, of: $1)
    } progress: {
      show(subject, $0, of: $1)
    }
    for warning in session.warnings { emit(.notice(Notice(.warning, warning))) }
    return session
  }

  /// Takes up a run: the rounds that its log still holds are applied again, in order, for each branch.
  ///
  /// - Parameters:
  ///   - end: the round after which the run is to go on; nil for its last.
  ///   - model: where the model is now; nil for where it was.
  private mutating func resume(_ folder: RunFolder, endingAfter end: Int?, model: String?) throws -> Branches {
    var stored = try folder.record()
    var log = try folder.soundLog()
    // Before the model is read: other settings would be taken for other edits.
    if let told = BranchedRun(log.lines).description?.settingsDigest, told != stored.configuration.settingsDigest {
      throw RunFolderError.unreadable(
        path: folder.url.path,
        reason:
          "the settings in config.json are not those that the run began with, by the digest in log.jsonl; put a copy "
          + "of it back, or begin a new run")
    }
    if end == nil { try requireWhole(log, of: folder) }
    if let model { stored.configuration.model = model }
    var session = try load(stored.configuration)
    guard try stored.model.isOf(session.inputs.checkpoint.tensors) else {
      throw RunFolderError.unreadable(
        path: folder.url.path,
        reason: "the model at \(session.inputs.checkpoint.url.path) is not the one this run edited")
    }
    if let changes = stored.inputs?.changes(session.inputDigests, session.inputs, stored.configuration),
      !changes.isEmpty
    {
      throw RunFolderError.unreadable(
        path: folder.url.path,
        reason:
          "not what it was when the run began: \(changes.joined(separator: "; ")). Put it back as it was, or begin a "
          + "new run")
    }
    if stored.library != .current {
      emit(
        .notice(
          Notice(
            .warning,
            "this run was computed with other kernels, another BLAS core or thread count: last digits will differ")))
    }
    // Whoever goes back to an earlier round needs no line behind it, and none before it that can be made anew.
    if end != nil { try completeBeginning(of: &log, &session) }
    var run = BranchedRun(log.lines)
    var cut: [Event] = []
    if let end {
      guard let lines = run.lines(endingAfter: end) else {
        let last = run.branches[0].reports.last?.round ?? 0
        throw RunFolderError.unreadable(
          path: folder.url.path,
          reason: "no round \(end) stands in its log; the last one that does is round \(last): "
            + folder.resumption(to: last))
      }
      cut = lines
      for line in cut { run.take(line) }
    }
    // A run that ended before edit 0 was measured has not begun.
    guard !run.branches[0].rounds.isEmpty else { return try newRun(&session) }
    var branches = try Branches(resuming: run, session, from: folder, isUndoable: isUndoable, isCut: end != nil)
    if let end { cut += try branches.restore(settingsOf: run, after: end) }
    let entries = log.lines.map(\.entry) + cut
    if log.flaw != nil || log.isCompleted {
      let kept = try folder.replaceLog(with: log)
      let flaw = log.flaw.map { "\($0)" } ?? "the log had lost its beginning"
      let words =
        log.isCompleted
        ? "what it lacked of the run's beginning is made anew"
        : log.hasGap ? "what is not sound is left out" : "the log goes on before it"
      let rest = kept.map { ", and what was there is kept as \($0.path)" } ?? ""
      emit(.notice(Notice(.warning, "\(flaw): \(words)\(rest)")))
    }
    for line in cut { record(line) }
    warn(of: run, cut)
    hasPinned = run.branches.contains { $0.probes != nil }
    var description = session.description(folder: folder.url.path)
    description.guardSetting = stored.configuration.guardSetting
    description.editor = stored.configuration.editor
    description.clamp = stored.configuration.clamp(of: stored.configuration.editor)
    description.anchor = stored.configuration.anchor(of: stored.configuration.editor)
    emit(.ready(description))
    for entry in entries where entry.isHistory { emit(entry) }
    return branches
  }

  /// - Throws: `RunFolderError` for a log that cannot be taken up as it is, with what can be done.
  private func requireWhole(_ log: SoundLog, of folder: RunFolder) throws(RunFolderError) {
    if let flaw = log.flaw { throw folder.refusal(of: log, "\(flaw)") }
    let hasRounds = !BranchedRun(log.lines).branches[0].rounds.isEmpty
    if hasRounds, log.lacksBeginning { throw folder.refusal(of: log, "the lines with which a run begins are missing") }
    if !hasRounds, folder.hasUpdates {
      throw folder.refusal(
        of: SoundLog(), "it holds no round, though there are updates of rounds; put a copy of it back")
    }
  }

  /// Makes anew what a log lacks with which a run begins: its constants, and what the unedited model can do.
  private mutating func completeBeginning(of log: inout SoundLog, _ session: inout EditingSession) throws {
    log.dropUnbound(session.configuration)
    let run = BranchedRun(log.lines)
    var beginning: [Event] = []
    if run.description == nil { beginning.append(.ready(session.description(folder: folder?.url.path))) }
    if run.branches[0].reports.first?.round != 0 { beginning.append(.round(try baseline(&session))) }
    try log.complete(with: beginning, time: clock())
  }

  /// Says what a person should know of a log that is taken up.
  private func warn(of run: BranchedRun, _ cut: [Event]) {
    func say(_ words: String) { emit(.notice(Notice(.warning, words))) }
    if let damage = run.damage { say("the log is damaged, and the run goes on from what is sound: \(damage)") }
    if let repetition = run.repetition { say("\(repetition) in the log: the last telling counts") }
    for case .undone(let report) in cut.map(\.content) {
      say("the rounds from round \(report.round) on are taken back: the run stands at edit \(separated(report.edits))")
    }
  }
}
