/// What a screen or a script asks of the engine. Every command is felt within one optimisation step;
/// settings take effect at the next round, so that a round is always the work of one setting.
package enum Command: Sendable, Equatable {
  /// Edit round after round until `goal`.
  case run(until: RunGoal)
  /// Hold a round that is being prepared right where it is, or stop between rounds: a round that is being measured is
  /// measured to its end. `run` goes on from there. Single steps that have not begun are dropped.
  case pause
  /// One round of a single edit; of a forked run in both branches, or in the one that is behind. Its report is partial; what
  /// it lacks is measured when nothing else is asked for, unless another round has been made before. Steps that come while
  /// one is made follow it.
  case stepEdit
  /// One round of the configured size, likewise, measured in all.
  case stepRound
  /// Guard the coming rounds as described.
  case setGuard(GuardSetting)
  /// Solve the coming rounds with this editor.
  case setEditor(EditorKind)
  /// Bound the targets of the coming rounds by the norm of another hidden state.
  case setClamp(ClampAnchor)
  /// Bring the values of the coming rounds' targets to a norm, or leave them.
  case setAnchor(ValueAnchor)
  /// Take this round back, which must be the last one applied: a person who agreed to lose one round must not lose another.
  /// The weights are rebuilt without its updates, and its edits are next in line again.
  case undoRound(Int)
  /// Let this round stand again, which must be the one that was taken back last: with the updates and the report that it had,
  /// and under the settings that it was made with. Those in force stay in force. What was taken back is forgotten as soon as
  /// another round is made.
  case redoRound(Int)
  /// Drop the round that is being prepared, held or not. No weight has changed for it: the run stands where it stood, and the
  /// next round makes the same edits.
  case dropRound
  /// Give the run a second branch that begins where it stood after this round, under a setting of its own. From here on
  /// both make the same edits.
  case fork(round: Int, BranchSetting)
  /// Keep the branch of this name and drop the other.
  case endFork(keeping: String)
  /// A command about the branch of this name; others are about the first branch, or about the whole run.
  indirect case on(String, Command)
  /// Measure every edit made so far by everything that its data set offers; the answer is `Event.evaluated`.
  case evaluate
  /// Measure every edit made so far by its edited prompt alone. The answers are `Event.seen`, some edits at a time; any other
  /// command stops it, and what was told stays told. While a round is made it waits, unless that is held.
  case measureEdits
  /// Pin these prompts in place of those there were; the answer is `Event.probes`, and `Event.seen` for a prompt of an edit.
  /// A round that is being prepared waits meanwhile: the model answers as it stands before it.
  case setProbes([String])
  /// Look closely at the edit at this position of the run's order; the answers are `Event.seen` and `Event.inspected`,
  /// likewise.
  case inspect(Int)
  /// Finish: pause, close the run folder and end the engine.
  case stop
}

/// Where `Command.run` ends.
package enum RunGoal: Sendable, Equatable, Codable {
  /// The last edit of the list.
  case allEdits
  /// The round that reaches this edit count.
  case edits(Int)
  /// The round after which a signal of collapse has raised the alarm, or the one that reaches `by`, or the last of the list.
  case collapse(by: Int?)
}

extension Command {
  /// The name of the branch that it is about; nil for the first branch, or the whole run.
  package var branch: String? { if case .on(let branch, _) = self { branch } else { nil } }

  /// The command without the mark of its branch.
  package var content: Command { if case .on(_, let command) = self { command.content } else { self } }
}
