import Charts
import Foundation
import Hub
import Synchronization

/// How a fetch goes on, on standard error: on a terminal one line that is rewritten, elsewhere a line a file.
final class FetchProgress: Sendable {
  private let context: ProcessContext
  private let status: StatusLine
  private let state = Mutex(State())

  private struct State {
    var allBytes = 0
    var files = 0
    var done = 0
    /// Bytes that were there, and when, in the last seconds.
    var marks: [(time: Double, bytes: Int)] = []
    var shown = -1.0
  }

  init(_ context: ProcessContext) {
    self.context = context
    status = StatusLine(context)
  }

  func show(_ event: FetchEvent) {
    switch event {
    case .begins(let files, let bytes):
      state.withLock { $0 = State(allBytes: bytes, files: files) }
      status.line("\(counted(files, "file")) to fetch, \(sizeText(bytes))")
    case .progress(let file, let bytes, let allBytes): show(file, bytes, allBytes)
    case .fetched(let file):
      let done = state.withLock { state in
        state.done += 1
        return "\(state.done)/\(state.files)"
      }
      status.line("\(done) \(file.path), \(sizeText(file.size)): size and digest are right")
    case .waits(let file): status.show("\(file.path): another process fetches it at the moment")
    }
  }

  /// Says where nothing was to be fetched.
  func end() {
    status.clear()
    if state.withLock({ $0.files == 0 }) { status.line("nothing to fetch: it is here") }
  }

  func clear() { status.clear() }

  /// Ten times a second at most.
  private func show(_ file: RemoteFile, _ bytes: Int, _ allBytes: Int) {
    guard context.isErrorTerminal else { return }
    let now = context.now()
    let rate: Double?? = state.withLock { state in
      guard abs(now - state.shown) >= 0.1 else { return nil }
      state.shown = now
      state.marks.append((now, allBytes))
      state.marks.removeAll { now - $0.time > 5 }
      guard let first = state.marks.first, now > first.time, allBytes >= first.bytes else { return .some(nil) }
      return Double(allBytes - first.bytes) / (now - first.time)
    }
    guard let rate else { return }
    let total = state.withLock { $0.allBytes }
    status.show(fetchProgress(file.path, bytes, of: file.size, left: total - allBytes, rate: rate))
  }
}

/// Small files are told by the byte.
private func sizeText(_ bytes: Int) -> String {
  bytes < 100_000 ? counted(bytes, "byte") : byteText(Double(bytes))
}

/// "model.safetensors 120.5 MB of 269.1 MB, 11.2 MB a second, 0:13 left".
///
/// - Parameters:
///   - left: bytes of this and all further files.
///   - rate: bytes a second; nil where it is not known yet.
func fetchProgress(_ name: String, _ bytes: Int, of size: Int, left: Int, rate: Double?) -> String {
  let head = "\(name) \(sizeText(bytes)) of \(sizeText(size))"
  guard let rate, rate > 0 else { return head }
  return "\(head), \(byteText(rate)) a second, \(timeText(Double(left) / rate)) left"
}
