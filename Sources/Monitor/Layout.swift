import Cells

/// Where the panes go, between the header in the first row and the hints in the last. Panes that do not fit are left out,
/// least wanted first; the focused pane always has a place.
///
/// - Parameters:
///   - size: the whole screen.
///   - expanded: the pane that takes all the room, if any.
///   - shown: the panes that are wanted.
///   - focus: the pane that must not be left out.
/// - Returns: rectangles inside the screen that do not overlap; empty when there is no row for any.
package func layout(size: Size, expanded: Pane?, shown: Set<Pane>, focus: Pane) -> [Pane: Rect] {
  let body = bodyRect(size: size)
  guard body.width > 0, body.height > 0 else { return [:] }
  if let expanded { return [expanded: body] }
  let columns = body.width >= 180 && body.height < 32 ? 3 : body.width >= 76 ? 2 : 1
  let capacity = columns * max(1, body.height / minimumPaneHeight)
  let wanted = [focus].filter(shown.contains) + Pane.byPriority.filter { shown.contains($0) && $0 != focus }
  let panes = wanted.prefix(capacity).sorted { $0.rawValue < $1.rawValue }
  let rows = stride(from: 0, to: panes.count, by: columns).map { Array(panes[$0..<min($0 + columns, panes.count)]) }
  // Lists need fewer rows than curves do.
  let weights = rows.map { $0.allSatisfy { $0 == .edits || $0 == .probes } ? 4 : 5 }
  var result: [Pane: Rect] = [:]
  var top = body.y
  for (row, height) in zip(rows, shares(of: body.height, weights: weights)) {
    var left = body.x
    for (pane, width) in zip(row, shares(of: body.width, weights: row.map { _ in 1 })) {
      result[pane] = Rect(x: left, y: top, width: width, height: height)
      left += width
    }
    top += height
  }
  return result
}

/// Rows that a pane needs to be worth showing beside others.
private let minimumPaneHeight = 9

/// The screen without the header (from 2 rows on) and the line of hints (from 3 rows on).
func bodyRect(size: Size) -> Rect {
  let header = size.height >= 2 ? 1 : 0
  let hints = size.height >= 3 ? 1 : 0
  return Rect(x: 0, y: header, width: size.width, height: size.height - header - hints)
}

/// `total` cut into whole parts in proportion to `weights`; the parts add up to `total`.
private func shares(of total: Int, weights: [Int]) -> [Int] {
  let sum = max(1, weights.reduce(0, +))
  var result: [Int] = []
  var (used, weight) = (0, 0)
  for part in weights {
    weight += part
    let end = total * weight / sum
    result.append(end - used)
    used = end
  }
  return result
}
