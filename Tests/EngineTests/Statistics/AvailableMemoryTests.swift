import Engine
import Foundation
import Testing

/// What may be used, by files as the kernel writes them.
struct AvailableMemoryTests {
  private func available(_ files: [String: String]) throws -> Double? {
    let scratch = try Scratch()
    for (path, text) in files {
      let file = scratch.file(path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return availableMemory(root: scratch.url)
  }

  private let free = ["proc/meminfo": "MemTotal:       24000 kB\nMemFree:  9000 kB\nMemAvailable:    16000 kB\n"]

  @Test func withoutLimitsItIsWhatTheKernelSays() throws {
    #expect(try available(free) == 16_000 * 1_024)
    #expect(try available([:]) == nil)
    let group = ["proc/self/cgroup": "0::/job\n", "sys/fs/cgroup/job/memory.max": "max\n"]
    #expect(try available(free.merging(group) { $1 }) == 16_000 * 1_024)
  }

  /// Of the limits on the way to the process's own group the tightest counts; idle pages of files are free.
  @Test func groupsHaveLimits() throws {
    var files = free
    files["proc/self/cgroup"] = "0::/user/job\n"
    files["sys/fs/cgroup/user/memory.max"] = "5000000\n"
    files["sys/fs/cgroup/user/memory.current"] = "4000000\n"
    files["sys/fs/cgroup/user/job/memory.max"] = "4000000\n"
    files["sys/fs/cgroup/user/job/memory.current"] = "3500000\n"
    files["sys/fs/cgroup/user/job/memory.stat"] = "anon 1\nactive_file 9\ninactive_file 200000\n"
    #expect(try available(files) == 700_000)
    files["sys/fs/cgroup/user/memory.current"] = "6000000\n"
    #expect(try available(files) == 0)
  }

  /// Version 1 has a tree for each controller, and no limit is a large number.
  @Test func groupsOfVersionOneHaveLimits() throws {
    var files = free
    files["proc/self/cgroup"] = "8:pids:/\n4:cpu,memory:/box\n0::/\n"
    files["sys/fs/cgroup/memory/memory.limit_in_bytes"] = "9223372036854771712\n"
    files["sys/fs/cgroup/memory/memory.usage_in_bytes"] = "100\n"
    files["sys/fs/cgroup/memory/box/memory.limit_in_bytes"] = "1000000\n"
    files["sys/fs/cgroup/memory/box/memory.usage_in_bytes"] = "300000\n"
    files["sys/fs/cgroup/memory/box/memory.stat"] = "inactive_file 5\ntotal_inactive_file 50000\n"
    #expect(try available(files) == 750_000)
  }
}
