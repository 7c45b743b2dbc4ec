import Foundation
import Testing

/// A folder that goes when the test is over.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("revive-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a name within.
  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file and gives its path.
  func file(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
    return path(name)
  }
}

/// The built `revive`, which lies beside the test bundle, run without a terminal.
struct Revive {
  let code: Int32
  let output: String
  let errors: String

  /// Lines of standard error.
  var complaints: [Substring] { errors.split(separator: "\n") }

  static var executable: URL {
    URL(fileURLWithPath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("revive")
  }

  /// Tests run beside each other: threads that wait for each other would take the cores from all.
  private static let environment = ["OPENBLAS_NUM_THREADS": "1"]

  /// - Parameters:
  ///   - signal: sent when the first line has appeared on standard output.
  ///   - output: where standard output goes in place of `output`.
  ///   - limit: a shell's words before it becomes the program.
  ///   - environment: variables in place of those of the tests, or beside them.
  @discardableResult
  init(
    _ arguments: [String], signal: Int32? = nil, output file: FileHandle? = nil, under limit: String? = nil,
    environment: [String: String] = [:]
  ) throws {
    let folder = try TemporaryFolder()
    let process = Process()
    if let limit {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "\(limit); exec \"$0\" \"$@\"", Revive.executable.path] + arguments
    } else {
      process.executableURL = Revive.executable
      process.arguments = arguments
    }
    process.environment = ProcessInfo.processInfo.environment.merging(Revive.environment) { $1 }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // A file: two pipes could fill up while the other one is read.
    let errorFile = URL(fileURLWithPath: try folder.file("errors", ""))
    process.standardError = try FileHandle(forWritingTo: errorFile)
    let pipe = Pipe()
    process.standardOutput = file ?? pipe
    try process.run()
    // The program's end of a pipe that it does not have would stay open here.
    if file != nil { try pipe.fileHandleForWriting.close() }
    var data = Data()
    if let signal {
      while !data.contains(UInt8(ascii: "\n")), case let more = pipe.fileHandleForReading.availableData, !more.isEmpty {
        data += more
      }
      kill(process.processIdentifier, signal)
    }
    data += pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    code = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    output = String(decoding: data, as: UTF8.self)
    errors = try String(contentsOf: errorFile, encoding: .utf8)
  }
}
