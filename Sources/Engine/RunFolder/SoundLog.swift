import Foundation
import RunModel

/// The lines of a log that are as they were written: all up to the first that is not. Where that is one of those with which
/// a run begins, also the lines behind it that are bound to each other, for its beginning can be made anew.
package struct SoundLog: Sendable {
  /// In order.
  package private(set) var lines: [LogLine] = []
  /// The same lines as the file has them.
  private var contents: [Data] = []
  /// What is wrong with the first line that is not sound; nil when all are.
  package private(set) var flaw: RunLogError?
  /// Whether lines are missing before others.
  private(set) var hasGap = false
  /// Whether anything was added that the file does not have.
  private(set) var isCompleted = false

  init() {}

  init(_ data: Data) {
    let all = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // Lines with nothing in them, as editors leave them, are none.
    let written = zip(1..., all.dropLast()).filter { !$0.1.isEmpty }
    var next = take(written[...], after: nil)
    if next < written.count, lacksBeginning {
      func seal(before place: Int) -> String? { LogSeal.of(written[place - 1].1) }
      next += 1
      while next < written.count, !LogSeal.isSound(written[next].1, after: seal(before: next)) { next += 1 }
      hasGap = true
      if next < written.count { next = take(written[next...], after: seal(before: next)) }
    }
    // What follows the last newline is torn, or its end alone is.
    if next == written.count, let last = all.last, !last.isEmpty,
      LogSeal.isSound(last, after: written.last.flatMap { LogSeal.of($0.1) }),
      let line = try? LogCodec().decode(last, number: all.count)
    {
      add(line, last)
    }
  }

  /// Takes in lines up to the first that is not sound.
  ///
  /// - Parameter previous: the seal of the line before them.
  /// - Returns: the place behind the last that is.
  private mutating func take(_ written: ArraySlice<(Int, Data)>, after previous: String?) -> Int {
    let codec = LogCodec()
    var previous = previous
    for (place, (number, line)) in zip(written.indices, written) {
      do throws(RunLogError) {
        guard LogSeal.isSound(line, after: previous) else {
          throw RunLogError(line: number, reason: "it or the line before it is not as it was written")
        }
        add(try codec.decode(line, number: number), line)
      } catch {
        flaw = flaw ?? error
        return place
      }
      previous = LogSeal.of(line)
    }
    return written.endIndex
  }

  private mutating func add(_ line: LogLine, _ content: Data) {
    lines.append(line)
    contents.append(content)
  }

  /// Whether it does not hold what a run begins with: its constants and what the unedited model can do.
  var lacksBeginning: Bool { !BranchedRun(lines).hasBeginning }

  /// Drops lines that cannot stand without those that are lost before them.
  ///
  /// - Parameter configuration: what the run began with; nil where nobody knows.
  mutating func dropUnbound(_ configuration: RunConfiguration?) {
    guard hasGap || lacksBeginning else { return }
    if let configuration, BranchedRun(lines).isBound(to: configuration) { return }
    (lines, contents) = ([], [])
  }

  /// Puts lines where a run begins: behind the one with its constants, if that is there.
  mutating func complete(with beginning: [Event], time: Double) throws {
    guard !beginning.isEmpty else { return }
    let place = if case .ready = lines.first?.entry { 1 } else { 0 }
    lines.insert(contentsOf: beginning.map { LogLine($0, time: time) }, at: place)
    contents.insert(contentsOf: try beginning.map { try LogCodec().encode($0, time: time) }, at: place)
    isCompleted = true
  }

  /// A file of these lines, each with a seal.
  var file: Data {
    var (file, previous) = (Data(), String?.none)
    for line in contents {
      let sealed = LogSeal.sealed(LogSeal.unsealed(line), after: previous)
      previous = LogSeal.of(sealed)
      file += sealed + Data("\n".utf8)
    }
    return file
  }
}

extension BranchedRun {
  /// Whether the log told of the run's constants and of the unedited model.
  var hasBeginning: Bool { description != nil && branches[0].reports.first?.round == 0 }

  /// Whether the rounds of a log that has lost its first lines are known without them: each is bound by its digest to those
  /// before it, up to the unedited model, and was made with what the rest of the log says was in force. So no change of a
  /// setting is among what is lost.
  fileprivate func isBound(to configuration: RunConfiguration) -> Bool {
    branches.indices.allSatisfy { position in
      let branch = branches[position]
      let rounds = branch.rounds.filter { $0.report.round > 0 }
      // A guard that comes on by itself does not where a person chose one before, in a line that may be lost.
      return (configuration.guardFrom == nil || branch.guardSetting != nil)
        && zip(1..., rounds).allSatisfy { $0 == $1.report.round && $1.report.updateDigest != nil }
        && ownRounds(position).allSatisfy { round in
          // Where a fork begins, its own settings are in force.
          let isForked = branch.forks.contains { $0.round == round.report.round }
          return round.report.round == 0 || isForked || round.isMade(with: configuration)
        }
    }
  }
}

extension BranchedRun.Round {
  /// Whether it was made with what was in force.
  fileprivate func isMade(with configuration: RunConfiguration) -> Bool {
    let clamp = settings.clamp ?? configuration.clamp(of: report.editor)
    let anchor = settings.anchor ?? configuration.anchor(of: report.editor) ?? .free
    return report.guardSetting == settings.guardSetting ?? configuration.guardSetting
      && (report.clamp == nil || report.clamp == clamp) && (report.valueAnchor ?? anchor) == anchor
  }
}
