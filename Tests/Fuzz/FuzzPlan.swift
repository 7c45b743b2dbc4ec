import Foundation
import Numerics

/// Which cases are put to which readers. The same plan and case number give the same damage again.
struct FuzzPlan {
  var seed: UInt64 = 0
  /// Numbers of the cases.
  var cases = 0..<100_000
  /// Processor time for one case.
  var seconds = 2
  /// Memory beyond what the program has when it begins, in MB.
  var megabytes = 256
  /// Where damaged files are written.
  var folder = FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-readers")
  /// The one reader that is asked; nil for all, in turns.
  var reader: String?
  /// Prints every case.
  var isVerbose = false

  func target(of index: Int, among targets: [FuzzTarget]) -> FuzzTarget { targets[index % targets.count] }

  func generator(of index: Int) -> SeededGenerator { SeededGenerator(seed: seed, stream: "case \(index)") }

  /// Where the number of the case under way is kept, for whoever finds this process dead.
  var progressFile: URL { folder.appendingPathComponent("progress") }

  /// The plan of a command line, and whether its cases are done in this process.
  static func read(_ arguments: ArraySlice<String>) throws -> (plan: FuzzPlan, isWorker: Bool) {
    var (plan, isWorker, words) = (FuzzPlan(), false, arguments)
    func value(_ option: String) throws -> String {
      guard let word = words.popFirst() else { throw PlanError(description: "\(option) needs a value") }
      return word
    }
    func number(_ option: String) throws -> Int {
      guard let number = Int(try value(option)), number >= 0 else {
        throw PlanError(description: "\(option) needs a number")
      }
      return number
    }
    var first = 0
    while let option = words.popFirst() {
      switch option {
      case "--seed": plan.seed = UInt64(try number(option))
      case "--cases": plan.cases = 0..<(try number(option))
      case "--from": first = try number(option)
      case "--case":
        first = try number(option)
        plan.cases = 0..<first + 1
        (plan.isVerbose, isWorker) = (true, true)
      case "--seconds": plan.seconds = try number(option)
      case "--memory": plan.megabytes = try number(option)
      case "--reader": plan.reader = try value(option)
      case "--folder": plan.folder = URL(fileURLWithPath: try value(option))
      case "--worker": isWorker = true
      default:
        let known = "--seed --cases --case --reader --seconds --memory --folder"
        throw PlanError(description: "there is no option \(option); there are \(known)")
      }
    }
    plan.cases = min(first, plan.cases.upperBound)..<plan.cases.upperBound
    return (plan, isWorker)
  }

  /// All readers, or the one that is asked.
  func targets() throws -> [FuzzTarget] {
    let fixtures = Fixtures()
    let all = try FuzzTarget.checkpoints(fixtures) + FuzzTarget.data(fixtures) + FuzzTarget.runs(fixtures)
    guard let reader else { return all }
    if reader == "resume" { return [try .resume(fixtures, scratch: folder)] }
    let chosen = (all + FuzzTarget.drowning).filter { $0.name == reader }
    guard !chosen.isEmpty else {
      throw PlanError(description: "there is no reader \(reader): \(all.map(\.name).joined(separator: ", "))")
    }
    return chosen
  }
}

/// A command line that makes no plan, or a case that says in words what went wrong.
struct PlanError: Error, CustomStringConvertible { let description: String }
