/// A value at a place on the x axis.
package struct ChartPoint: Sendable, Hashable {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// Keeps of every run of points in the same column the first, the lowest, the highest and the last (M4; Jugel et al.,
/// VLDB 2014): lines drawn through them set the same dots as lines through all.
///
/// - Parameters:
///   - points: in the order in which they are joined.
///   - column: the dot column of a point.
/// - Returns: a subsequence of `points`, at most four per run.
package func reducedM4(_ points: some Collection<DotPoint>, column: (DotPoint) -> Int) -> [DotPoint] {
  var result: [DotPoint] = []
  var run: [DotPoint] = []
  var current: Int?
  func flush() {
    guard let first = run.first else { return }
    var (lowest, highest) = (0, 0)
    for (index, point) in run.enumerated() {
      if point.y < run[lowest].y { lowest = index }
      if point.y > run[highest].y { highest = index }
    }
    result.append(first)
    let (earlier, later) = (min(lowest, highest), max(lowest, highest))
    if earlier > 0, earlier < run.count - 1 { result.append(run[earlier]) }
    if later > earlier, later < run.count - 1 { result.append(run[later]) }
    if run.count > 1 { result.append(run[run.count - 1]) }
  }
  for point in points {
    let place = column(point)
    if place != current {
      flush()
      run.removeAll(keepingCapacity: true)
      current = place
    }
    run.append(point)
  }
  flush()
  return result
}
