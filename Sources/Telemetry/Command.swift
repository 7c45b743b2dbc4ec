/// What a screen or a script asks of the engine. Every command is felt within one optimisation step;
/// settings take effect at the next round, so that a round is always the work of one setting.
package enum Command: Sendable, Equatable {
  /// Edit round after round until `goal`.
  case run(until: RunGoal)
  /// Hold a round that is being prepared right where it is, or stop between rounds: a round that is being measured is
  /// measured to its end. `run` goes on from there.
  case pause
  /// One round of a single edit.
  case stepEdit
  /// One round of the configured size.
  case stepRound
  /// Guard the coming rounds as described.
  case setGuard(GuardSetting)
  /// Take this round back, which must be the last one applied: a person who agreed to lose one round must not lose another.
  /// The weights are rebuilt without its updates, and its edits are next in line again.
  case undoRound(Int)
  /// Finish: pause, close the run folder and end the engine.
  case stop
}

/// Where `Command.run` ends.
package enum RunGoal: Sendable, Equatable, Codable {
  /// The last edit of the list.
  case allEdits
  /// The round that reaches this edit count.
  case edits(Int)
}

/// How updates are kept out of the dominant singular subspace of the original weights (REVIVE, arXiv 2601.11042).
package struct GuardSetting: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// The paper's filter: the components of a finished update that touch the subspace are removed.
    case revive
    /// The update is solved for inside the safe subspace. Not in the paper.
    case constrained
  }
  /// Which sum over singular values tau is a share of.
  package enum Energy: String, Sendable, Codable, CaseIterable {
    /// Squared singular values: the share of the squared Frobenius norm.
    case sigma2
    case sigma
  }
  package enum Basis: String, Sendable, Codable, CaseIterable {
    /// (I - U_k U_k^T) dW (I - V_k V_k^T).
    case projector
    /// The double sum over the thin decomposition, which also drops what lies outside the row space of the weight.
    case thin
  }
  package var isOn: Bool
  package var kind: Kind
  /// Energy share that is protected, in 0..1: k is the smallest count of singular values whose energy exceeds it.
  package var tau: Double
  package var energy: Energy
  package var basis: Basis

  package init(
    isOn: Bool = false, kind: Kind = .revive, tau: Double = 0.5, energy: Energy = .sigma2, basis: Basis = .projector
  ) {
    self.isOn = isOn
    self.kind = kind
    self.tau = tau
    self.energy = energy
    self.basis = basis
  }

  /// The number of leading singular values protected at `tau`: the smallest k whose cumulative energy exceeds
  /// `tau` times the total. 0 when `tau` is 0 or less.
  ///
  /// - Parameter spectrum: all singular values of the original weight, descending.
  /// - Complexity: O(count).
  package func protectedCount(spectrum: [Float]) -> Int {
    guard tau > 0 else { return 0 }
    let energies = spectrum.map { energy == .sigma2 ? Double($0) * Double($0) : Double($0) }
    let total = energies.reduce(0, +)
    var sum = 0.0
    for (index, value) in energies.enumerated() {
      sum += value
      if sum > tau * total { return index + 1 }
    }
    return spectrum.count
  }
}
