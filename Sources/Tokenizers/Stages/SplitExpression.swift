import Foundation

/// A regular expression at which text is cut, for patterns that are not written out by hand.
package struct SplitExpression: Sendable {
  /// What becomes of a match.
  package enum Behavior: String, Sendable {
    /// It is a piece of its own.
    case isolated = "Isolated"
    /// It ends the piece before it.
    case mergedWithPrevious = "MergedWithPrevious"
    /// It begins the piece after it.
    case mergedWithNext = "MergedWithNext"
    /// Matches in a row are one piece.
    case contiguous = "Contiguous"
  }

  /// As `tokenizer.json` spells it: Oniguruma's syntax.
  let source: String
  let behavior: Behavior
  /// What does not match is cut at, and what matches is left.
  let isInverted: Bool
  private let compiled: NSRegularExpression

  /// - Throws: `SplitSyntax.Refusal` for what is no expression, or not one that is read.
  package init(
    _ source: String, behavior: Behavior = .isolated, isInverted: Bool = false
  ) throws(SplitSyntax.Refusal) {
    let translation = try SplitSyntax.translation(of: source)
    guard let compiled = try? NSRegularExpression(pattern: translation) else {
      throw SplitSyntax.Refusal(construct: "an error")
    }
    self.source = source
    self.behavior = behavior
    self.isInverted = isInverted
    self.compiled = compiled
  }

  /// Lengths in UTF-8 bytes of the pieces; they add up to the text's length.
  func pieceLengths(in text: String) -> [Int] {
    var parts = self.parts(of: text)
    if isInverted { parts = parts.map { ($0.length, !$0.isMatch) } }
    switch behavior {
    case .isolated: return parts.map(\.length)
    case .contiguous: return merged(parts) { $0 == $1 }
    case .mergedWithPrevious: return merged(parts) { !$0 && $1 }
    case .mergedWithNext: return merged(parts.reversed()) { !$0 && $1 }.reversed()
    }
  }

  private typealias Part = (length: Int, isMatch: Bool)

  /// Matches and what lies between them, in order.
  private func parts(of text: String) -> [Part] {
    let units = text.utf16
    var parts: [Part] = []
    var place = units.startIndex
    func add(to end: String.Index, isMatch: Bool) {
      if place < end { parts.append((text.utf8.distance(from: place, to: end), isMatch)) }
      place = end
    }
    for match in compiled.matches(in: text, range: NSRange(location: 0, length: units.count)) {
      let start = units.index(units.startIndex, offsetBy: match.range.location)
      add(to: start, isMatch: false)
      add(to: units.index(start, offsetBy: match.range.length), isMatch: true)
    }
    add(to: units.endIndex, isMatch: false)
    return parts
  }

  /// Joins a part to the one before it where both, told whether they match, belong together. What was joined counts as
  /// the later part when the next is looked at.
  private func merged(_ parts: [Part], _ belongs: (_ previous: Bool, _ next: Bool) -> Bool) -> [Int] {
    var lengths: [Int] = []
    var previous: Bool?
    for part in parts {
      if let before = previous, belongs(before, part.isMatch), let last = lengths.popLast() {
        lengths.append(last + part.length)
      } else {
        lengths.append(part.length)
      }
      previous = part.isMatch
    }
    return lengths
  }
}

extension SplitExpression: Equatable {
  package static func == (one: SplitExpression, other: SplitExpression) -> Bool {
    (one.source, one.behavior, one.isInverted) == (other.source, other.behavior, other.isInverted)
  }
}
