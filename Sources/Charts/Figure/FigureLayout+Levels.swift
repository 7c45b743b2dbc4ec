/// The words of levels, where they are in nobody's way.
extension FigureLayout {
  /// What levels mean, each at the end of its line and on the side of it where fewest lines run; over the lines, on a ground
  /// of its own.
  func levelWords(on ground: Figure.Ground) -> [String] {
    var taken: [(from: Double, to: Double, y: Double)] = []
    let halo = ground == .light ? " stroke=\"#ffffff\" stroke-width=\"1.8\" paint-order=\"stroke\"" : ""
    return figure.levels.compactMap { level in
      guard let position = figure.y.position(level.y), let place = row(level.y) else { return nil }
      let isSeen = isSeen(level)
      let side = position > 0.5 ? "above" : "below"
      let note = isSeen ? level.note : "\(level.note): at \(compact(level.y)), \(side) what is shown"
      let heights =
        isSeen ? [place - 2, place + 6.5] : position > 0.5 ? [top + 6, top + 13] : [bottom - 2, bottom - 9]
      let needed = Self.width(of: note, size: Self.small)
      let choices = heights.flatMap { y in
        [
          (from: Self.right - 2 - needed, to: Self.right - 2, y: y),
          (from: Self.left + 3, to: Self.left + 3 + needed, y: y),
        ]
      }
      func crowd(_ choice: (from: Double, to: Double, y: Double)) -> Int {
        let others = taken.count { abs($0.y - choice.y) < 6.5 && $0.from < choice.to && choice.from < $0.to }
        let points = places.count { choice.from <= $0.0 && $0.0 <= choice.to && abs($0.1 - choice.y + 2) < 5 }
        let crossed = figure.marks.count { mark in
          column(mark.x).map { choice.from <= $0 && $0 <= choice.to } ?? false
        }
        return others * 10_000 + points + 3 * crossed + (choice.y < top + 5 || choice.y > bottom ? 1_000 : 0)
      }
      guard let best = choices.min(by: { crowd($0) < crowd($1) }) else { return nil }
      taken.append(best)
      let isLeft = best.from < Self.left + 4
      let anchor = isLeft ? "" : " text-anchor=\"end\""
      return label(
        note, isLeft ? best.from : best.to, best.y, size: Self.small, "fill=\"\(level.ink.color)\"\(anchor)\(halo)")
    }
  }

  /// Where lines run, point by point and between those that are far apart.
  var places: [(Double, Double)] {
    figure.lines.flatMap { line -> [(Double, Double)] in
      let points = line.points.compactMap { point -> (Double, Double)? in
        guard let across = column(point.x), let down = row(point.y) else { return nil }
        return (across, down)
      }
      return points
        + zip(points, points.dropFirst()).flatMap { from, to in
          let count = min(20, clampedInt(max(abs(to.0 - from.0), abs(to.1 - from.1)) / 4))
          return (0..<max(0, count)).map { step in
            let share = Double(step + 1) / Double(count + 1)
            return (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
          }
        }
    }
  }
}
