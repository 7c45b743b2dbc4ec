import Foundation
import Glibc
import Monitor

/// Reads what this process takes of the machine, and how busy it was since it was read before.
struct UsageMeter {
  /// Processor time and the time of the clock when it was read last.
  private var last: (processor: Double, clock: Double)?

  /// Nil where the system does not tell.
  mutating func read() -> ProcessUsage? {
    var usage = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0,
      let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    else { return nil }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    let (user, system) = (seconds(usage.ru_utime), seconds(usage.ru_stime))
    let clock = ProcessInfo.processInfo.systemUptime
    let busy = last.flatMap { before -> Double? in
      // Over less than half a second the clock of the processor is too coarse.
      let passed = clock - before.clock
      return (0.5...60).contains(passed) ? (user + system - before.processor) / passed : nil
    }
    last = (user + system, clock)
    return ProcessUsage(
      resident: Self.bytes("VmRSS", in: status), peak: Self.bytes("VmHWM", in: status), userSeconds: user,
      systemSeconds: system, busyProcessors: busy, processors: ProcessInfo.processInfo.activeProcessorCount)
  }

  /// A line such as `VmRSS:     1234 kB`; NaN where it is missing.
  static func bytes(_ name: String, in status: String) -> Double {
    let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }.map { $0 * 1024 }
      ?? .nan
  }
}
