import Telemetry

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

extension MonitorState {
  /// The editors to choose from: those that the run names, and the one in force in any case.
  var editorChoices: [String] {
    guard let run else { return [] }
    let names = run.description.editors
    return names.contains(run.editor) ? names : [run.editor] + names
  }

  /// The editor that has been asked for, when it is not the one in force.
  var pendingEditor: String? { requestedEditor == run?.editor ? nil : requestedEditor }

  /// `null space 812/1024`: how much room an editor that stays in a null space has, as a share of the keys' dimension; nil
  /// for other editors.
  func nullSpaceText(_ reports: [LayerReport]) -> String? {
    let layers = run?.description.layers ?? []
    let widths = reports.filter { $0.nullSpaceRank != nil }.compactMap { report in
      layers.first { $0.layer == report.layer }?.m
    }
    return rangeText(reports.compactMap(\.nullSpaceRank), of: widths.max()).map { "null space \($0)" }
  }
}
