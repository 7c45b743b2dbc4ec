import Editing
import Numerics
import Spectra
import Telemetry

/// The guard in force over a round: REVIVE's filter, the constrained solve, or neither.
struct SpectralGuard: UpdateGuard {
  private let setting: GuardSetting
  private let subspaces: [Int: ProtectedSubspace]

  /// - Parameter bases: singular bases of the original weights by layer.
  init(_ setting: GuardSetting, bases: [Int: SpectralBasis]) throws(NumericsError) {
    self.setting = setting
    var subspaces: [Int: ProtectedSubspace] = [:]
    if setting.isOn {
      for (layer, basis) in bases {
        subspaces[layer] = try ProtectedSubspace(basis, k: setting.protectedCount(spectrum: basis.s))
      }
    }
    self.subspaces = subspaces
  }

  func excluded(layer: Int) -> Matrix<Double>? {
    setting.kind == .constrained ? subspaces[layer]?.v : nil
  }

  /// The safe part of a change. What was solved inside the subspace is there already in its keys; its residuals get there.
  func filter(_ change: Change<Double>, layer: Int) -> Change<Double> {
    guard let subspace = subspaces[layer] else { return change }
    let form: FilterForm = setting.kind == .revive && setting.basis == .thin ? .thin : .projector
    switch change {
    case .factored(let left, let right):
      let (left, right) = subspace.safePart(left: left, right: right, form: form)
      return .factored(left: left, right: right)
    case .dense(let matrix): return .dense(subspace.safePart(of: matrix, form: form))
    }
  }
}
