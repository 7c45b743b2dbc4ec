import Cells

/// The text or list that covers the panes.
package struct Overlay: Sendable, Equatable {
  package enum Content: Sendable, Equatable {
    case about
    /// How near every signal of collapse is.
    case collapse
    /// What every change of the setting did.
    case changes
    /// The keys and words that contain what is typed; Enter does the one that is chosen.
    case help(filter: String)
    case picker(Picker)
    /// The runs of before.
    case runs
    /// An edit, by its position in the run's order.
    case edit(Int)
    /// A pinned prompt.
    case probe(String)
    /// Everything that the screen shows, in sentences.
    case description
  }

  package var content: Content
  /// The chosen row of a list; of a text, its lines that are scrolled past.
  package var place: Int

  package init(_ content: Content, place: Int = 0) {
    self.content = content
    self.place = place
  }
}

extension MonitorState {
  /// The list to choose from that covers the panes, if one does.
  var picker: ListPicker? {
    guard let overlay, case .picker(let picker) = overlay.content else { return nil }
    return list(of: picker)
  }

  /// Opens a text or a list, or closes it.
  mutating func toggle(_ wanted: Overlay.Content) { overlay = overlay?.content == wanted ? nil : Overlay(wanted) }

  /// What a key does to the list that covers the panes; nil when the key keeps its own meaning.
  mutating func pressOverlay(_ key: Key) -> [Effect]? {
    switch overlay?.content {
    case .picker: choose(with: key)
    case .runs: pressRuns(key)
    case .help(let filter): help(with: key, filter: filter)
    case .about, .collapse, .changes, .edit, .probe, .description, nil: nil
    }
  }

  /// Moves through the list or text that covers the panes, else through the pinned prompts when they have the focus, else
  /// through the list of edits.
  mutating func scroll(by rows: Int) {
    guard let overlay else { return panes.focus == .probes ? moveProbe(by: rows) : list.move(by: rows) }
    let last = lastPlace(in: overlay)
    // From where it is seen to be: the screen may have grown since.
    self.overlay?.place = max(0, min(min(overlay.place, last) + rows, last))
  }

  /// The last row of a list; of a text, how far it can be scrolled.
  private func lastPlace(in overlay: Overlay) -> Int {
    switch overlay.content {
    case .picker(let picker): list(of: picker).rows.count - 1
    case .runs: past.shown.count - 1
    case .help(let filter): HelpEntry.all(self, matching: filter).count - 1
    case .about, .collapse, .changes, .edit, .probe, .description:
      OverlayText(self, size: environment.size)?.hiddenRows ?? 0
    }
  }

  /// One layer out: a text or list over the panes, the crosshair, the filter of the list, looking back, the window, the
  /// whole screen.
  ///
  /// - Returns: what is asked of the engine: a measuring of all edits is stopped before anything on the screen is left.
  mutating func stepOut() -> [Effect] {
    if overlay != nil {
      overlay = nil
    } else if engine.isSurveying {
      return [.send(.pause)]
    } else if charts.crosshair != nil {
      leaveCrosshair()
    } else if panes.focus == .edits, !list.filter.isEmpty {
      filterList { $0 = EditFilter() }
    } else if isHistory {
      look(at: .max)
    } else if !charts.window.follows {
      follow()
    } else {
      panes.isExpanded = false
    }
    return []
  }
}
