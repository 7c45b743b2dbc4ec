import Testing

@testable import Terminal

@Suite struct FramePacerTests {
  private func ms(_ value: Int) -> Duration { .milliseconds(value) }

  @Test func nothingToDrawSleepsForEver() {
    #expect(FramePacer().wait(at: ms(5)) == nil)
  }

  @Test func theFirstFrameIsDueAtOnceAndTheNextAfterThirtyThreeMilliseconds() {
    var pacer = FramePacer()
    pacer.markDirty(by: .person)
    #expect(pacer.wait(at: ms(100)) == .zero)
    pacer.painted(from: ms(100), to: ms(102))
    pacer.markDirty(by: .person)
    #expect(pacer.isResting(at: ms(110)))
    #expect(pacer.wait(at: ms(110)) == ms(23))
    #expect(pacer.wait(at: ms(133)) == .zero)
    #expect(!pacer.isResting(at: ms(133)))
  }

  @Test func afterARestWithoutNewsItSleepsForEver() {
    var pacer = FramePacer()
    pacer.markDirty(by: .person)
    pacer.painted(from: ms(0), to: ms(1))
    #expect(pacer.wait(at: ms(1)) == ms(32))
    #expect(pacer.wait(at: ms(40)) == nil)
  }

  @Test func slowPaintingHalvesTheRate() {
    var pacer = FramePacer()
    pacer.painted(from: ms(0), to: ms(60))
    pacer.markDirty(by: .person)
    #expect(pacer.wait(at: ms(60)) == ms(6))
  }

  @Test func newsComeSevenTimesASecondAndSoonerAfterAKey() {
    var pacer = FramePacer()
    pacer.markDirty(by: .news)
    pacer.painted(from: ms(0), to: ms(2))
    #expect(pacer.isResting(at: ms(149)) && !pacer.isResting(at: ms(150)))
    #expect(pacer.wait(at: ms(40)) == ms(110))
    // A key is answered at once all the same.
    pacer.markDirty(by: .person)
    pacer.markDirty(by: .news)
    #expect(pacer.wait(at: ms(40)) == .zero)
    pacer.painted(from: ms(40), to: ms(42))
    #expect(pacer.isResting(at: ms(72)) && !pacer.isResting(at: ms(73)))
  }
}
