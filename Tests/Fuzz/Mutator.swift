import Foundation
import Numerics

/// Damages files as disks, editors and people with bad intentions do.
struct Mutator {
  private var generator: SeededGenerator

  init(_ generator: SeededGenerator) { self.generator = generator }

  /// A number below `count`, which is above 0.
  mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

  /// One damage or a few, one after the other: a single one is the likeliest to be read as something.
  ///
  /// - Parameter donor: another file of the kind, from which pieces are taken.
  mutating func damage(_ original: Data, donor: Data) -> Data {
    var bytes = [UInt8](original)
    let donor = [UInt8](donor)
    let isText = String(validating: bytes.prefix(4_096), as: UTF8.self) != nil || bytes.first == UInt8(ascii: "{")
    for _ in 0...[0, 0, 0, 1, 3][pick(5)] {
      if isText, pick(4) > 0 { damageText(&bytes) } else { damageBytes(&bytes, donor: donor) }
    }
    return Data(bytes)
  }

  // MARK: - Places

  /// A place in a file: more often than not in its first part, where headers are.
  private mutating func place(in bytes: [UInt8]) -> Int {
    guard !bytes.isEmpty else { return 0 }
    switch pick(4) {
    case 0: return pick(min(bytes.count, 64))
    case 1, 2: return pick(min(bytes.count, 2_048))
    default: return pick(bytes.count)
    }
  }

  private mutating func range(in bytes: [UInt8], atMost length: Int) -> Range<Int> {
    let start = place(in: bytes)
    return start..<min(bytes.count, start + 1 + pick(length))
  }

  // MARK: - Damage to any file

  private mutating func damageBytes(_ bytes: inout [UInt8], donor: [UInt8]) {
    switch pick(12) {
    case 0:
      for _ in 0...pick(8) where !bytes.isEmpty { bytes[place(in: bytes)] ^= 1 << UInt8(pick(8)) }
    case 1:
      for index in range(in: bytes, atMost: 16) { bytes[index] = [0, 0xFF, 0x7F, 0x80, UInt8(pick(256))][pick(5)] }
    case 2: bytes.removeSubrange(place(in: bytes)...)
    case 3: bytes.removeSubrange(range(in: bytes, atMost: 200))
    case 4: bytes.insert(contentsOf: Array(bytes[range(in: bytes, atMost: 200)]), at: place(in: bytes))
    case 5: bytes.insert(contentsOf: Array(donor[range(in: donor, atMost: 2_000)]), at: place(in: bytes))
    case 6: bytes.replaceSubrange(range(in: bytes, atMost: 64), with: Array(donor[range(in: donor, atMost: 64)]))
    case 7: bytes.append(contentsOf: (0...pick(64)).map { _ in UInt8(pick(256)) })
    case 8: lie(in: &bytes)
    case 9:
      for index in range(in: bytes, atMost: 1) { bytes[index] &+= pick(2) == 0 ? 1 : 255 }
    default: changeDigits(in: &bytes)
    }
  }

  /// Makes another number of a number without a byte more or less, so that all that surrounds it still fits.
  private mutating func changeDigits(in bytes: inout [UInt8]) {
    let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
    guard !bytes.isEmpty, var index = bytes[place(in: bytes)...].firstIndex(where: isDigit) else { return }
    let digit = [0x30, 0x39, nil][pick(3)] as UInt8?
    while index < bytes.count, isDigit(bytes[index]) {
      bytes[index] = digit ?? 0x30 + UInt8(pick(10))
      index += 1
    }
  }

