/// How the list of edits is sorted.
package enum EditOrder: Sendable, Equatable {
  case newest
  /// Lost edits first, those lost last at the top; then the others, newest first.
  case lostLately

  var words: String {
    switch self {
    case .newest: "newest first"
    case .lostLately: "lost lately first"
    }
  }
}

extension EditLedger.Entry {
  /// The edit count at which it was first seen lost and has been since, by a moment; nil when it is not lost then.
  func lostSince(by edits: Int) -> Int? {
    var since: Int?
    for measurement in measurements.reversed() where measurement.edits <= edits {
      guard measurement.status == .lost else { break }
      since = measurement.edits
    }
    return since
  }
}

extension EditLedger {
  /// The same places with those of lost edits first, lost last at the top.
  ///
  /// - Parameter references: newest edit first.
  func lostLatelyFirst(_ references: [Reference], at edits: Int) -> [Reference] {
    var (lost, others) = ([(since: Int, reference: Reference)](), [Reference]())
    for reference in references {
      if let since = lostSince(reference, by: edits) {
        lost.append((since, reference))
      } else {
        others.append(reference)
      }
    }
    // The sort keeps newer edits above older ones that were lost at the same time.
    let sorted = lost.enumerated().sorted { ($1.element.since, $0.offset) < ($0.element.since, $1.offset) }
    return sorted.map(\.element.reference) + others
  }

  /// The edit count since which the edit at a place has been lost; nil when it is not.
  func lostSince(_ reference: Reference, by edits: Int) -> Int? {
    guard case .entry(let place) = reference, entries.indices.contains(place) else { return nil }
    return entries[place].lostSince(by: edits)
  }

  /// How many edits stood how when they were seen last by a moment.
  func counts(at edits: Int) -> [EditStatus: Int] {
    var result = edits >= newest ? standing : [:]
    if edits < newest {
      for entry in entries { if let last = entry.measurement(at: edits) { result[last.status, default: 0] += 1 } }
    }
    let failed = failures.reduce(0) { $0 + ($1.edits <= edits ? 1 : 0) }
    if failed > 0 { result[.failed] = failed }
    return result
  }
}
