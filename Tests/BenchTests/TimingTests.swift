import Foundation
import Testing

@testable import Bench

@Test func theMedianIsTheMiddleOrTheMeanOfTheMiddleTwo() {
  #expect(median([3, 1, 2]) == 2)
  #expect(median([4, 1, 3, 2]) == 2.5)
  #expect(median([7]) == 7)
  #expect(median([]).isNaN)
}

@Test func aTimingKeepsItsSpread() {
  let timing = Timing([0.5, 0.1, 0.2])
  #expect((timing.median, timing.least, timing.most, timing.repeats) == (0.2, 0.1, 0.5, 3))
}

/// A slow moment of the machine falls on both of a turn: each turn's ratio is 4, the ratio of the medians is not.
@Test func ratiosAreTakenTurnByTurn() {
  #expect(medianRatio([4, 40, 12], over: [1, 10, 3]) == 4)
  #expect(medianRatio([2, 9, 8], over: [1, 3, 2]) == 3)
  #expect(medianRatio([1, 2], over: [0, 1]) == nil)
  #expect(medianRatio([1], over: []) == nil)
  #expect(medianRatio([], over: []) == nil)
}

@Test(arguments: [
  (0.0000004, "0.000 ms"), (0.000412, "0.412 ms"), (0.00123, "1.23 ms"), (0.0412, "41.2 ms"), (0.9994, "999 ms"),
  (0.9996, "1.00 s"), (12.34, "12.3 s"), (123.4, "123 s"), (.infinity, "inf"),
])
func durationsHaveThreeDigits(seconds: Double, text: String) { #expect(duration(seconds) == text) }

@Test func ratiosHaveThreeDigits() {
  #expect([8.314, 42.04, 123.4, 0.5].map { times($0) } == ["8.31x", "42.0x", "123x", "0.500x"])
  #expect(times(nil) == "-")
  #expect(times(.nan) == "nan")
}
