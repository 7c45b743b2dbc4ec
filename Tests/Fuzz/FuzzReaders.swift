import Foundation
import Glibc

/// Puts damaged files to every reader of the program: none may trap, hang, or take memory for what a header claims. Called by
/// readers.sh; with --case N one case is done again in this process, whose files are kept.
@main enum FuzzReaders {
  static func main() {
    do {
      let (plan, isWorker) = try FuzzPlan.read(CommandLine.arguments.dropFirst())
      try FileManager.default.createDirectory(at: plan.folder, withIntermediateDirectories: true)
      exit(try isWorker ? (work(plan) == 0 ? 0 : 1) : (supervise(plan) ? 0 : 1))
    } catch {
      FileHandle.standardError.write(Data("fuzz-readers: \(error)\n".utf8))
      exit(2)
    }
  }
}
