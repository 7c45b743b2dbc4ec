import Dispatch
import RunModel
import Testing

@testable import Engine

struct InboxTests {
  @Test func keepsTheOrder() {
    let inbox = Inbox<Command>()
    #expect(inbox.poll() == nil)
    inbox.post(.pause)
    inbox.post(.stepEdit)
    inbox.post(.stop)
    #expect(inbox.next() == .pause)
    #expect(inbox.poll() == .stepEdit)
    #expect(inbox.poll() == .stop)
    #expect(inbox.poll() == nil)
  }

  @Test func losesNothingFromSeveralThreads() {
    let inbox = Inbox<Command>()
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for i in 0..<500 { inbox.post(.run(until: .edits(1000 * thread + i))) }
    }
    var last = [Int](repeating: -1, count: 8)
    var count = 0
    while case .run(until: .edits(let number))? = inbox.poll() {
      #expect(number % 1000 > last[number / 1000])
      last[number / 1000] = number % 1000
      count += 1
    }
    #expect(count == 4000)
  }
}
