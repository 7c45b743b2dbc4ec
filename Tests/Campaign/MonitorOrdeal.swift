import Foundation
import Glibc
import Numerics

extension TestBench {
  /// Presses keys in a monitor that is killed at a call of the system; what is left must go on, and twice to the same end.
  func killedInMonitor(
    _ settings: Settings, _ folder: URL, using generator: inout SeededGenerator
  ) throws -> (Verdict, blows: Int) {
    let call = Int.random(in: 20...200, using: &generator)
    let options = arguments(settings, out: folder).dropFirst().filter { !settings.guardOptions.contains($0) }
    let socket = "campaign-\(getpid())"
    let fault = "FAULT=kill:\(call) FAULT_FOLDER=\(folder.path) LD_PRELOAD=\(faultsPath)"
    let shell =
      "env HOME=\(folder.deletingLastPathComponent().path) XDG_CACHE_HOME=\(cache.path) \(fault) \(programPath) "
      + options.map { "'\($0)'" }.joined(separator: " ")
    try tmux(socket, "new-session", "-d", "-x", "120", "-y", "36", shell)
    defer { try? tmux(socket, "kill-server") }
    let keys = ["n", "N", "n", "r", "u y", "C-y", "Space", "m Down Enter", "F Enter", "x", "<", ">"]
    let deadline = Date() + 20
    while Date() < deadline, (try? tmux(socket, "has-session")) != nil {
      let chosen = keys.randomElement(using: &generator) ?? "n"
      for key in chosen.split(separator: " ") { try? tmux(socket, "send-keys", String(key)) }
      Thread.sleep(forTimeInterval: Double.random(in: 0.02...0.4, using: &generator))
    }
    let wasKilled = Date() < deadline
    if !wasKilled {
      try? tmux(socket, "send-keys", "C-c")
      for _ in 0..<100 where (try? tmux(socket, "has-session")) != nil { Thread.sleep(forTimeInterval: 0.1) }
    }
    guard FileManager.default.fileExists(atPath: folder.path) else { return (.failed("no run was begun"), 0) }
    var ends: [Outcome] = []
    for name in ["one", "other"] {
      let copy = folder.deletingLastPathComponent().appendingPathComponent(name)
      try FileManager.default.copyItem(at: folder, to: copy)
      let isBegun = FileManager.default.fileExists(atPath: copy.appendingPathComponent("config.json").path)
      let end = try run(isBegun ? ["resume", copy.path] : arguments(settings, out: copy))
      guard end.code == 0 else { return (.failed("does not go on (\(end.code)): \(end.words)"), 1) }
      do { ends.append(try outcome(of: copy)) } catch { return (.failed("\(error)"), 1) }
    }
    return (ends[0] == ends[1] ? .same : .failed("two resumes, two ends"), wasKilled ? 1 : 0)
  }

  /// By way of a shell: the server that tmux leaves running would keep `Process` waiting.
  private func tmux(_ socket: String, _ arguments: String...) throws {
    let words = (["tmux", "-L", socket] + arguments).map { "'\($0.replacingOccurrences(of: "'", with: "'\\''"))'" }
    guard system(words.joined(separator: " ") + " >/dev/null 2>&1") == 0 else {
      throw CampaignError("tmux \(arguments.joined(separator: " "))")
    }
  }
}
