import Foundation
import TestSupport
import Testing

extension BinaryTests {
  /// Runs without a text for their second moments.
  struct SelfSampledRunTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What the model writes does not depend on threads: the files of its moments are the same bytes. A resumed run finds
    /// them.
    @Test func theModelWritesTheSameWhateverTheThreads() throws {
      var moments: [[Data]] = []
      for threads in ["1", "2"] {
        let (cache, out) = (folder.path("cache" + threads), folder.path("run" + threads))
        let result = try Revive(
          [
            "run", "--model", Fixtures.tinyGPT2.path, "--edits", Fixtures.edits.path, "--layers", "1,2", "--round", "2",
            "--threads", threads, "--out", out, "--until", "2",
          ], environment: ["XDG_CACHE_HOME": cache])
        #expect(result.code == 0 && result.errors.contains("self-sampled second moments from"), "\(result.errors)")
        let files = FileManager.default.enumerator(atPath: cache)?.compactMap { $0 as? String } ?? []
        moments.append(
          try files.filter { $0.contains("-moment-") }.sorted().map {
            try Data(contentsOf: URL(fileURLWithPath: cache + "/" + $0))
          })
        let resumed = try Revive(["resume", out, "--until", "4"], environment: ["XDG_CACHE_HOME": cache])
        #expect(resumed.code == 0, "\(resumed.errors)")
      }
      #expect(moments[0].count == 2 && moments[0] == moments[1])
    }
  }
}
