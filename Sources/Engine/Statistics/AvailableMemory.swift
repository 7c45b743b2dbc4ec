import Foundation

/// Bytes that can be had without swapping: what the kernel estimates, or less where a control group (a container, a job)
/// has a limit; nil when the kernel does not say.
///
/// - Parameter root: where `proc` and `sys` are looked for.
package func availableMemory(root: URL = URL(fileURLWithPath: "/")) -> Double? {
  let text = { (path: String) in try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8) }
  guard let kilobytes = text("proc/meminfo").flatMap({ field("MemAvailable:", of: $0) }) else { return nil }
  return controlGroups(text("proc/self/cgroup") ?? "").compactMap { folder, files -> Double? in
    // No limit is a word in version 2, and a number beyond all memory in version 1.
    guard let limit = text("\(folder)/\(files.limit)").flatMap({ Double($0.trimmed) }),
      let used = text("\(folder)/\(files.used)").flatMap({ Double($0.trimmed) })
    else { return nil }
    // Pages of files that nobody has read of late are given up before memory is refused.
    let idle = text("\(folder)/memory.stat").flatMap { field(files.idle, of: $0) } ?? 0
    return max(0, limit - used + idle)
  }.reduce(1_024 * kilobytes, min)
}

/// How the files are called in which a control group tells of its memory.
private struct GroupFiles {
  let limit: String
  let used: String
  let idle: String
}

/// The folders of the control groups of which this process is, from the outermost to the innermost: limits of all count.
/// Inside a container the outer ones are not to be seen, and its own is the outermost.
private func controlGroups(_ membership: String) -> [(folder: String, files: GroupFiles)] {
  membership.split(separator: "\n").flatMap { line -> [(String, GroupFiles)] in
    // number:controllers:path
    let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return [] }
    let (top, files): (String, GroupFiles)
    if parts[1].isEmpty {
      top = "sys/fs/cgroup"
      files = GroupFiles(limit: "memory.max", used: "memory.current", idle: "inactive_file ")
    } else if parts[1].split(separator: ",").contains("memory") {
      top = "sys/fs/cgroup/memory"
      files = GroupFiles(limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes", idle: "total_inactive_file ")
    } else {
      return []
    }
    let names = parts[2].split(separator: "/")
    return (0...names.count).map { (([top] + names.prefix($0).map(String.init)).joined(separator: "/"), files) }
  }
}

/// The number in the line that begins so.
private func field(_ name: String, of text: String) -> Double? {
  let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
  return line?.dropFirst(name.count).split(separator: " ").first.flatMap { Double($0) }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
