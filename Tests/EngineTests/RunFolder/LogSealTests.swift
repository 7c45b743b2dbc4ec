import Foundation
import Testing

@testable import Engine

/// Lines that are bound to those before them.
@Suite struct LogSealTests {
  private static let contents = (0..<6).map { Data("{\"event\":\"round\",\"round\":\($0)}".utf8) }

  private static func log(_ lines: [Data]) -> Data { Data(lines.joined(separator: Data("\n".utf8))) + Data("\n".utf8) }

  private static var lines: [Data] {
    contents.reduce(into: [Data]()) { lines, content in
      lines.append(LogSeal.sealed(content, after: lines.last.flatMap { LogSeal.of($0) }))
    }
  }

  /// The first line, from 1, that is not as it was written, or not where; nil when all are.
  private static func broken(_ log: Data) -> Int? {
    let lines = log.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
    let seals = [nil] + lines.map { LogSeal.of($0) }
    return zip(1..., zip(lines, seals)).first { !LogSeal.isSound($1.0, after: $1.1) }?.0
  }

  @Test func sealedLinesAreTheSameObjects() throws {
    for (line, content) in zip(Self.lines, Self.contents) {
      var object = try #require(JSONSerialization.jsonObject(with: line) as? [String: AnyHashable])
      #expect((object.removeValue(forKey: "seal") as? String)?.count == 16)
      #expect(try object == JSONSerialization.jsonObject(with: content) as? [String: AnyHashable])
    }
    #expect(Self.broken(Self.log(Self.lines)) == nil)
    #expect(Self.lines.map(LogSeal.unsealed) == Self.contents && Self.contents.map(LogSeal.unsealed) == Self.contents)
  }

  /// Whatever bit is turned, this line or the one behind it tells.
  @Test func anyBitThatTurnsIsFound() throws {
    let log = Self.log(Self.lines)
    for place in log.indices where log[place] != UInt8(ascii: "\n") {
      for bit in 0..<8 {
        var damaged = log
        damaged[place] ^= 1 << UInt8(bit)
        // A new end of a line makes two lines that are not JSON.
        guard damaged[place] != UInt8(ascii: "\n") else { continue }
        let line = log[..<place].count { $0 == UInt8(ascii: "\n") } + 1
        let found = Self.broken(damaged)
        #expect(found == line || found == line + 1, "byte \(place) bit \(bit)")
      }
    }
  }

  @Test func linesThatAreLostRepeatedOrElsewhereAreFound() {
    for place in 0..<5 {
      var (lost, twice, elsewhere) = (Self.lines, Self.lines, Self.lines)
      lost.remove(at: place)
      twice.insert(Self.lines[place], at: place)
      elsewhere.swapAt(place, place + 1)
      #expect(Self.broken(Self.log(lost)) == place + 1)
      #expect(Self.broken(Self.log(twice)) == place + 2)
      #expect(Self.broken(Self.log(elsewhere)) == place + 1)
    }
  }

  /// Once a line has a seal every later one has: nothing that writes behind sealed lines leaves it out.
  @Test func linesThatLoseTheirSealAreFound() {
    for place in 1..<6 {
      var bare = Self.lines
      bare[place] = Self.contents[place]
      #expect(Self.broken(Self.log(bare)) == place + 1)
    }
  }

  /// Earlier versions wrote no seals; a line behind theirs begins anew.
  @Test func linesWithoutSealsCount() {
    let after = LogSeal.sealed(Self.contents[2], after: LogSeal.of(Self.contents[1]))
    #expect(Self.broken(Self.log([Self.contents[0], Self.contents[1], after])) == nil)
    #expect(Self.broken(Self.log(Self.contents)) == nil)
    #expect(Self.broken(Data()) == nil)
    // A torn line is none yet.
    #expect(Self.broken(Self.log(Self.lines) + Data("{\"event\":\"ro".utf8)) == nil)
  }
}
