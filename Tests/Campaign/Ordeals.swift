import Foundation
import Numerics

extension TestBench {
  /// Puts a run through an ordeal.
  ///
  /// - Returns: how it came out, and how often something went wrong on the way.
  func endure(
    _ ordeal: Ordeal, in place: URL, using generator: inout SeededGenerator
  ) throws -> (Verdict, blows: Int) {
    let settings = settings(using: &generator)
    _ = try reference(settings)
    let folder = place.appendingPathComponent("run")
    switch ordeal {
    case .kill, .power: return try killed(settings, folder, ordeal, using: &generator)
    case .disk: return try withoutRoom(settings, folder, using: &generator)
    case .damage: return try damaged(settings, folder, using: &generator)
    case .monitor: return try killedInMonitor(settings, folder, using: &generator)
    }
  }

  /// What begins a run, or takes it up where it was begun.
  private func command(_ settings: Settings, _ folder: URL) -> [String] {
    let configuration = folder.appendingPathComponent("config.json").path
    return FileManager.default.fileExists(atPath: configuration)
      ? ["resume", folder.path] : arguments(settings, out: folder)
  }

  /// Takes a run to its end without anything more going wrong, and looks at what it comes to.
  private func finish(_ settings: Settings, _ folder: URL) throws -> Verdict {
    let end = try run(command(settings, folder))
    guard end.code == 0 else { return .failed("does not go on (\(end.code)): \(end.words)") }
    do {
      let difference = try difference(outcome(of: folder), settings)
      if let difference { return .failed("silently different: \(difference)") }
    } catch { return .failed("\(error)") }
    let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".partial") }
    return left.isEmpty ? .same : .failed("left behind: \(left)")
  }

  private func killed(
    _ settings: Settings, _ folder: URL, _ ordeal: Ordeal, using generator: inout SeededGenerator
  ) throws -> (Verdict, Int) {
    var blows = 0
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let call = Int.random(in: 1...160, using: &generator)
      let end = try run(command(settings, folder), fault: ("\(ordeal.rawValue):\(call)", folder))
      if end.wasKilled {
        blows += 1
      } else if end.code != 0 {
        return (.failed("after \(blows) kills does not go on (\(end.code)): \(end.words)"), blows)
      }
    }
    return (try finish(settings, folder), blows)
  }

  private func withoutRoom(
    _ settings: Settings, _ folder: URL, using generator: inout SeededGenerator
  ) throws -> (Verdict, Int) {
    var blows = 0
    for _ in 0..<Int.random(in: 1...2, using: &generator) {
      let bytes = Int.random(in: 0...40_000, using: &generator)
      let end = try run(command(settings, folder), fault: ("full:\(bytes)", folder))
      guard end.code != 0 else { continue }
      blows += 1
      if end.wasKilled { return (.failed("a full disk traps: \(end.words)"), blows) }
      if !end.words.contains("space") { return (.failed("a full disk is not named: \(end.words)"), blows) }
    }
    return (try finish(settings, folder), blows)
  }

  private func damaged(
    _ settings: Settings, _ folder: URL, using generator: inout SeededGenerator
  ) throws -> (Verdict, Int) {
    let cache = folder.deletingLastPathComponent().appendingPathComponent("cache")
    // At the end of a round of the run that goes through, which one that switches its guard on late ends there.
    let isSingle = settings.roundSize == 1 || settings.guardOptions.contains("3")
    let half = try run(arguments(settings, out: folder, until: isSingle ? 3 : 4), cache: cache)
    guard half.code == 0 || half.code == 3 else { return (.failed("half a run: \(half.words)"), 0) }
    let wound = try wound(folder, cache: cache, using: &generator)
    let end = try run(["resume", folder.path], cache: cache)
    if end.wasKilled { return (.failed("\(wound): a trap: \(end.words)"), 1) }
    if end.code == 0 {
      do {
        let difference = try difference(outcome(of: folder), settings)
        return (difference.map { .failed("\(wound): silently different: \($0)") } ?? .same, 1)
      } catch { return (.failed("\(wound): \(error)"), 1) }
    }
    guard end.words.contains(folder.path) || end.words.contains(cache.path) else {
      return (.failed("\(wound): refused without a file's name: \(end.words)"), 1)
    }
    guard let offer = end.words.firstMatch(of: /--to (\d+)/)?.1 else {
      return (.failed("\(wound): nothing offered: \(end.words)"), 1)
    }
    // What is offered must be sound.
    let rescued = try run(["resume", folder.path, "--to", String(offer)], cache: cache)
    guard rescued.code == 0 else { return (.failed("\(wound): the offer fails: \(rescued.words)"), 1) }
    do {
      let difference = try difference(outcome(of: folder), settings)
      return (difference.map { .failed("\(wound): rescued, but \($0)") } ?? .refused, 1)
    } catch { return (.failed("\(wound): rescued, but \(error)"), 1) }
  }

  /// Damages one file of a run or of the cache.
  ///
  /// - Returns: what was done, in words.
  private func wound(
    _ folder: URL, cache: URL, using generator: inout SeededGenerator
  ) throws -> String {
    let files = FileManager.default
    func all(_ place: URL) -> [URL] {
      ((try? files.subpathsOfDirectory(atPath: place.path)) ?? []).map { place.appendingPathComponent($0) }
        .filter { $0.pathExtension == "safetensors" }.sorted { $0.path < $1.path }
    }
    func pair(_ urls: [URL]) -> (URL, URL)? {
      let chosen = urls.shuffled(using: &generator).prefix(2)
      return chosen.count == 2 ? (chosen[0], chosen[1]) : nil
    }
    let updates = all(folder.appendingPathComponent("updates"))
    let log = folder.appendingPathComponent("log.jsonl")
    switch Int.random(in: 0..<11, using: &generator) {
    case 0:
      guard let (one, other) = pair(updates) else { break }
      let (first, second) = (try Data(contentsOf: one), try Data(contentsOf: other))
      try second.write(to: one)
      try first.write(to: other)
      return "\(one.lastPathComponent) and \(other.lastPathComponent) exchanged"
    case 1:
      guard let (one, other) = pair(updates) else { break }
      try Data(contentsOf: one).write(to: other)
      return "\(one.lastPathComponent) copied over \(other.lastPathComponent)"
    case 2:
      guard let file = updates.randomElement(using: &generator) else { break }
      try files.removeItem(at: file)
      return "\(file.lastPathComponent) removed"
    case 3, 4: return try flip(updates.randomElement(using: &generator) ?? log, using: &generator)
    case 5: return try flip(all(cache).randomElement(using: &generator) ?? log, using: &generator)
    case 6:
      guard let (one, other) = pair(all(cache)) else { break }
      try Data(contentsOf: one).write(to: other)
      return "\(one.lastPathComponent) copied over \(other.lastPathComponent) in the cache"
    case 7: return try flip(log, using: &generator)
    case 8:
      let bytes = try Data(contentsOf: log)
      let left = bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))
      try left.write(to: log)
      return "log cut to \(left.count) bytes"
    case 9:
      var lines = try Data(contentsOf: log).split(separator: UInt8(ascii: "\n"))
      let place = Int.random(in: 0...lines.count, using: &generator)
      lines.insert(Data(), at: place)
      try Data(lines.joined(separator: Data("\n".utf8)) + Data("\n".utf8)).write(to: log)
      return "empty line \(place + 1) of the log"
    default:
      var lines = try Data(contentsOf: log).split(separator: UInt8(ascii: "\n"))
      let place = Int.random(in: 0..<max(1, lines.count), using: &generator)
      guard lines.indices.contains(place) else { break }
      let isRepeated = Bool.random(using: &generator)
      if isRepeated { lines.insert(lines[place], at: place) } else { lines.remove(at: place) }
      try Data(lines.joined(separator: Data("\n".utf8)) + Data("\n".utf8)).write(to: log)
      return "line \(place + 1) of the log \(isRepeated ? "repeated" : "removed")"
    }
    return "nothing"
  }

  /// Turns a bit, or makes a stretch zero.
  private func flip(_ file: URL, using generator: inout SeededGenerator) throws -> String {
    var bytes = try Data(contentsOf: file)
    guard !bytes.isEmpty else { return "nothing" }
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    if Int.random(in: 0..<4, using: &generator) == 0 {
      let end = min(bytes.count, place + 512)
      bytes.replaceSubrange(place..<end, with: Data(count: end - place))
    } else {
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    }
    try bytes.write(to: file)
    return "\(file.lastPathComponent) damaged at byte \(place)"
  }
}
