import Cells

/// Where the panes go, between the header in the first row and the hints in the last. Panes that do not fit are left out,
/// least wanted first; the focused pane always has a place.
///
/// - Parameters:
///   - size: the whole screen.
///   - preset: how panes share the screen; those that it does not know stand in a row below.
///   - expanded: the pane that takes all the room, if any.
///   - shown: the panes that are wanted.
///   - focus: the pane that must not be left out.
/// - Returns: rectangles inside the screen that do not overlap; empty when there is no row for any.
package func layout(
  size: Size, preset: Preset = .overview, expanded: Pane?, shown: Set<Pane>, focus: Pane
) -> [Pane: Rect] {
  let body = bodyRect(size: size)
  guard body.width > 0, body.height > 0 else { return [:] }
  if let expanded { return [expanded: body] }
  var kept = Pane.byPriority.filter { shown.contains($0) && $0 != focus }
  if shown.contains(focus) { kept.insert(focus, at: 0) }
  while !kept.isEmpty {
    let rects = arrangement(preset, of: Set(kept)).map { placed($0, in: body) } ?? [:]
    if kept.count == 1 || rects.allSatisfy({ $1.width >= $0.minimum.width && $1.height >= $0.minimum.height }) {
      return rects
    }
    kept.removeLast()
  }
  return [:]
}

/// The preset without the panes that are not wanted, and with those that are and have no place in it.
private func arrangement(_ preset: Preset, of panes: Set<Pane>) -> Arrangement? {
  let own = preset.arrangement.keeping(panes)
  let others = panes.subtracting(preset.panes).sorted { $0.rawValue < $1.rawValue }
  guard !others.isEmpty else { return own }
  let row = Arrangement.row(others.map { (1, .pane($0)) })
  return own.map { .column([(2, $0), (1, row)]) } ?? row
}

private func placed(_ arrangement: Arrangement, in rect: Rect) -> [Pane: Rect] {
  switch arrangement {
  case .pane(let pane): return [pane: rect]
  case .column(let parts): return stacked(parts, in: rect)
  case .row(let parts):
    // Where there is no room beside each other, there may be some below.
    guard rect.width >= arrangement.minimumWidth else { return stacked(parts, in: rect) }
    var (result, left) = ([Pane: Rect](), rect.x)
    for (part, width) in zip(parts, shares(of: rect.width, weights: parts.map(\.0))) {
      result.merge(placed(part.1, in: Rect(x: left, y: rect.y, width: width, height: rect.height))) { first, _ in first
      }
      left += width
    }
    return result
  }
}

private func stacked(_ parts: [(Int, Arrangement)], in rect: Rect) -> [Pane: Rect] {
  var (result, top) = ([Pane: Rect](), rect.y)
  for (part, height) in zip(parts, shares(of: rect.height, weights: parts.map(\.0))) {
    result.merge(placed(part.1, in: Rect(x: rect.x, y: top, width: rect.width, height: height))) { first, _ in first }
    top += height
  }
  return result
}

extension Arrangement {
  fileprivate var minimumWidth: Int {
    switch self {
    case .pane(let pane): pane.minimum.width
    case .row(let parts):
      parts.map { weight, part in
        part.minimumWidth * parts.reduce(0) { $0 + $1.0 } / max(1, weight)
      }.max() ?? 0
    case .column(let parts): parts.map(\.1.minimumWidth).max() ?? 0
    }
  }
}

extension Pane {
  /// What it needs to be worth showing beside others.
  fileprivate var minimum: Size {
    switch self {
    case .spectrum, .waterfall, .similarity, .norms, .quality: Size(width: 38, height: 9)
    case .edits: Size(width: 38, height: 6)
    case .probes, .layers: Size(width: 38, height: 5)
    }
  }
}

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
