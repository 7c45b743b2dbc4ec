/// Token sequences laid out as a tree, so that beginnings which several of them share are computed once: the prompt of
/// several targets, the first words of many prompts.
///
/// A sequence is a path down from a root. It may end before the path's last node does: what begins another sequence needs
/// no node of its own.
struct PrefixTree {
  struct Node: Equatable {
    /// At least one token.
    let tokens: [Int]
    /// Position of the first of them in the sequence.
    let start: Int
    let parent: Int?
  }

  /// Parents come before their children.
  private(set) var nodes: [Node] = []
  /// The last node of each sequence's path.
  private var ends: [Int]

  /// - Parameters:
  ///   - sequences: in lexicographic order, none empty.
  ///   - sharedTokens: how many tokens the nodes with children may have in all; what would exceed it is not shared.
  init(_ sequences: [[Int]], sharedTokens: Int) {
    ends = []
    // A sequence that begins the next one ends somewhere on its path; the others, the hosts, get leaves.
    let hosts = sequences.indices.filter { i in
      i + 1 == sequences.count || commonPrefix(sequences[i], sequences[i + 1]) < sequences[i].count
    }
    let leaves = addHosts(hosts.map { sequences[$0] }, sharedTokens: sharedTokens)
    for (leaf, host) in zip(leaves, hosts) {
      ends += [Int](repeating: leaf, count: host + 1 - ends.count)
    }
  }

  /// Adds sequences of which none begins another; returns the leaf of each.
  private mutating func addHosts(_ hosts: [[Int]], sharedTokens: Int) -> [Int] {
    var leaves = [Int](repeating: 0, count: hosts.count)
    let common = [0] + zip(hosts, hosts.dropFirst()).map { commonPrefix($0, $1) }
    var budget = sharedTokens
    var open = hosts.isEmpty ? [] : [Branch(members: hosts.indices, start: 0, parent: nil)]
    while var branch = open.popLast() {
      let first = branch.members.lowerBound
      let rest = branch.members.dropFirst()
      guard let shared = rest.map({ common[$0] }).min() else {
        leaves[first] = addNode(hosts[first][branch.start...], to: branch)
        continue
      }
      if shared > branch.start, shared - branch.start <= budget {
        budget -= shared - branch.start
        branch.parent = addNode(hosts[first][branch.start..<shared], to: branch)
        branch.start = shared
      }
      let cuts = [first] + rest.filter { common[$0] == shared } + [branch.members.upperBound]
      for (lower, upper) in zip(cuts, cuts.dropFirst()) {
        open.append(Branch(members: lower..<upper, start: branch.start, parent: branch.parent))
      }
    }
    return leaves
  }

  /// Where token `position` of a sequence is.
  func place(of position: Int, inSequence sequence: Int) -> (node: Int, offset: Int) {
    var node = ends[sequence]
    while nodes[node].start > position, let parent = nodes[node].parent { node = parent }
    return (node, position - nodes[node].start)
  }

  /// Sequences that have their tokens before `start` in common, which are those down to `parent`.
  private struct Branch {
    let members: Range<Int>
    var start: Int
    var parent: Int?
  }

  private mutating func addNode(_ tokens: ArraySlice<Int>, to branch: Branch) -> Int {
    nodes.append(Node(tokens: Array(tokens), start: branch.start, parent: branch.parent))
    return nodes.count - 1
  }
}

/// Number of tokens that both begin with.
func commonPrefix(_ a: [Int], _ b: [Int]) -> Int {
  zip(a, b).prefix { $0 == $1 }.count
}
