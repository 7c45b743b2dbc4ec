import RunModel

/// What the editor of this name does, in a line that has room on the smallest screen; empty for one not known here.
func editorSummary(_ name: String) -> String {
  switch name.lowercased() {
  case "memit": "least squares, shared over several layers"
  case "memit-seq": "MEMIT that also keeps keys of past rounds"
  case "rect": "MEMIT, top 40% of relative changes only"
  case "prune": "MEMIT, its sum damped beyond sigma_1"
  case "alphaedit": "solved in the null space of frequent keys"
  case "nse": "MEMIT-seq, original targets, in passes"
  case "deltaedit": "AlphaEdit, targets kept off past updates"
  case "rome": "one edit, one layer, rank one, exact"
  case "emmet": "ROME's constraint for a round, one layer"
  case "ft": "gradient descent on the weight itself"
  case "ft-l": "FT, no weight moves further than a bound"
  default: ""
  }
}

/// The part of an editor's name that tells it from the others, for notes on a narrow chart.
func editorAbbreviation(_ name: String) -> String {
  switch name.lowercased() {
  case "memit-seq": "seq"
  case "alphaedit": "Alpha"
  case "deltaedit": "Delta"
  default: name
  }
}

/// Whether the editor of this name solves for its update in closed form, which a guard can reach into, and sets targets,
/// which the clamp bounds. Fine-tuning does neither.
func editorSetsTargets(_ name: String) -> Bool { !["ft", "ft-l"].contains(name.lowercased()) }

extension MonitorState {
  /// The editor that the coming rounds will have as far as the person knows.
  var comingEditor: String { branches.focused?.comingEditor ?? "" }

  /// The editors to choose from: those that the run names, and the one in force in any case.
  var editorChoices: [String] {
    guard let run else { return [] }
    let names = run.description.editors
    return names.contains(run.editor) ? names : [run.editor] + names
  }

  /// The editor that has been asked for, when it is not the one in force.
  var pendingEditor: String? { branches.focused?.pendingEditor }

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
