import Foundation
import Glibc

/// Has the cases done by processes of their own: a trap, a hang or a memory that is used up ends one, and the next goes on
/// behind the case that did it.
///
/// - Returns: whether all readers survived all cases.
func supervise(_ plan: FuzzPlan) throws -> Bool {
  try FileManager.default.createDirectory(at: plan.folder, withIntermediateDirectories: true)
  let targets = try plan.targets()
  say(
    "\(plan.cases.count) cases of seed \(plan.seed) for \(targets.count) readers: "
      + targets.map(\.name).joined(separator: ", "))
  var rest = plan.cases
  var failures = 0
  while !rest.isEmpty {
    let end = try runWorker(plan, cases: rest)
    guard let death = end.death else {
      if end.code != 0 { failures += 1 }
      break
    }
    let data = try Data(contentsOf: plan.progressFile)
    let index = data.withUnsafeBytes { Int($0.loadUnaligned(as: Int64.self)) }
    failures += 1
    let reader = plan.target(of: index, among: targets).name
    say(
      "seed \(plan.seed) case \(index) \(reader): \(death)\n    again: fuzz-readers --seed \(plan.seed) --case \(index)"
        + (plan.reader.map { " --reader \($0)" } ?? ""))
    say("    files: \(try keepFiles(of: index, plan).path)")
    if !end.words.isEmpty { say("    " + end.words) }
    rest = index + 1..<rest.upperBound
  }
  say(failures == 0 ? "all survived" : "\(failures) failures")
  return failures == 0
}

/// Puts the files of the case that was under way where the next one does not write over them: a run holds times, so that
/// the same case of another day is not the same to the last byte.
private func keepFiles(of index: Int, _ plan: FuzzPlan) throws -> URL {
  let manager = FileManager.default
  let place = plan.folder.appendingPathComponent("failed-\(plan.seed)-\(index)")
  if manager.fileExists(atPath: place.path) { try manager.removeItem(at: place) }
  try manager.copyItem(at: plan.folder.appendingPathComponent("case"), to: place)
  return place
}

private struct WorkerEnd {
  /// What killed it; nil when it came to its end.
  var death: String?
  var code: Int32
  /// The end of what it had to say on standard error.
  var words: String
}

private func runWorker(_ plan: FuzzPlan, cases: Range<Int>) throws -> WorkerEnd {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  process.arguments =
    [
      "--worker", "--seed", "\(plan.seed)", "--from", "\(cases.lowerBound)", "--cases", "\(cases.upperBound)",
      "--seconds", "\(plan.seconds)", "--memory", "\(plan.megabytes)", "--folder", plan.folder.path,
    ] + (plan.reader.map { ["--reader", $0] } ?? [])
  process.environment = ProcessInfo.processInfo.environment.merging(
    ["SWIFT_BACKTRACE": "enable=no", "OPENBLAS_NUM_THREADS": "1"]) { $1 }
  let errors = plan.folder.appendingPathComponent("errors")
  try Data().write(to: errors)
  process.standardError = try FileHandle(forWritingTo: errors)
  try process.run()
  process.waitUntilExit()
  let words = try String(decoding: Data(contentsOf: errors).suffix(400), as: UTF8.self)
    .split(separator: "\n").joined(separator: " ")
  let status = process.terminationStatus
  guard process.terminationReason == .uncaughtSignal else { return WorkerEnd(code: status, words: words) }
  let death =
    switch status {
    case SIGPROF: "more than \(plan.seconds) s of processor time"
    case SIGALRM: "more than \(plan.seconds * 10) s"
    case SIGILL, SIGTRAP: "a trap"
    case SIGSEGV: "a segmentation fault, or an exhausted stack"
    case SIGABRT: "an abort"
    default: "signal \(status)"
    }
  return WorkerEnd(death: death, code: status, words: words)
}
