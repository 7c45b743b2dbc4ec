import Foundation
import Testing

/// A shell in a real terminal: a private tmux server with one window, which tests type into and read from.
///
/// Nothing sleeps for a fixed time: `wait` polls until the screen shows what is expected, and records the screen when
/// a minute was not enough.
final class TmuxSession {
  /// What went wrong with a session; the record of the test has the screen.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// An empty folder that serves as home folder, removed at the end.
  let folder: URL
  private let socket = "revive-\(UUID().uuidString)"

  /// Whether there is a tmux to run.
  static var isAvailable: Bool { (try? run(["tmux", "-V"])) != nil }

  /// - Parameter environment: added to a minimal one in which the locale is UTF-8 and no crash waits for a key.
  init(width: Int = 160, height: Int = 48, environment: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(socket)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var variables = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder.path,
      // A shell that is killed writes its history: into a folder made anew, where this one is gone already.
      "HISTFILE": "",
      "TMPDIR": folder.path, "XDG_STATE_HOME": folder.path, "XDG_CONFIG_HOME": folder.path, "LANG": "C.UTF-8",
      "PS1": "ready> ", "SWIFT_BACKTRACE": "interactive=no",
      // Second moments take ten times as long as all else that a journey waits for: made once, beside the program.
      "XDG_CACHE_HOME": URL(fileURLWithPath: ReviveBinary.path).deletingLastPathComponent().path + "/journeys-cache",
      // Tests run beside each other: threads that wait for each other would take the cores from all.
      "OPENBLAS_NUM_THREADS": "1",
    ]
    variables.merge(environment) { $1 }
    let settings = variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let start = ["new-session", "-d", "-x", "\(width)", "-y", "\(height)", "bash", "--norc", "--noprofile"]
    try TmuxSession.run(["env", "-i"] + settings + command(start))
  }

  deinit {
    _ = try? tmux("kill-server")
    try? FileManager.default.removeItem(at: folder)
  }

  /// Types a line into the shell.
  func type(_ line: String) throws {
    try tmux("send-keys", "-l", line)
    try tmux("send-keys", "Enter")
  }

  /// Presses keys by tmux's names: `q`, `Space`, `Escape`, `C-z`.
  func press(_ keys: String...) throws {
    for key in keys { try tmux("send-keys", key) }
  }

  /// Lets the terminal say what the mouse did: button as xterm numbers it, column and row from 1 on.
  func mouse(_ button: Int, column: Int, row: Int, isRelease: Bool = false) throws {
    try tmux("send-keys", "-l", "\u{1B}[<\(button);\(column);\(row)\(isRelease ? "m" : "M")")
  }

  /// Whether the program has asked for the mouse.
  var hearsMouse: Bool { get throws { try tmux("display-message", "-p", "#{mouse_any_flag}").hasPrefix("1") } }

  func resize(width: Int, height: Int) throws {
    try tmux("resize-window", "-x", "\(width)", "-y", "\(height)")
  }

  /// What the screen shows.
  ///
  /// - Parameter withStyle: whether to keep the escape sequences of colours and attributes.
  func screen(withStyle: Bool = false) throws -> String {
    try tmux("capture-pane", "-p", withStyle ? "-e" : "-J")
  }

  /// Waits until `condition` holds of the screen, and returns the screen.
  @discardableResult
  func wait(
    for what: String, seconds: Int = 60, sourceLocation: SourceLocation = #_sourceLocation,
    until condition: (String) -> Bool
  ) async throws -> String {
    var last = ""
    for _ in 0..<seconds * 20 {
      last = try screen()
      if condition(last) { return last }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("waited in vain for \(what); the screen shows:\n\(last)", sourceLocation: sourceLocation)
    throw Failure(description: "no \(what)")
  }

  /// Waits until the screen has `text`.
  @discardableResult
  func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
    try await wait(for: "\"\(text)\"", sourceLocation: sourceLocation) { $0.contains(text) }
  }

  /// Runs a command in the cleared shell. Its exit code follows on the screen as `code=N`, after `seconds` more if
  /// something else still has to write there; its process is `process`.
  func launch(_ command: String, waiting seconds: Int = 0) throws {
    try type("clear; sh -c 'echo $$ > \(folder.path)/pid; exec \(command)'; c=$?; sleep \(seconds); echo code=$c")
  }

  /// The process that `launch` started.
  var process: pid_t {
    get throws {
      let text = try String(contentsOf: folder.appendingPathComponent("pid"), encoding: .utf8)
      guard let number = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
        throw Failure(description: "no process number in \(text)")
      }
      return number
    }
  }

  /// Checks that the shell has an ordinary terminal: lines, echo, a cursor, and the mouse for itself.
  func expectSaneTerminal(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try type("clear; stty -a; echo do''ne")
    let text = try await wait(for: "done", sourceLocation: sourceLocation)
    let words = Set(text.split { " ;\n".contains($0) })
    #expect(words.isSuperset(of: ["icanon", "echo", "isig", "icrnl"]), "\(text)", sourceLocation: sourceLocation)
    let flags = try tmux("display-message", "-p", "#{cursor_flag} #{alternate_on} #{mouse_any_flag}")
    #expect(flags.hasPrefix("1 0 0"), "cursor, alternate screen and mouse: \(flags)", sourceLocation: sourceLocation)
  }

  private func command(_ arguments: [String]) -> [String] { ["tmux", "-L", socket, "-f", "/dev/null"] + arguments }

  @discardableResult
  private func tmux(_ arguments: String...) throws -> String { try TmuxSession.run(command(arguments)) }

  /// Runs a command and returns what it prints. Not by `Process`, whose way of noticing the end of a child is a socket
  /// that the tmux server would keep open.
  @discardableResult
  private static func run(_ command: [String]) throws -> String {
    let words = command.map { "'\($0.replacingOccurrences(of: "'", with: "'\\''"))'" }
    guard let pipe = popen(words.joined(separator: " ") + " 2>/dev/null", "r") else {
      throw Failure(description: "cannot run \(command)")
    }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { output += chunk[..<count] }
    guard pclose(pipe) == 0 else { throw Failure(description: "failed: \(command)") }
    return String(decoding: output, as: UTF8.self)
  }
}
