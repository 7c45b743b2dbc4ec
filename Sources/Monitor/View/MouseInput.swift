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
    // Questions and lines that are typed take keys only.
    guard footer.question == nil, prompt.text == nil, list.searching == nil else { return [] }
    if mouse.action == .press { footer.clear() }
    if overlay != nil { return pointAtOverlay(mouse) }
    switch mouse.action {
    case .press: return press(at: target(x: mouse.x, y: mouse.y))
    case .drag:
      if let pane = charts.dragged, let edits = edits(at: mouse.x, in: pane) { cross(near: edits) }
    case .release: charts.dragged = nil
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
      let isChosen = panes.focus == .edits && list.place == line
      panes.focus = .edits
      list.choose(line)
      // A press on what is chosen already is Enter.
      if isChosen, let chosen = chosenLine { return openEdit(chosen.index) }
    case .chart(let pane, let edits):
      (panes.focus, charts.dragged) = (pane, pane)
      cross(near: edits)
    case .pane(let pane): panes.focus = pane
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

  private mutating func turnWheel(_ mouse: Mouse) {
    let isUp = mouse.action == .wheelUp
    switch target(x: mouse.x, y: mouse.y) {
    case .chart(_, let edits):
      // Turned further than there is anything to see, the wheel simply does nothing.
      guard isUp ? zoomRefusal == nil : charts.window.range != nil else { return }
      zoom(by: isUp ? 0.8 : 1.25, around: edits)
    case .edit, .pane(.edits): list.move(by: isUp ? -3 : 3)
    case .pane, nil: break
    }
  }

  /// A press on a row chooses it, on the chosen row is Enter, and beside the text or list closes it.
  private mutating func pointAtOverlay(_ mouse: Mouse) -> [Effect] {
    let picker = picker
    switch mouse.action {
    case .wheelUp: scroll(by: picker == nil && overlay?.content != .runs ? -3 : -1)
    case .wheelDown: scroll(by: picker == nil && overlay?.content != .runs ? 3 : 1)
    case .drag, .release: break
    case .press:
      let chosen = overlay?.place ?? 0
      let place = picker?.place(selected: chosen, size: environment.size)
      let runs = overlay?.content == .runs ? RunsTable(self, size: environment.size) : nil
      if let row = place?.row(x: mouse.x, y: mouse.y) ?? runs?.row(x: mouse.x, y: mouse.y) {
        if row == chosen { return press(.enter) }
        overlay?.place = row
      } else if let box = place?.box ?? OverlayText(self, size: environment.size)?.box,
        !box.contains(x: mouse.x, y: mouse.y)
      {
        overlay = nil
      }
    }
    return []
  }
}
