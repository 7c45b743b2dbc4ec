import Charts
import Testing

@Suite struct ChunkedArrayTests {
  /// Every change is that of an array, and none reaches a copy that was made before it.
  @Test func isAnArrayWhateverIsDoneToIt() {
    var (chunked, plain) = (ChunkedArray<Int>(), [Int]())
    var copies: [(ChunkedArray<Int>, [Int])] = []
    var state: UInt64 = 7
    func next(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for step in 0..<600 {
      switch next(below: 4) {
      case 0:
        let kept = next(below: plain.count + 3) - 1
        chunked.keepFirst(kept)
        plain = Array(plain.prefix(max(0, kept)))
      case 1 where !plain.isEmpty:
        let place = next(below: plain.count)
        chunked[place] = step
        plain[place] = step
      default:
        for element in 0..<next(below: 700) {
          chunked.append(element)
          plain.append(element)
        }
      }
      #expect(Array(chunked) == plain && chunked.count == plain.count)
      #expect(chunked == ChunkedArray(plain))
      if step % 50 == 0 { copies.append((chunked, plain)) }
    }
    for (chunked, plain) in copies { #expect(Array(chunked) == plain) }
  }

  @Test func differentArraysDiffer() {
    let array = ChunkedArray(0..<1_000)
    var other = array
    other[999] = 0
    #expect(other != array && array[999] == 999)
    other = array
    other.keepFirst(999)
    #expect(other != array)
    other.keepFirst(-1)
    #expect(other.isEmpty && other == [])
  }
}
