import Files
import Foundation
import Glibc

/// What is around the program, handed in so that nothing else reaches for it.
struct ProcessContext: Sendable {
  /// Without the program's name.
  var arguments: [String]
  var environment: [String: String]
  /// Absolute path of the program.
  var executable: String
  var isInputTerminal: Bool
  var isOutputTerminal: Bool
  var isErrorTerminal: Bool
  /// Seconds since 1970.
  var now: @Sendable () -> Double
  /// Writes to standard output; throws when nothing can be written there any more.
  var write: @Sendable (String) throws(OutputError) -> Void
  /// Writes to standard error.
  var report: @Sendable (String) -> Void

  /// Those of this process.
  static var process: ProcessContext {
    ProcessContext(
      arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment,
      executable: Bundle.main.executablePath ?? CommandLine.arguments.first ?? "revive",
      isInputTerminal: isatty(STDIN_FILENO) == 1, isOutputTerminal: isatty(STDOUT_FILENO) == 1,
      isErrorTerminal: isatty(STDERR_FILENO) == 1, now: { Date().timeIntervalSince1970 },
      write: { (text) throws(OutputError) in
        do { try FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) } catch {
          throw OutputError(reason: reason(for: error))
        }
      },
      // Where standard error is gone, nobody is left to tell.
      report: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) })
  }

  /// Whether the monitor can be shown.
  var hasScreen: Bool { isInputTerminal && isOutputTerminal }

  /// Tells on standard error what went wrong, in one line.
  func complain(_ problem: some CustomStringConvertible) { report("revive: \(oneLine(problem.description))\n") }
}

/// Standard output cannot be written.
struct OutputError: Error, Equatable, CustomStringConvertible {
  let reason: String
  var description: String { "cannot write standard output: \(reason)" }
}

/// `text` in one line, without control characters: names of files may hold anything.
func oneLine(_ text: String) -> String {
  let scalars = text.unicodeScalars.map { scalar in
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: " " as Unicode.Scalar
    default: scalar
    }
  }
  return String(String.UnicodeScalarView(scalars))
}
