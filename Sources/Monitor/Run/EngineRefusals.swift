import Charts

/// Why something cannot be asked of the engine, or looked at, now; nil when it can.
extension MonitorState {
  var loadingRefusal: String {
    if let attachment = engine.attachment, run == nil { return attachment.waitingWords }
    return engine.stopped.map { engine.isReplay || engine.attachment != nil ? $0 : "the engine has stopped: \($0)" }
      ?? "the model is still loading"
  }

  /// Why there is nothing to look at.
  var measuredRefusal: String? {
    run == nil ? loadingRefusal : run?.rounds.isEmpty == true ? "nothing has been measured yet" : nil
  }

  /// Why one cannot go to another marker.
  func markRefusal(_ direction: Int) -> String? {
    if let refusal = measuredRefusal { return refusal }
    guard marksAhead(direction).isEmpty else { return nil }
    return direction < 0 ? "no marker before this moment" : "no marker after this moment"
  }

  /// Why the engine cannot be asked for anything.
  var engineRefusal: String? { engine.stopped != nil || run == nil ? loadingRefusal : nil }

  /// Why no other editor can be chosen.
  var editorRefusal: String? { engineRefusal.map { engine.isReplay ? "nothing can be edited: \($0)" : $0 } }

  /// Why no edit can be made.
  var editingRefusal: String? {
    if let refusal = engineRefusal { return refusal }
    // Edits that are being taken back can be asked for again at once.
    guard let run, hasAllEdits, engine.intent != .undoing else { return nil }
    return
      "all \(grouped(run.description.editLimit)) edits are done; \(environment.bindings.key("undo")) takes the last round back"
  }

  var stepRefusal: String? {
    if let refusal = editingRefusal { return refusal }
    // The engine takes commands in order: what is asked for during an undo comes after it.
    return engine.isBusy || engine.intent != nil && engine.intent != .undoing
      ? "a round is being made; Space pauses" : nil
  }

  /// Why no single edit can be asked for. Ten may be waiting: more are keys held down.
  var oneStepRefusal: String? {
    guard let steppingTo = engine.steppingTo else { return stepRefusal }
    return editingRefusal
      ?? (steppingTo - branches.commonEdits < 10 ? nil : "ten steps are waiting already; Space drops them")
  }

  var undoRefusal: String? {
    if let refusal = engineRefusal { return refusal }
    if heldRound != nil { return nil }
    guard let run, run.edits > 0 && run.rounds.count > 1 || branches.isForked else {
      return "nothing to undo at edit 0"
    }
    if engine.intent == .undoing { return "a round is being taken back already" }
    guard engine.isBusy else { return nil }
    return engine.intent == .pausing ? "pausing: undo when the round is done" : "pause first (Space), then undo"
  }

  var redoRefusal: String? {
    if let refusal = engineRefusal { return refusal }
    guard branches.focused?.takenBack.isEmpty == false else {
      return "nothing to redo: no round was taken back since the last one was made"
    }
    if let round = heldRound { return "round \(round) is being made: drop it first (u), then redo" }
    if engine.intent == .redoing { return "a round is being put back already" }
    return engine.isBusy ? "pause first (Space), then redo" : nil
  }

  /// Why the edits cannot be measured.
  var measureRefusal: String? { engineRefusal ?? (run?.edits == 0 ? "no edit has been made yet" : nil) }
}
