import Foundation
import Glibc
import Numerics

/// Writes a line to standard output at once: this process may die at any moment.
func say(_ line: String) { try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) }

/// Puts cases to readers in this process, which dies of the first that a reader does not survive.
///
/// - Returns: how many cases were refused with an error that says nothing to a person.
func work(_ plan: FuzzPlan) throws -> Int {
  let targets = try plan.targets()
  try limitMemory(megabytes: plan.megabytes)
  let progress = open(plan.progressFile.path, O_WRONLY | O_CREAT, 0o644)
  defer { close(progress) }
  let folder = plan.folder.appendingPathComponent("case")
  var oddities = 0
  var counts: [String: (read: Int, refused: Int)] = [:]
  for index in plan.cases {
    var number = Int64(index)
    pwrite(progress, &number, 8, 0)
    let target = plan.target(of: index, among: targets)
    try FuzzTarget.write(target.files(plan.generator(of: index)), to: folder)
    limitTime(seconds: plan.seconds)
    var outcome = "read"
    do {
      try target.use(folder)
      counts[target.name, default: (0, 0)].read += 1
    } catch {
      outcome = "\(error)"
      counts[target.name, default: (0, 0)].refused += 1
      if isForeign(error) {
        oddities += 1
        say("seed \(plan.seed) case \(index) \(target.name): an error that is none of ours: \(outcome)")
      }
    }
    limitTime(seconds: 0)
    if plan.isVerbose { say("case \(index) \(target.name), files in \(folder.path): \(outcome)") }
  }
  for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
    say("  \(name): \(count.read) read, \(count.refused) refused")
  }
  return oddities
}

/// Whether an error comes from below: its text would say nothing to the person whose file is damaged.
private func isForeign(_ error: any Error) -> Bool {
  let name = String(reflecting: type(of: error))
  return ["Swift.", "Foundation", "__C."].contains { name.hasPrefix($0) }
}

/// Lets the kernel refuse memory beyond a limit, which ends the process.
private func limitMemory(megabytes: Int) throws {
  let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ").first
  let now = (pages.flatMap { UInt($0) } ?? 0) * UInt(sysconf(Int32(_SC_PAGESIZE)))
  var limit = rlimit()
  limit.rlim_cur = now + UInt(megabytes) << 20
  limit.rlim_max = limit.rlim_cur
  setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
}

/// Lets the kernel end the process after so much processor time from now on, or ten times as much time on the clock; 0 for
/// never.
private func limitTime(seconds: Int) {
  var timer = itimerval()
  timer.it_value.tv_sec = seconds
  setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
  timer.it_value.tv_sec = seconds * 10
  setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
}
