import Numerics
import Testing

@testable import Evaluation

@Test func sharedBeginningsBecomeNodes() {
  let sequences = [[1], [1, 2], [1, 2, 3, 4], [1, 2, 3, 5], [1, 2, 3, 5], [1, 6], [7, 8]]
  let tree = PrefixTree(sequences, sharedTokens: 100)
  let nodes = tree.nodes.map(\.tokens).sorted { $0.lexicographicallyPrecedes($1) }
  #expect(nodes == [[1], [2, 3], [4], [5], [6], [7, 8]])
  // Without sharing, only what begins another sequence goes with it.
  let flat = PrefixTree(sequences, sharedTokens: 0)
  let hosts = [[1, 2, 3, 4], [1, 2, 3, 5], [1, 6], [7, 8]]
  #expect(flat.nodes.map(\.tokens).sorted { $0.lexicographicallyPrecedes($1) } == hosts)
  #expect(flat.nodes.allSatisfy { $0.parent == nil })
  #expect(PrefixTree([], sharedTokens: 5).nodes.isEmpty)
}

@Test(arguments: [0, 1, 3, 10, 1000])
func everySequenceIsAPath(sharedTokens: Int) {
  var generator = SeededGenerator(seed: 9)
  for _ in 0..<50 {
    // Few different tokens, so that much is shared, and sequences often begin or repeat each other.
    let sequences = (0..<30).map { _ in
      (0..<Int.random(in: 1...8, using: &generator)).map { _ in Int.random(in: 0..<2, using: &generator) }
    }.sorted { $0.lexicographicallyPrecedes($1) }
    let tree = PrefixTree(sequences, sharedTokens: sharedTokens)
    for (i, sequence) in sequences.enumerated() {
      var previous: (node: Int, offset: Int)?
      for (position, token) in sequence.enumerated() {
        let place = tree.place(of: position, inSequence: i)
        let node = tree.nodes[place.node]
        #expect(node.tokens[place.offset] == token && node.start + place.offset == position)
        if let previous, previous.node != place.node {
          #expect(node.parent == previous.node && place.offset == 0)
          #expect(previous.offset == tree.nodes[previous.node].tokens.count - 1)
        }
        previous = place
      }
    }
    let parents = Set(tree.nodes.compactMap(\.parent))
    #expect(parents.reduce(0) { $0 + tree.nodes[$1].tokens.count } <= sharedTokens)
    for (i, node) in tree.nodes.enumerated() { #expect((node.parent ?? -1) < i) }
    if sharedTokens == 1000 {
      let beginnings = Set(sequences.flatMap { sequence in (1...sequence.count).map { Array(sequence.prefix($0)) } })
      #expect(tree.nodes.reduce(0) { $0 + $1.tokens.count } == beginnings.count)
    }
  }
}
