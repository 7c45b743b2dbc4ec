import Editing
import Numerics
import Spectra
import Telemetry

/// The guard in force over a round: REVIVE's filter, the constrained solve, a control of one of them, or none.
struct SpectralGuard: UpdateGuard {
  private let setting: GuardSetting
  private let subspaces: [Int: ProtectedSubspace]

  /// - Parameters:
  ///   - bases: singular bases of the original weights by layer.
  ///   - seed: of the random control's directions.
  init(_ setting: GuardSetting, bases: [Int: SpectralBasis], seed: UInt64) throws(NumericsError) {
    self.setting = setting
    var subspaces: [Int: ProtectedSubspace] = [:]
    if setting.isOn {
      for (layer, basis) in bases {
        let k = setting.protectedCount(spectrum: basis.s)
        if setting.kind == .random {
          var generator = SeededGenerator(seed: seed, stream: "random guard of layer \(layer)")
          subspaces[layer] = try ProtectedSubspace(basis, randomCount: k, using: &generator)
        } else {
          subspaces[layer] = try ProtectedSubspace(basis, k: k)
        }
      }
    }
    self.subspaces = subspaces
  }

  func excluded(layer: Int) -> Matrix<Double>? {
    guard setting.method == .constrained, !isFixedFactor else { return nil }
    return subspaces[layer]?.v
  }

  private var isFixedFactor: Bool { setting.kind == .scaled && setting.factor != nil }

  func filter(_ change: Change<Double>, layer: Int) -> Change<Double> {
    outcome(free: change, confined: nil, layer: layer)
  }

  func outcome(free: Change<Double>, confined: Change<Double>?, layer: Int) -> Change<Double> {
    guard let subspace = subspaces[layer] else { return free }
    guard setting.kind == .scaled else { return safePart(of: confined ?? free, subspace) }
    if let factor = setting.factor { return free.scaled(by: factor) }
    return free.scaled(by: GuardedChange(safePart(of: confined ?? free, subspace), of: free).kept)
  }

  /// What was solved inside the subspace is there already in its keys; its residuals get there by this.
  private func safePart(of change: Change<Double>, _ subspace: ProtectedSubspace) -> Change<Double> {
    let isThin = setting.method == .revive && setting.kind != .random && setting.basis == .thin
    let form: FilterForm = isThin ? .thin : .projector
    switch change {
    case .factored(let left, let right):
      let (left, right) = subspace.safePart(left: left, right: right, form: form)
      return .factored(left: left, right: right)
    case .dense(let matrix): return .dense(subspace.safePart(of: matrix, form: form))
    }
  }
}
