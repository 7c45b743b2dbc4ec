import CTerminal
import Glibc

/// A pipe that ends the main loop's wait from any thread. Neither end ever blocks: a full pipe already means "wake up".
package final class WakePipe: Sendable {
  /// Becomes readable when someone has called `wake()`.
  let readEnd: Int32
  /// Where signal handlers write.
  let writeEnd: Int32

  /// Throws `TerminalError.noPipe` when the process has no file descriptors left.
  package init() throws(TerminalError) {
    var ends: [Int32] = [-1, -1]
    guard ct_pipe(&ends) else { throw .noPipe }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Ends the main loop's wait; from any thread, never blocking.
  package func wake() {
    var byte: UInt8 = 0
    _ = write(writeEnd, &byte, 1)
  }

  /// Takes what has been written since the last call.
  func drain() -> [UInt8] {
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64)
    while true {
      let count = read(readEnd, &chunk, chunk.count)
      guard count > 0 else { return result }
      result += chunk[..<count]
    }
  }
}
