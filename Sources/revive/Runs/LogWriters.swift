import Foundation
import Glibc

/// The logs that processes of this machine have open for writing, as far as the system tells: of other people's processes
/// it does not, nor of those on other machines.
struct LogWriters {
  /// By device and number.
  private var files: Set<[UInt64]> = []

  /// Those of this moment.
  init() {
    for process in Self.names(in: "/proc") where process.allSatisfy(\.isNumber) {
      for descriptor in Self.names(in: "/proc/\(process)/fd") {
        let path = "/proc/\(process)/fd/\(descriptor)"
        guard Self.target(of: path).hasSuffix("/log.jsonl"),
          Self.isWritable("/proc/\(process)/fdinfo/\(descriptor)"),
          let file = Self.file(path)
        else { continue }
        files.insert(file)
      }
    }
  }

  /// Whether one of them is this.
  func write(_ log: URL) -> Bool { Self.file(log.path).map(files.contains) ?? false }

  private static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  private static func target(of link: String) -> String {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = readlink(link, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  private static func file(_ path: String) -> [UInt64]? {
    var status = stat()
    return stat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
  }

  /// Whether the flags of an open file, an octal number, allow to write.
  private static func isWritable(_ path: String) -> Bool {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("flags:") }
    let flags = line.flatMap { Int32($0.dropFirst(6).filter(\.isNumber), radix: 8) } ?? O_RDONLY
    return flags & O_ACCMODE != O_RDONLY
  }
}
