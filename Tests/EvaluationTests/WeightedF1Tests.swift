import Testing

@testable import Evaluation

@Test func weightedF1OfThreeClasses() throws {
  // The example in scikit-learn's documentation of f1_score: F1 by class 0.8, 0, 0, each with support 2 of 6.
  let f1 = try #require(weightedF1(truth: [0, 1, 2, 0, 1, 2], predictions: [0, 2, 1, 0, 0, 1], classes: 3))
  #expect(abs(f1 - 0.8 / 3) < 1e-12)
}

@Test func weightedF1WeighsClassesByTheirTrueCounts() throws {
  // Class 0: 3 true, 2 predicted, 2 hits: F1 4/5. Class 1: 1 true, 2 predicted, 1 hit: F1 2/3.
  let f1 = try #require(weightedF1(truth: [0, 0, 0, 1], predictions: [0, 0, 1, 1], classes: 2))
  #expect(abs(f1 - (3 * 0.8 + 2.0 / 3) / 4) < 1e-12)
}

@Test func predictionsOutsideTheClassesAreWrong() throws {
  // Class 0: 2 true, 1 predicted, 1 hit: F1 2/3. Class 1: 2 true, 1 predicted, 1 hit: F1 2/3.
  for outside in [nil, 2, -1] {
    let f1 = try #require(weightedF1(truth: [0, 0, 1, 1], predictions: [0, outside, 1, outside], classes: 2))
    #expect(abs(f1 - 2.0 / 3) < 1e-12)
  }
  #expect(weightedF1(truth: [0, 1], predictions: [nil, nil], classes: 2) == 0)
  #expect(weightedF1(truth: [0, 1], predictions: [0, 1], classes: 2) == 1)
  #expect(weightedF1(truth: [], predictions: [], classes: 2) == nil)
}
