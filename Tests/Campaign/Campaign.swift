import Foundation
import Numerics

/// What the command line asks for.
struct CampaignPlan {
  var seed: UInt64 = 0
  var seconds = 600.0
  var cases = Int.max
  /// One case alone, whose folder is kept.
  var only: Int?
  var kind: Ordeal?
  var program = ""
  var faults = ""

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw CampaignError("\(name) needs a value") }
      switch name {
      case "--seed": seed = UInt64(value) ?? 0
      case "--seconds": seconds = Double(value) ?? seconds
      case "--cases": (cases, seconds) = (Int(value) ?? cases, .infinity)
      case "--case": only = Int(value)
      case "--kind":
        guard let found = Ordeal(rawValue: value) else {
          throw CampaignError("\(value): give \(Ordeal.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        kind = found
      case "--program": program = value
      case "--faults": faults = value
      default: throw CampaignError("there is no option \(name)")
      }
    }
  }
}

struct CampaignError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// What a run has to go through.
enum Ordeal: String, CaseIterable {
  /// Killed at calls of the system, again and again.
  case kill
  /// The same, and what was not synced is gone.
  case power
  /// No space is left after some bytes.
  case disk
  /// Its folder or the cache is damaged half-way.
  case damage
  /// Killed with a monitor, while keys are pressed.
  case monitor

  static func chosen(using generator: inout SeededGenerator) -> Ordeal {
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<45: .kill
    case ..<60: .power
    case ..<75: .disk
    case ..<96: .damage
    default: .monitor
    }
  }
}

/// How a case ended.
enum Verdict: Equatable {
  /// The numbers are those of the run that nothing happened to.
  case same
  /// What is wrong was named, and what is sound was offered.
  case refused
  /// Anything else.
  case failed(String)
}

@main struct Campaign {
  static func main() {
    do { exit(try perform() ? 0 : 1) } catch {
      print("campaign: \(error)")
      exit(2)
    }
  }

  /// - Returns: whether nothing was lost without a word.
  private static func perform() throws -> Bool {
    let plan = try CampaignPlan(Array(CommandLine.arguments.dropFirst()))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("revive-campaign-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { if plan.only == nil { try? FileManager.default.removeItem(at: folder) } }
    let bench = TestBench(plan, folder: folder)
    let start = Date()
    var counts: [String: Int] = [:]
    var failures: [String] = []
    for number in plan.only.map({ [$0] }) ?? Array(0..<min(plan.cases, 1_000_000)) {
      guard plan.only != nil || Date().timeIntervalSince(start) < plan.seconds else { break }
      var generator = SeededGenerator(seed: plan.seed, stream: "case \(number)")
      let drawn = Ordeal.chosen(using: &generator)
      let ordeal = plan.kind ?? drawn
      let place = folder.appendingPathComponent("case-\(number)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      let (verdict, blows) = try bench.endure(ordeal, in: place, using: &generator)
      counts["\(ordeal.rawValue) blows", default: 0] += blows
      switch verdict {
      case .same: counts["\(ordeal.rawValue) same", default: 0] += 1
      case .refused: counts["\(ordeal.rawValue) refused, what is sound offered", default: 0] += 1
      case .failed(let reason):
        counts["\(ordeal.rawValue) FAILED", default: 0] += 1
        failures.append("seed \(plan.seed) case \(number) \(ordeal.rawValue): \(reason)")
        print(failures.last ?? "")
      }
      if plan.only == nil { try? FileManager.default.removeItem(at: place) }
    }
    let seconds = Int(Date().timeIntervalSince(start))
    print("seed \(plan.seed), \(seconds) s:", terminator: "")
    for (name, count) in counts.sorted(by: { $0.key < $1.key }) { print("  \(name): \(count)", terminator: ";") }
    print(failures.isEmpty ? "  nothing was lost without a word" : "  \(failures.count) FAILURES")
    if plan.only != nil { print("files: \(folder.path)") }
    return failures.isEmpty
  }
}
