import Testing

@testable import Evaluation

@Test func sampleIsEverythingWhileItFits() {
  let sample = EditSample(seed: 3, size: 20)
  #expect(sample.indices(among: 0) == [])
  #expect(sample.indices(among: 13) == Array(0..<13))
  #expect(sample.indices(among: 20) == Array(0..<20))
  #expect(EditSample(seed: 3, size: 0).indices(among: 5) == [])
  #expect(sample.indices(among: -1) == [])
}

@Test func editsLeaveTheSampleOnlyWhenNewerOnesDisplaceThem() {
  let sample = EditSample(seed: 3, size: 20)
  for count in 20..<400 {
    let before = Set(sample.indices(among: count))
    let after = sample.indices(among: count + 1)
    #expect(after.count == 20 && after == after.sorted())
    let arrived = Set(after).subtracting(before)
    #expect(arrived.isSubset(of: [count]))
    #expect(before.subtracting(after).count == arrived.count)
  }
}

@Test func sampleIsSpreadEvenlyAndDependsOnTheSeedAlone() {
  let indices = EditSample(seed: 5).indices(among: 4000)
  #expect(indices == EditSample(seed: 5).indices(among: 4000))
  #expect(indices != EditSample(seed: 6).indices(among: 4000))
  // 200 of 4000: each quarter gets 50 with a standard deviation of 6.
  for quarter in 0..<4 {
    let count = indices.count { $0 / 1000 == quarter }
    #expect((25...75).contains(count))
  }
}
