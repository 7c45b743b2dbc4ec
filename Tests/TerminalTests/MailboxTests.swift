import Dispatch
import Testing

@testable import Terminal

@Suite struct MailboxTests {
  @Test func onlyTheFirstValueWakes() throws {
    let wake = try WakePipe()
    let mailbox = Mailbox<Int>(wake: wake)
    (1...5).forEach(mailbox.post)
    #expect(wake.drain().count == 1)
    #expect(mailbox.drain() == [1, 2, 3, 4, 5])
    #expect(mailbox.drain().isEmpty)
    mailbox.post(6)
    #expect(wake.drain().count == 1)
  }

  @Test func aFullPipeDoesNotBlock() throws {
    let wake = try WakePipe()
    for _ in 0..<200_000 { wake.wake() }
    #expect(wake.drain().count > 0)
    #expect(wake.drain().isEmpty)
  }

  @Test func nothingIsLostBetweenThreads() throws {
    let mailbox = Mailbox<Int>(wake: try WakePipe())
    DispatchQueue.concurrentPerform(iterations: 8) { worker in
      for index in 0..<1000 { mailbox.post(worker * 1000 + index) }
    }
    #expect(mailbox.drain().sorted() == Array(0..<8000))
  }
}
