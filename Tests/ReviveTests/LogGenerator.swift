import Foundation
import Numerics
import RunModel

/// Logs as an engine writes them, of at most six edits, and what can happen to a log.
struct LogGenerator {
  /// A branch as the engine has it: the numbers and edit counts of its rounds, of which `partial` are measured in part.
  struct Branch: Equatable {
    var name: String
    var rounds = [Made(round: 0, edits: 0)]
  }
  struct Made: Equatable {
    var round: Int
    var edits: Int
    var isPartial = false
  }

  static let editLimit = 6
  private var generator: SeededGenerator
  private(set) var entries: [Event] = []
  private(set) var branches = [Branch(name: Fork.trunk)]
  private var shared = 0
  private var forkCount = 0
  private var tau = 0.0

  /// - Parameter length: the number of things that happen in the run.
  init(_ description: RunDescription, seed: UInt64, length: Int) {
    generator = SeededGenerator(seed: seed, stream: "logs")
    entries = [.ready(description), .round(report(Made(round: 0, edits: 0), Fork.trunk))]
    for _ in 0..<length { happen() }
  }

  private mutating func below(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }

  private mutating func newSetting() -> GuardSetting {
    tau += 0.01
    return GuardSetting(isOn: true, tau: tau)
  }

  private func report(_ made: Made, _ branch: String) -> RoundReport {
    RoundReport(
      edits: made.edits, round: made.round, branch: branch, editor: .memit,
      guardSetting: settings[branch] ?? GuardSetting(),
      clamp: .current, scores: Scores(), sampled: SampleSizes(), layers: [], seconds: RoundTimings(),
      isPartial: made.isPartial)
  }

  private var settings: [String: GuardSetting] = [:]

  private mutating func happen() {
    let position = below(branches.count)
    let name = branches[position].name
    guard let last = branches[position].rounds.last else { return }
    switch below(10) {
    case 0...3:
      guard last.edits < Self.editLimit else { return }
      let made = Made(
        round: last.round + 1, edits: min(Self.editLimit, last.edits + 1 + below(2)), isPartial: below(3) == 0)
      branches[position].rounds.append(made)
      entries.append(.round(report(made, name)).about(name))
    case 4 where last.isPartial:
      let late = LateMeasures(
        round: last.round, edits: last.edits, scores: Scores(efficacy: 1), sampled: SampleSizes(), outcomes: [],
        seconds: 1)
      for place in branches.indices where place == position || last.round <= shared {
        if branches[place].rounds.last == last {
          branches[place].rounds[branches[place].rounds.count - 1].isPartial = false
        }
      }
      entries.append(.measured(late).about(name))
    case 5, 6:
      guard last.round > shared else { return }
      branches[position].rounds.removeLast()
      entries.append(
        .undone(UndoReport(round: last.round, edits: branches[position].rounds.last?.edits ?? 0)).about(name))
    case 7:
      settings[name] = newSetting()
      entries.append(.change(GuardChange(edits: last.edits, setting: settings[name] ?? GuardSetting())).about(name))
    case 8 where branches.count == 1:
      let from = below(branches[0].rounds.count)
      forkCount += 1
      let fork = Fork(
        number: forkCount, round: branches[0].rounds[from].round, edits: branches[0].rounds[from].edits,
        setting: BranchSetting(guardSetting: newSetting(), editor: .memit))
      branches.append(Branch(name: fork.name, rounds: Array(branches[0].rounds[...from])))
      settings[fork.name] = fork.setting.guardSetting
      shared = fork.round
      entries.append(.forked(fork).about(name))
    case 9 where branches.count == 2:
      branches = [branches[position]]
      shared = 0
      entries.append(.forkEnded(ForkEnd(edits: last.edits)).about(name))
    default: break
    }
  }

  // MARK: - Damage

  /// The log as it lies on the disk after so many mishaps.
  mutating func file(mishaps: Int) throws -> Data {
    var entries = entries
    for _ in 0..<mishaps { damage(&entries) }
    let codec = LogCodec()
    var data = Data()
    for (place, entry) in entries.enumerated() {
      data += try codec.encode(entry, time: Double(place)) + Data("\n".utf8)
    }
    // A crash tears the last line.
    return mishaps > 0 && below(4) == 0 ? data.dropLast(1 + below(20)) : data
  }

  private mutating func damage(_ entries: inout [Event]) {
    guard !entries.isEmpty else { return }
    let place = below(entries.count)
    switch below(7) {
    // A line stands there twice.
    case 0: entries.insert(entries[place], at: below(2) == 0 ? place : place + below(entries.count - place + 1))
    case 1: entries.remove(at: place)
    case 2: entries.swapAt(place, below(entries.count))
    // A round that does not go forward, or has numbers that cannot be.
    case 3:
      guard case .round(var report) = entries[place].content else { return }
      report.round += below(5) - 2
      if below(2) == 0 { report.edits += below(5) - 2 }
      entries.insert(.round(report).about(entries[place].branch), at: place + 1)
    // A fork of a round that is not there, or with a number that cannot be.
    case 4:
      let fork = Fork(
        number: below(4) - 1, round: below(9) - 1, edits: below(7),
        setting: BranchSetting(guardSetting: newSetting(), editor: .memit))
      entries.insert(.forked(fork).about(entries[place].branch), at: place + 1)
    // An undo of any round, those that two branches have among them.
    case 5:
      let undo = UndoReport(round: below(6) - 1, edits: below(6))
      entries.insert(.undone(undo).about(entries[place].branch), at: place + 1)
    default:
      let late = LateMeasures(
        round: below(6), edits: below(6), scores: Scores(efficacy: 0.5), sampled: SampleSizes(), outcomes: [],
        seconds: 1)
      entries.insert(.measured(late).about(entries[place].branch), at: place + 1)
    }
  }
}
