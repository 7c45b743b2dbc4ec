import RunModel

/// The newest rounds of a branch as they were reported, and those of them that were taken back and can stand again.
///
/// What a round applied lies in the branch's `RoundStore` until another one takes its place there, so that a report is all
/// that a round needs to stand again. Reports of long runs are many: the newest are kept.
struct RecentRounds {
  /// How many rounds can be taken back and stand again.
  static let limit = 100

  /// Those that stand, oldest first, without gaps up to the last round of the branch.
  private var standing: [RoundReport]
  /// Those that were taken back; the one that can stand again next comes last.
  private var takenBack: [RoundReport] = []

  /// - Parameter reports: of the rounds that stand, oldest first.
  init(_ reports: some Collection<RoundReport> = []) { standing = reports.filter { $0.round > 0 }.suffix(Self.limit) }

  /// The round that can stand again now; nil without one.
  var next: RoundReport? { takenBack.last }

  /// Takes in the next round of the branch.
  mutating func add(_ report: RoundReport) {
    standing = standing.suffix(Self.limit - 1) + [report]
  }

  /// Takes in what was measured late of the last round.
  mutating func complete(with late: LateMeasures) {
    guard let last = standing.indices.last else { return }
    standing[last].complete(with: late)
  }

  /// The last round is taken back.
  mutating func takeBack() {
    // Without its report what was taken back before has nothing to stand on.
    if let last = standing.popLast() { takenBack.append(last) } else { takenBack = [] }
  }

  /// The round that was taken back last stands again.
  mutating func standAgain() { if let report = takenBack.popLast() { add(report) } }

  /// Another round is made: its updates take the place of those that were kept.
  mutating func forgetTakenBack() { takenBack = [] }

  /// Those of a branch that begins after a round.
  func forked(after round: Int) -> RecentRounds { RecentRounds(standing.filter { $0.round <= round }) }
}
