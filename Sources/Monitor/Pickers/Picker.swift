import Cells

/// The lists to choose from.
package enum Picker: Sendable, Equatable {
  case editors
  /// What guards the coming rounds.
  case guards
  /// What a branch can do differently.
  case forks
  /// The layers, the mean first.
  case layers
  /// The chosen theme is shown while the list is open.
  case themes

  /// Whether what is chosen is asked of the engine.
  var asksEngine: Bool { self == .editors || self == .guards || self == .forks }
}

extension MonitorState {
  func list(of picker: Picker) -> ListPicker {
    switch picker {
    case .editors: editorList
    case .guards: guardList
    case .forks: forkList
    case .layers: layerList
    case .themes: themeList
    }
  }

  mutating func open(_ picker: Picker, at place: Int = 0) { overlay = Overlay(.picker(picker), place: place) }

  /// What a key does to the open list; nil when the key keeps its own meaning.
  mutating func choose(with key: Key) -> [Effect]? {
    guard let overlay, let picker else { return nil }
    guard key == .enter else {
      guard let place = picker.place(after: overlay.place, key) else { return nil }
      self.overlay?.place = place
      return []
    }
    guard picker.rows.indices.contains(overlay.place) else { return [] }
    self.overlay = nil
    return picker.take(&self, overlay.place)
  }
}
