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
        // A file or another program gets what there is; a terminal would obey it.
        let shown = isatty(STDOUT_FILENO) == 1 ? withoutControls(text) : text
        do { try FileHandle.standardOutput.write(contentsOf: Data(shown.utf8)) } catch {
          throw OutputError(reason: reason(for: error))
        }
      },
      // Where standard error is gone, nobody is left to tell.
      report: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) })
  }

  /// Whether the monitor can be shown.
  var hasScreen: Bool { isInputTerminal && isOutputTerminal }

  /// Whether a line on standard error can be rewritten: it is on a terminal that does more than print.
  var rewritesLines: Bool { isErrorTerminal && !["", "dumb"].contains(environment["TERM"] ?? "") }

  /// Tells on standard error what went wrong, in one line.
  func complain(_ problem: some CustomStringConvertible) { report("revive: \(oneLine(problem.description))\n") }
}

/// Standard output cannot be written.
struct OutputError: Error, Equatable, CustomStringConvertible {
  let reason: String
  var description: String { "cannot write standard output: \(reason)" }
}

/// `text` in one line, without anything that a terminal would obey: names of files may hold anything.
func oneLine(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isControl ? " " : $0 }))
}

/// `text` with everything that a terminal would obey, but for ends of lines and tabs, as `\u001b`: what it stands for is still
/// seen, and in JSON it is the same string.
func withoutControls(_ text: String) -> String {
  func isKept(_ scalar: Unicode.Scalar) -> Bool { !scalar.isControl || scalar == "\n" || scalar == "\t" }
  guard !text.unicodeScalars.allSatisfy(isKept) else { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if isKept(scalar) {
      result.append(scalar)
    } else {
      let digits = String(scalar.value, radix: 16)
      result += "\\u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)".unicodeScalars
    }
  }
  return String(result)
}

extension Unicode.Scalar {
  /// Whether it does something to a terminal instead of being shown: C0, DEL, C1, separators of lines, and what turns the
  /// direction of text.
  fileprivate var isControl: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: properties.isBidiControl
    }
  }
}
