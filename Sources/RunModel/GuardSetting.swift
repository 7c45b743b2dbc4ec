/// How updates are kept from what a weight already holds: out of the dominant singular subspace of the original weights
/// (REVIVE, arXiv 2601.11042), or away from the principal directions of their rows (SPHERE, arXiv 2510.01172).
package struct GuardSetting: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// The paper's filter: the components of a finished update that touch the subspace are removed.
    case revive
    /// The update is solved for inside the safe subspace. Not in the paper.
    case constrained
    /// SPHERE's filter: the components of a finished update along the principal directions of the weight's rows are made
    /// smaller.
    case sphere
    /// A control: the free update, made as small as another guard would have made it.
    case scaled
    /// A control: another guard with random directions in place of the dominant ones.
    case random

    /// Whether it guards nothing and only stands beside what does, to tell its effect from that of a smaller update.
    package var isControl: Bool { self == .scaled || self == .random }
  }
  /// Which sum over singular values tau is a share of.
  package enum Energy: String, Sendable, Codable, CaseIterable {
    /// Squared singular values: the share of the squared Frobenius norm.
    case sigma2
    case sigma
  }
  /// Which side of an update SPHERE's filter acts on.
  package enum Side: String, Sendable, Codable, CaseIterable {
    /// The rows of W (d x m) are compared, and directions of key space are damped.
    case input
    /// Its columns are, and directions of the output: what the published code does to weights that are stored as W^T (GPT-2).
    case output
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
  /// What a control stands beside: `revive` or `constrained`.
  package var controlOf: Kind
  /// Of the scaled control: a fixed factor in place of the share that the other guard would keep.
  package var factor: Double?
  // The following came later: logs of earlier versions lack them.
  /// Of SPHERE: the share of the rows' energy that its directions may hold, in 0...1; nil for the published one.
  package var beta: Double?
  /// Of SPHERE: by how much an update is made smaller along its directions, in 0...1; nil for the published one.
  package var alpha: Double?
  /// Of SPHERE; nil for the input side.
  package var side: Side?

  package init(
    isOn: Bool = false, kind: Kind = .revive, tau: Double = 0.5, energy: Energy = .sigma2, basis: Basis = .projector,
    controlOf: Kind = .revive, factor: Double? = nil, beta: Double? = nil, alpha: Double? = nil, side: Side? = nil
  ) {
    self.isOn = isOn
    self.kind = kind
    self.tau = tau
    self.energy = energy
    self.basis = basis
    self.controlOf = controlOf
    self.factor = factor
    self.beta = beta
    self.alpha = alpha
    self.side = side
  }

  /// The guard that does the work: a control's is the one that it stands beside.
  package var method: Kind {
    switch kind {
    case .revive, .constrained, .sphere: kind
    case .scaled, .random: controlOf == .constrained ? .constrained : .revive
    }
  }

  /// Whether it is on and has to reach into the editor's solve, which takes an editor with a closed form. Scaling by a fixed
  /// factor asks nothing of the solve.
  package var reachesIntoSolve: Bool { isOn && method == .constrained && !(kind == .scaled && factor != nil) }

  /// What it takes the leading directions by: tau, or SPHERE's beta.
  package var strength: Double { kind == .sphere ? sphereBeta : tau }

  /// SPHERE's beta, the published one unless another is chosen.
  package var sphereBeta: Double { beta ?? 0.5 }

  /// SPHERE's alpha, the published one for an editor unless another is chosen: half beside null spaces.
  package func sphereAlpha(for editor: EditorKind) -> Double {
    alpha ?? (editor == .alphaEdit || editor == .deltaEdit ? 0.5 : 0.8)
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
