import Testing

@testable import Locating

@Suite struct TokenRoleTests {
  @Test(arguments: [
    // The|capital|of| Bur|k|ina| Fas|o| is|really|called
    (3..<8, 11, [3..<4, 4..<7, 7..<8, 8..<9, 9..<10, 10..<11]),
    // a subject of one token
    (3..<4, 6, [3..<3, 3..<3, 3..<4, 4..<5, 5..<5, 5..<6]),
    // of two, and one token behind it
    (0..<2, 3, [0..<1, 1..<1, 1..<2, 2..<2, 2..<2, 2..<3]),
    // a prompt that ends with its subject
    (2..<4, 4, [2..<3, 3..<3, 3..<4, 4..<4, 4..<4, 4..<4]),
  ])
  func everyTokenFromTheSubjectOnHasOneRole(subject: Range<Int>, count: Int, expected: [Range<Int>]) {
    let found = TokenRole.allCases.map { $0.positions(subject: subject, count: count) }
    #expect(found.map(Array.init) == expected.map(Array.init))
    #expect(found.joined().elementsEqual(subject.lowerBound..<count))
  }
}
