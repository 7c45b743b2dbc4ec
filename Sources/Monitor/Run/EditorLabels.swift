import RunModel

extension MonitorState {
  /// The editor that the coming rounds will have as far as the person knows.
  var comingEditor: EditorKind { branches.focused?.comingEditor ?? .memit }

  /// The editors to choose from: those that the run names, and the one in force in any case.
  var editorChoices: [EditorKind] {
    guard let run else { return [] }
    let known = run.description.editors
    return known.contains(run.editor) ? known : [run.editor] + known
  }

  /// Their names.
  var editorNames: [String] { editorChoices.map(\.rawValue) }

  /// The editors to choose from that a word can mean.
  func editors(matching word: String) -> [EditorKind] {
    names(editorNames, matching: word).compactMap(EditorKind.init(rawValue:))
  }

  /// The editor that has been asked for, when it is not the one in force.
  var pendingEditor: EditorKind? { branches.focused?.pendingEditor }

  /// `null space 812/1024`: how much room an editor that stays in a null space has, as a share of the keys' dimension; nil
  /// for other editors.
  ///
  /// - Parameter ranks: its dimensions by layer.
  func nullSpaceText(_ ranks: [Int: Int]) -> String? {
    let widths = (run?.description.layers ?? []).filter { ranks[$0.layer] != nil }.map(\.m)
    return rangeText(Array(ranks.values), of: widths.max()).map { "null space \($0)" }
  }

  /// The anchor of the clamp that has been asked for, when it is not the one in force.
  var pendingClamp: ClampAnchor? { branches.focused?.pendingClamp }

  /// What values are to be brought to, when that is not in force.
  var pendingAnchor: ValueAnchor? { branches.focused?.pendingAnchor }

  /// The same for the layers and the moment shown; at the newest round for the editor to come.
  var shownNullSpace: String? {
    let ranks = isHistory ? shownRound?.nullSpaces : run?.nullSpaces
    return nullSpaceText((ranks ?? [:]).filter { shownLayerNumbers.contains($0.key) })
  }
}

extension RoundReport {
  /// Dimensions of the null spaces that its editor stayed in, by layer.
  var nullSpaces: [Int: Int] {
    Dictionary(layers.compactMap { layer in layer.nullSpaceRank.map { (layer.layer, $0) } }) { first, _ in first }
  }
}

extension ClampAnchor {
  /// What targets are held against, in words.
  var title: String {
    switch self {
    case .current: "targets clamped by |h0| of the model as it is"
    case .anchored: "targets clamped by |h0| at edit 0 (ours)"
    }
  }
}

extension ValueAnchor {
  /// What becomes of values, in words.
  var title: String {
    switch self {
    case .free: "values of targets as they are optimised"
    case .nas: "values of targets brought to the original model's norm (NAS)"
    }
  }
}
