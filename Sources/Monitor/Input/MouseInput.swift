import Cells
import Charts

/// What lies under the mouse, found by the same layout that draws the screen.
enum MouseTarget: Equatable {
  /// A line of the list of edits.
  case edit(Int)
  /// The plot of a chart over edits, at this edit count.
  case chart(Pane, edits: Double)
  /// Anything else of a pane.
  case pane(Pane)
}

/// What the mouse does to the state. Every key does as much.
extension MonitorState {
  mutating func point(_ mouse: Mouse) -> [Effect] {
    // What is asked or typed is answered at the keyboard.
    guard question == nil, typed == nil, searching == nil else { return [] }
    if mouse.action == .press { (message, showsWelcome) = (nil, false) }
    if overlay != nil { return pointAtOverlay(mouse) }
    switch mouse.action {
    case .press: return press(at: target(x: mouse.x, y: mouse.y))
    case .drag:
      if let pane = dragged, let edits = edits(at: mouse.x, in: pane) { cross(near: edits) }
    case .release: dragged = nil
    case .wheelUp, .wheelDown: turnWheel(mouse)
    }
    return []
  }

  func target(x: Int, y: Int) -> MouseTarget? {
    guard let (pane, rect) = paneRects(size: environment.size).first(where: { $0.value.contains(x: x, y: y) }) else {
      return nil
    }
    let inner = rect.inset(by: 1)
    guard hasRoom(rect), run != nil, inner.contains(x: x, y: y) else { return .pane(pane) }
    if pane == .edits { return EditRows(list, in: inner).line(y: y).map { .edit($0) } ?? .pane(pane) }
    guard pane.isOverEdits, plot(in: rect).contains(x: x, y: y), let edits = edits(at: x, in: pane) else {
      return .pane(pane)
    }
    return .chart(pane, edits: edits)
  }

  private mutating func press(at target: MouseTarget?) -> [Effect] {
    switch target {
    case .edit(let line):
      let isChosen = focus == .edits && list.place == line
      focus = .edits
      list.place = line
      // A press on what is chosen already is Enter.
      if isChosen, let chosen = chosenLine { return openEdit(chosen.index) }
    case .chart(let pane, let edits):
      (focus, dragged) = (pane, pane)
      cross(near: edits)
    case .pane(let pane): focus = pane
    case nil: break
    }
    return []
  }

  /// The plot of a chart over edits whose pane has this place.
  private func plot(in rect: Rect) -> Rect {
    let inner = rect.inset(by: 1)
    return LineChart.plot(in: inner, columns: timeColumns(width: inner.width))
  }

  /// The edit count of a column of the screen in a pane's chart; nil when the pane is not to be seen.
  private func edits(at x: Int, in pane: Pane) -> Double? {
    guard let rect = paneRects(size: environment.size)[pane], hasRoom(rect) else { return nil }
    return LineChart.value(at: x, in: plot(in: rect), of: editAxis)
  }

  /// Puts the crosshair on the round that ended nearest to an edit count.
  private mutating func cross(near edits: Double) {
    guard let rounds = run?.rounds, !rounds.isEmpty else { return }
    crosshair = rounds.indices.min { abs(Double(rounds[$0].edits) - edits) < abs(Double(rounds[$1].edits) - edits) }
  }

  private mutating func turnWheel(_ mouse: Mouse) {
    let isUp = mouse.action == .wheelUp
    switch target(x: mouse.x, y: mouse.y) {
    case .chart(_, let edits):
      // Turned further than there is anything to see, the wheel simply does nothing.
      guard isUp ? zoomRefusal == nil : window.range != nil else { return }
      zoom(by: isUp ? 0.8 : 1.25, around: edits)
    case .edit, .pane(.edits): list.move(by: isUp ? -3 : 3)
    case .pane, nil: break
    }
  }

  /// A press on a row chooses it, on the chosen row is Enter, and beside what lies on top closes it.
  private mutating func pointAtOverlay(_ mouse: Mouse) -> [Effect] {
    let (x, y, size) = (mouse.x, mouse.y, environment.size)
    switch mouse.action {
    case .wheelUp: scroll(by: picker == nil ? -3 : -1)
    case .wheelDown: scroll(by: picker == nil ? 3 : 1)
    case .drag, .release: break
    case .press:
      if let picker {
        let place = picker.place(size: size)
        if let row = place.row(x: x, y: y) {
          if row == picker.selected { return press(.enter) }
          choose(row)
        } else if !place.box.contains(x: x, y: y) {
          overlay = nil
        }
      } else if OverlayText(self, size: size)?.box.contains(x: x, y: y) == false {
        overlay = nil
      }
    }
    return []
  }

  private mutating func choose(_ row: Int) {
    switch overlay {
    case .editors: overlay = .editors(selected: row)
    case .layers: overlay = .layers(selected: row)
    case .themes: overlay = .themes(selected: row)
    case .forks: overlay = .forks(selected: row)
    case .about, .collapse, .help, .edit, .description, nil: break
    }
  }
}