  /// Writes an extreme number over four or eight bytes, little-endian, as lengths, counts and offsets are.
  private mutating func lie(in bytes: inout [UInt8]) {
    let width = [4, 8][pick(2)]
    guard bytes.count >= width else { return }
    let start = min(bytes.count - width, pick(2) == 0 ? place(in: bytes) : place(in: bytes) & ~7)
    let count = UInt64(bytes.count)
    let numbers: [UInt64] = [
      0, 1, 2, 255, 65_536, 100_000_000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 40, 1 << 61, 1 << 62,
      .max >> 1, 1 << 63, .max, .max - 7, count, count &- 8, count + 1,
    ]
    let number = numbers[pick(numbers.count)]
    for offset in 0..<width { bytes[start + offset] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(offset))) }
  }

  // MARK: - Damage to a text

  private static let words: [String] = [
    "null", "true", "{}", "[]", "\"\"", "[", "]", "{", "}", "\"", ",", ":", "\n", "\\", "\\ud800", "\\u0000",
    "\u{FEFF}",
    "-", "{\"\":0}", "[[]]", " ", "\t", "\r\n", "#", "\u{0}", "\u{1F600}", "e\u{301}", "\u{202E}", "{}{}",
  ]
  private static let numbers: [String] = [
    "0", "-0", "-1", "1", "2", "3", "0.5", "-0.5", "1e-320", "1e308", "-1e308", "1e999", "1e-999", "255", "65536",
    "2147483647", "2147483648", "-2147483648", "4294967296", "1000000000000", "9007199254740993",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615", "1e18", "1e19",
    "NaN", "nan", "\"nan\"", "\"inf\"", "\"-inf\"", "Infinity", "00", "1.", ".5", "0x10", "1_000", "1e5", "100000000",
  ]

  private mutating func damageText(_ bytes: inout [UInt8]) {
    switch pick(10) {
    case 0: bytes.insert(contentsOf: Array(Self.words[pick(Self.words.count)].utf8), at: place(in: bytes))
    case 1, 2: replaceNumber(in: &bytes)
    case 3, 4: replaceValue(in: &bytes)
    case 5: nest(&bytes)
    case 6: removeLine(from: &bytes)
    case 7: exchangeTexts(in: &bytes)
    case 8: changeDigits(in: &bytes)
    default:
      bytes.insert(
        contentsOf: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82]][pick(4)], at: place(in: bytes))
    }
  }

  /// Puts an extreme number in place of the next one.
  private mutating func replaceNumber(in bytes: inout [UInt8]) {
    let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
    let from = pick(2) == 0 ? place(in: bytes) : bytes.isEmpty ? 0 : pick(bytes.count)
    guard let start = bytes[from...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) && !"+-.eE".utf8.contains($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: Array(Self.numbers[pick(Self.numbers.count)].utf8))
  }

  /// Puts something else in place of what follows a colon, as far as the next comma or bracket.
  private mutating func replaceValue(in bytes: inout [UInt8]) {
    let from = bytes.isEmpty ? 0 : pick(bytes.count)
    guard let colon = bytes[from...].firstIndex(of: UInt8(ascii: ":")) else { return }
    let end = bytes[(colon + 1)...].firstIndex { ",}]".utf8.contains($0) } ?? bytes.count
    let pool = pick(2) == 0 ? Self.numbers : Self.words
    bytes.replaceSubrange(colon + 1..<end, with: Array(pool[pick(pool.count)].utf8))
  }

  /// Puts one quoted text of the file in place of another: keys that occur twice, names that mean something else.
  private mutating func exchangeTexts(in bytes: inout [UInt8]) {
    let quotes = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\"") }
    guard quotes.count >= 4 else { return }
    let (from, to) = (2 * pick(quotes.count / 2), 2 * pick(quotes.count / 2))
    bytes.replaceSubrange(quotes[to]...quotes[to + 1], with: Array(bytes[quotes[from]...quotes[from + 1]]))
  }

  /// Opens so many brackets that a reader which calls itself for each runs out of stack; now and then closes them, too.
  private mutating func nest(_ bytes: inout [UInt8]) {
    let depth = [10, 130, 600, 5_000, 50_000][pick(5)]
    let (open, close) = [("[", "]"), ("{\"a\":", "}"), ("(", ")"), ("[{\"model\":", "}]")][pick(4)]
    let opened = String(repeating: open, count: depth)
    let text = pick(2) == 0 ? opened : opened + "1" + String(repeating: close, count: depth)
    bytes.insert(contentsOf: Array(text.utf8), at: place(in: bytes))
  }

  private mutating func removeLine(from bytes: inout [UInt8]) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.count > 1 else { return }
    let gone = pick(lines.count)
    bytes = Array(
      lines.enumerated().filter { $0.offset != gone }.map(\.element).joined(separator: [UInt8(ascii: "\n")]))
  }
}
