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
        folder = try RunFolder(creating: url, configuration: session.configuration, model: fingerprint)
      }
      let detector = CollapseDetector([try begin(&session)])
      return Branches(Branch(session, store, detector: detector))
    case .resume(let url):
      return try resume(RunFolder(existing: url))
    }
  }

  private var store: RoundStore { RoundStore(folder, isUndoable: isUndoable) }

  /// Shows what is known of the model, measures edit 0 and begins the log with both.
  ///
  /// - Returns: what was measured.
  private mutating func begin(_ session: inout EditingSession) throws -> RoundReport {
    let emit = emit
    let description = session.description(folder: folder?.url.path)
    emit(.ready(description))
    let baseline = try session.measure(nil) { step, steps in
      emit(
        .activity(
          Activity(
            phase: .loading, isRunning: false, step: step, steps: steps, edits: 0,
            subject: "what the model can do before any edit")))
    } isInterrupted: {
      lookForStop()
    }
    emit(.round(baseline))
    record(.ready(description))
    record(.round(baseline))
    return baseline
  }

  private mutating func load(_ configuration: RunConfiguration) throws -> EditingSession {
    let session = try EditingSession(configuration, cache: cache) { done, total in
      emit(
        .activity(
          Activity(
            phase: .loading, isRunning: false, step: done, steps: total, edits: 0,
            subject: "keys of ordinary text, which edits are to leave alone")))
      return !lookForStop()
    }
    for warning in session.warnings { emit(.notice(Notice(.warning, warning))) }
    return session
  }

  /// Takes up a run: the rounds that its log still holds are applied again, in order, for each branch.
  private mutating func resume(_ folder: RunFolder) throws -> Branches {
    let stored = try folder.record()
    var session = try load(stored.configuration)
    guard try stored.model.isOf(session.inputs.checkpoint.tensors) else {
      throw RunFolderError.unreadable(
        path: folder.url.path,
        reason: "the model at \(session.inputs.checkpoint.url.path) is not the one this run edited")
    }
    if stored.library != .current {
      emit(
        .notice(
          Notice(
            .warning,
            "this run was computed with other kernels, another BLAS core or thread count: last digits will differ")))
    }
    try folder.repairLog()
    let entries = try folder.entries()
    let run = BranchedRun(entries)
    self.folder = folder
    // A run that ended before edit 0 was measured has not begun.
    guard !run.branches[0].rounds.isEmpty else {
      guard !folder.hasUpdates else {
        throw RunFolderError.unreadable(
          path: folder.url.path,
          reason: "its log holds no round, though there are updates of rounds; put a copy of it back")
      }
      let detector = CollapseDetector([try begin(&session)])
      return Branches(Branch(session, store, detector: detector))
    }
    let branches = try Branches(resuming: run, session, from: folder, isUndoable: isUndoable)
    hasPinned = run.branches.contains { $0.probes != nil }
    var description = session.description(folder: folder.url.path)
    description.guardSetting = stored.configuration.guardSetting
    description.editor = stored.configuration.editor
    description.clamp = stored.configuration.clamp(of: stored.configuration.editor)
    emit(.ready(description))
    for entry in entries where entry.isHistory { emit(entry) }
    return branches
  }
}
