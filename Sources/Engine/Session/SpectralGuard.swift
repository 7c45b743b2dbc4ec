import Editing
import Numerics
import RunModel
import Spectra

/// The guard in force over a round: REVIVE's filter, the constrained solve, a control of one of them, or none. SPHERE's, which
/// goes by the weights of each round, is none here (`EditorSetup.roundGuard`).
struct SpectralGuard: UpdateGuard {
  let setting: GuardSetting
  private let subspaces: [Int: ProtectedSubspace]

  /// - Parameter frames: of the original weights that are guarded.
  init(_ setting: GuardSetting, in frames: inout GuardFrames) throws(NumericsError) {
    self.setting = setting
    subspaces = setting.isOn && setting.kind != .sphere ? try frames.subspaces(for: setting) : [:]
  }

  func excluded(layer: Int) -> Matrix<Double>? {
    setting.reachesIntoSolve ? subspaces[layer]?.v : nil
  }

  func outcome(free: WeightDelta<Double>, confined: WeightDelta<Double>?, layer: Int) -> WeightDelta<Double> {
    guard let subspace = subspaces[layer] else { return free }
    guard setting.kind == .scaled else { return safePart(of: confined ?? free, subspace) }
    if let factor = setting.factor { return free.scaled(by: factor) }
    return free.scaled(by: safePart(of: confined ?? free, subspace).share(of: free))
  }

  /// What was solved inside the subspace is there already in its keys; its residuals get there by this.
  private func safePart(of change: WeightDelta<Double>, _ subspace: ProtectedSubspace) -> WeightDelta<Double> {
    switch change {
    case .factored(let left, let right):
      let (left, right) = subspace.safePart(left: left, right: right, form: setting.form)
      return .factored(left: left, right: right)
    case .dense(let matrix): return .dense(subspace.safePart(of: matrix, form: setting.form))
    }
  }
}

extension GuardSetting {
  /// The form of the filter, which the constrained solve has no choice of.
  fileprivate var form: FilterForm { method == .revive && basis == .thin ? .thin : .projector }
}

/// What guards are cut from: the singular bases of the original weights, and random directions beside them, which are drawn
/// when a guard first asks for them.
struct GuardFrames {
  private let bases: [Int: SpectralBasis]
  private let seed: UInt64
  private var drawn: [Int: RandomDirections] = [:]

  /// - Parameters:
  ///   - bases: by layer.
  ///   - seed: of the random directions.
  init(_ bases: [Int: SpectralBasis], seed: UInt64) {
    self.bases = bases
    self.seed = seed
  }

  fileprivate mutating func subspaces(for setting: GuardSetting) throws(NumericsError) -> [Int: ProtectedSubspace] {
    var subspaces: [Int: ProtectedSubspace] = [:]
    for (layer, basis) in bases {
      let k = setting.protectedCount(spectrum: basis.s)
      subspaces[layer] =
        setting.kind == .random
        ? try ProtectedSubspace(basis, k: k, among: directions(layer: layer, basis), form: setting.form)
        : try ProtectedSubspace(basis, k: k)
    }
    return subspaces
  }

  private mutating func directions(layer: Int, _ basis: SpectralBasis) -> RandomDirections {
    if let known = drawn[layer] { return known }
    var generator = SeededGenerator(seed: seed, stream: "random guard of layer \(layer)")
    let directions = RandomDirections(basis, using: &generator)
    drawn[layer] = directions
    return directions
  }
}
