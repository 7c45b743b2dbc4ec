import Dispatch
import RunModel
import Testing

@testable import Engine

struct CommandQueueTests {
  @Test func keepsTheOrder() {
    let queue = CommandQueue()
    #expect(queue.poll() == nil)
    queue.post(.pause)
    queue.post(.stepEdit)
    queue.post(.stop)
    #expect(queue.wait() == .pause)
    #expect(queue.poll() == .stepEdit)
    #expect(queue.poll() == .stop)
    #expect(queue.poll() == nil)
  }

  @Test func losesNothingFromSeveralThreads() {
    let queue = CommandQueue()
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for i in 0..<500 { queue.post(.run(until: .edits(1000 * thread + i))) }
    }
    var last = [Int](repeating: -1, count: 8)
    var count = 0
    while case .run(until: .edits(let number))? = queue.poll() {
      #expect(number % 1000 > last[number / 1000])
      last[number / 1000] = number % 1000
      count += 1
    }
    #expect(count == 4000)
  }
}
