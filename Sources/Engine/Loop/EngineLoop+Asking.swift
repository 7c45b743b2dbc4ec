import Editing
import Evaluation
import RunModel

/// The models that a run's branches have, while a round of one of them may be under way, and the prompts that were pinned
/// meanwhile.
struct StandingModels {
  private(set) var all: [(name: String, model: StandingModel)]
  /// Nil when none were: the sessions are not told before the round is solved.
  private(set) var pinned: [String]?

  init(_ branches: Branches) { all = branches.alive.map { ($0.name, $0.session.standing) } }

  /// - Parameter name: nil for the first branch.
  /// - Throws: `EngineError.noSuchBranch`.
  func named(_ name: String?) throws(EngineError) -> (name: String, model: StandingModel) {
    guard let name else { return all[0] }
    guard let found = all.first(where: { $0.name == name }) else { throw .noSuchBranch(name) }
    return found
  }

  /// Pins prompts in every branch.
  ///
  /// - Throws: `EvaluationError`; nothing is changed then.
  mutating func pin(_ prompts: [String]) throws {
    for place in all.indices { try all[place].model.pin(prompts) }
    pinned = prompts
  }
}

/// What is asked of the models as they stand: between rounds, and while one is prepared.
extension EngineLoop {
  /// Edits that are measured at once: few, so that little is lost when it is stopped.
  private static let editsAtOnce = 16

  /// Answers a command that only asks.
  ///
  /// - Parameters:
  ///   - isHeld: whether a pause holds a round meanwhile.
  ///   - isInterrupted: whether something else was asked for that comes first.
  mutating func answer(
    _ command: Command, _ models: inout StandingModels, isHeld: Bool = false, isInterrupted: (EngineLoop) -> Bool
  ) {
    do {
      let (name, model) = try models.named(command.branch)
      switch command.content {
      case .inspect(let index):
        let inspection = try model.inspect(index)
        if index < model.edits { try see([index], in: model, of: name) }
        emit(.inspected(inspection).about(name))
      case .setProbes(let prompts): pin(prompts, &models)
      case .measureEdits: survey(model, of: name, isHeld: isHeld) { isInterrupted(self) }
      default: break
      }
    } catch {
      emit(.notice(Notice(.warning, "\(error)")))
    }
  }

  private func see(_ edits: [Int], in model: StandingModel, of name: String) throws {
    let seen = try model.outcomes(of: edits)
    if !seen.outcomes.isEmpty { emit(.seen(seen).about(name)) }
  }

  /// Every branch is asked the same.
  private mutating func pin(_ prompts: [String], _ models: inout StandingModels) {
    do {
      try models.pin(prompts)
    } catch {
      emit(.notice(Notice(.warning, "the prompts stay what they were: \(error)")))
      return
    }
    hasPinned = true
    for (name, model) in models.all { tellProbes(of: model, name) }
  }

  mutating func tellProbes(of model: StandingModel, _ name: String) {
    do {
      tell(.probes(try model.readProbes()), of: name)
      try see(model.probedEdits, in: model, of: name)
    } catch {
      emit(.notice(Notice(.warning, "the pinned prompts cannot be read: \(error)")))
    }
  }

  /// Measures every edit made so far, unless it is stopped.
  private func survey(_ model: StandingModel, of name: String, isHeld: Bool, isInterrupted: () -> Bool) {
    let (all, isRunning) = (model.edits, goal != nil)
    var done = 0
    do {
      while done < all {
        let activity = Activity(
          phase: .surveying, isRunning: isRunning, isHeld: isHeld, step: done, steps: all, edits: all)
        emit(.activity(activity).about(name))
        guard !isInterrupted() else { throw EvaluationError.interrupted }
        let end = min(done + Self.editsAtOnce, all)
        let seen = try model.outcomes(of: done..<end) { !isInterrupted() }
        emit(.seen(seen).about(name))
        done = end
      }
      emit(.notice(Notice(.info, "all edits measured, at edit \(separated(all))")))
    } catch EvaluationError.interrupted {
      emit(.notice(Notice(.info, "stopped: \(separated(done)) of \(separated(all)) edits measured")))
    } catch {
      emit(.notice(Notice(.error, "the edits cannot be measured: \(error)")))
    }
  }
}
