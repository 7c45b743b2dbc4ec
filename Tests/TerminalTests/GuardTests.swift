import Foundation
import Terminal
import Testing

/// A thread that overflows its stack can only be caught on another one.
@Test func aGuardedThreadHasAStackForTheHandlers() async {
  let size = await withCheckedContinuation { done in
    Thread {
      TerminalSession.guardThread()
      TerminalSession.guardThread()
      var stack = stack_t()
      sigaltstack(nil, &stack)
      done.resume(returning: stack.ss_flags == 0 ? stack.ss_size : 0)
    }
    .start()
  }
  #expect(size >= 64 * 1024)
}
