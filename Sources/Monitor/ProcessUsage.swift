import Charts

/// What the program takes of the machine. It is read outside: the monitor asks nothing of the system.
package struct ProcessUsage: Sendable, Equatable {
  /// Bytes of memory in use, now and at most so far.
  package var resident: Double
  package var peak: Double
  /// Seconds of processor time since the program began: its own, and the system's on its behalf.
  package var userSeconds: Double
  package var systemSeconds: Double
  /// Processors that were at work on average over the last seconds; nil before they are over.
  package var busyProcessors: Double?
  /// Processors that there are.
  package var processors: Int

  package init(
    resident: Double, peak: Double, userSeconds: Double, systemSeconds: Double, busyProcessors: Double? = nil,
    processors: Int
  ) {
    self.resident = resident
    self.peak = peak
    self.userSeconds = userSeconds
    self.systemSeconds = systemSeconds
    self.busyProcessors = busyProcessors
    self.processors = processors
  }

  /// Seconds between two looks at it while it is shown.
  static let interval = 2.0

  /// `812.3 MB, at most 1.1 GB so far`, and `1.83 of 16 over the last seconds; 1,203 s user and 5 s system in all`.
  var lines: [(term: String, text: String)] {
    let busy = busyProcessors.map { "\(fixed($0, digits: 2)) of \(processors) over the last seconds; " } ?? ""
    let seconds =
      "\(grouped(clampedInt(userSeconds))) s user and \(grouped(clampedInt(systemSeconds))) s system"
    return [
      ("memory", "\(byteText(resident)), at most \(byteText(peak)) so far"), ("processors", "\(busy)\(seconds) in all"),
    ]
  }
}

extension MonitorState {
  /// Whether the screen shows what the program takes of the machine, and wants it read anew at every tick.
  package var showsUsage: Bool { overlay?.content == .about }
}
