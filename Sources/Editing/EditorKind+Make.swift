import RunModel

extension EditorKind {
  /// Where its targets stand.
  package var targetSite: TargetSite { self == .rome ? .mlp : .block }

  /// The editor with its settings.
  package func make(_ settings: HyperParameters) -> any Editor {
    switch self {
    case .memit: MEMIT(settings)
    case .memitSeq: MEMITSeq(settings)
    case .rect: RECT(settings)
    case .prune: PRUNE(settings)
    case .alphaEdit: AlphaEdit(settings)
    case .nse: NSE(settings)
    case .deltaEdit: DeltaEdit(settings)
    case .rome: ROME(settings)
    case .emmet: EMMET(settings)
    case .encore: ENCORE(settings)
    case .ft: FT(settings)
    case .ftL: FT(constrained: settings)
    }
  }
}
