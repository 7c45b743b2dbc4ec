/// The regular expressions that mean the same to Oniguruma, by which `tokenizers` cuts, and to ICU, which Foundation has:
/// characters, classes, groups, lookaheads, alternatives and repetitions. What the two read otherwise, such as `\h`, `.`
/// and `{1,3}+`, is refused, and so is what could take a matcher more than a few rereadings of a text.
package struct SplitSyntax {
  /// What an expression has that is not read.
  package struct Refusal: Error, Equatable {
    let construct: String
  }

  /// An expression as ICU takes it.
  ///
  /// - Parameter source: as Oniguruma takes it.
  static func translation(of source: String) throws(Refusal) -> String {
    var syntax = SplitSyntax(source)
    let effort = try syntax.alternatives()
    guard syntax.next == nil else { throw Refusal(construct: ") without (") }
    guard !effort.mayBeEmpty else { throw Refusal(construct: "a match without characters") }
    return syntax.translated
  }

  /// The expression that matches a text and nothing else.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") {
      $0 += #"\^$.|?*+()[]{}"#.unicodeScalars.contains($1) ? "\\\($1)" : "\($1)"
    }
  }

  private let source: [Unicode.Scalar]
  private var place = 0
  private var depth = 0
  private var ignoresCase = false
  private var translated = ""

  private init(_ source: String) { self.source = Array(source.unicodeScalars) }

  private var next: Unicode.Scalar? { place < source.count ? source[place] : nil }

  /// Copies a character.
  private mutating func take() throws(Refusal) -> Unicode.Scalar {
    guard let next else { throw Refusal(construct: "no end") }
    translated.unicodeScalars.append(next)
    place += 1
    return next
  }

  /// How often a matcher that goes back on its choices may reread what follows a place.
  private struct Effort {
    /// Repetitions without a bound: each may stop at every character.
    var loops = 0
    /// Choices among bounded repetitions and alternatives.
    var ways = 1
    var mayBeEmpty: Bool

    static let mostLoops = 2
    static let mostWays = 64
  }
}

// MARK: Sequences
extension SplitSyntax {
  private mutating func alternatives() throws(Refusal) -> Effort {
    var all = try sequence()
    while next == "|" {
      _ = try take()
      let other = try sequence()
      all.loops = max(all.loops, other.loops)
      all.ways += other.ways
      all.mayBeEmpty = all.mayBeEmpty || other.mayBeEmpty
    }
    return all
  }

  private mutating func sequence() throws(Refusal) -> Effort {
    var all = Effort(mayBeEmpty: true)
    while let next, next != "|", next != ")" {
      let part = try part()
      all.loops += part.loops
      all.ways *= part.ways
      all.mayBeEmpty = all.mayBeEmpty && part.mayBeEmpty
      guard all.loops <= Effort.mostLoops, all.ways <= Effort.mostWays else {
        throw Refusal(construct: "too many repetitions in a row")
      }
    }
    return all
  }

  private mutating func part() throws(Refusal) -> Effort {
    let first = try take()
    switch first {
    case "(": return try group()
    case "[": try characterClass()
    case "\\": _ = try escape()
    case ".", "^", "$", "*", "+", "?", "{", "}", "]": throw Refusal(construct: String(first))
    default: try checkCase(of: first)
    }
    return try repeated(Effort(mayBeEmpty: false))
  }

  private mutating func group() throws(Refusal) -> Effort {
    let outer = ignoresCase
    var isLookahead = false
    if next == "?" {
      _ = try take()
      let kind = try take()
      switch kind {
      case ":": break
      case "=", "!": isLookahead = true
      case "i" where next == ":":
        _ = try take()
        ignoresCase = true
      default: throw Refusal(construct: "(?\(kind)")
      }
    }
    var inner = try nested { (syntax: inout SplitSyntax) throws(Refusal) in try syntax.alternatives() }
    _ = try take()
    ignoresCase = outer
    if isLookahead { inner.mayBeEmpty = true }
    // A group that repeats has as many ways through a text as the text has parts.
    if let next, "*+{".unicodeScalars.contains(next) || isLookahead && next == "?" {
      throw Refusal(construct: "a repeated group")
    }
    return try repeated(inner)
  }

  /// Expressions of files must not exhaust the stack.
  private mutating func nested<Result>(
    _ read: (inout SplitSyntax) throws(Refusal) -> Result
  ) throws(Refusal) -> Result {
    guard depth < 16 else { throw Refusal(construct: "too many groups in groups") }
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }
}

// MARK: Repetitions
extension SplitSyntax {
  /// What was read, as often as the sign behind it says.
  private mutating func repeated(_ part: Effort) throws(Refusal) -> Effort {
    var part = part
    switch next {
    case "?":
      part.ways += 1
      part.mayBeEmpty = true
    case "*":
      part.loops += 1
      part.mayBeEmpty = true
    case "+": part.loops += 1
    case "{":
      try repeatBetweenBounds(&part)
      return try onlyOnce(part)
    default: return part
    }
    _ = try take()
    // Possessive and lazy forms of these three are the same to both, those of bounds are not.
    if next == "+" || next == "?" { _ = try take() }
    return try onlyOnce(part)
  }

  private func onlyOnce(_ part: Effort) throws(Refusal) -> Effort {
    if let next, "*+?{".unicodeScalars.contains(next) { throw Refusal(construct: "a repetition of a repetition") }
    return part
  }

  /// `{m}`, `{m,}` or `{m,n}`.
  private mutating func repeatBetweenBounds(_ part: inout Effort) throws(Refusal) {
    var text = ""
    while true {
      let character = try take()
      text.unicodeScalars.append(character)
      if character == "}" { break }
    }
    let bounds = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
    let numbers = bounds.map { $0.allSatisfy(\.isNumber) ? Int($0) : nil }
    guard let least = numbers[0], least <= Effort.mostWays, bounds.count <= 2 else { throw Refusal(construct: text) }
    if bounds.count == 2, bounds[1].isEmpty {
      part.loops += 1
    } else {
      guard let most = numbers[numbers.count - 1], least <= most, most - least < Effort.mostWays else {
        throw Refusal(construct: text)
      }
      part.ways *= most - least + 1
    }
    part.mayBeEmpty = part.mayBeEmpty || least == 0
  }
}

// MARK: Characters and classes
extension SplitSyntax {
  /// Beyond ASCII the two do not ignore case alike everywhere.
  private func checkCase(of character: Unicode.Scalar) throws(Refusal) {
    guard !ignoresCase || character.isASCII else { throw Refusal(construct: "\(character) in (?i:") }
  }

  /// What follows a backslash. Returns whether it stands for more than one character.
  private mutating func escape(inClass: Bool = false) throws(Refusal) -> Bool {
    let letter = try take()
    let spelled: String
    switch letter {
    case "r", "n", "t": return false
    case "s": spelled = #"\p{White_Space}"#
    case "S": spelled = #"\P{White_Space}"#
    case "d", "D": spelled = "\\\(letter)"
    case "w": spelled = inClass ? Self.wordCharacters : "[\(Self.wordCharacters)]"
    case "W": spelled = "[^\(Self.wordCharacters)]"
    case "p", "P":
      var name = ""
      while next != "}" { name.unicodeScalars.append(try take()) }
      _ = try take()
      guard name.hasPrefix("{"), Self.properties.contains(String(name.dropFirst())) else {
        throw Refusal(construct: "\\\(letter)\(name)}")
      }
      return true
    default:
      guard #"\^$.|?*+()[]{}-/#&~,:;=!%@" "#.unicodeScalars.contains(letter) else {
        throw Refusal(construct: "\\\(letter)")
      }
      return false
    }
    translated.unicodeScalars.removeLast(2)
    translated += spelled
    return true
  }

  /// Oniguruma's; ICU's \w has two joiners besides, and lacks the fractions and small digits of Latin-1.
  private static let wordCharacters = #"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}²³¹¼½¾"#

  /// General categories, of which there are no two opinions, and scripts.
  private static let properties = Set(
    """
    L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp
    Arabic Armenian Bengali Cyrillic Devanagari Georgian Greek Han Hangul Hebrew Hiragana Katakana Latin Tamil Thai
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  private enum Element {
    case nothing, character, openRange, set
  }

  /// What follows `[`, through its end.
  private mutating func characterClass() throws(Refusal) {
    if next == "^" {
      _ = try take()
      guard !ignoresCase else { throw Refusal(construct: "[^ in (?i:") }
    }
    guard next != "]", next != ":" else { throw Refusal(construct: "[\(next == ":" ? ":" : "]")") }
    var last = Element.nothing
    while true {
      let character = try take()
      var isSet = false
      switch character {
      case "]": return
      case "[":
        try nested { (syntax: inout SplitSyntax) throws(Refusal) in try syntax.characterClass() }
        isSet = true
      case "\\": isSet = try escape(inClass: true)
      case "&" where next == "&": throw Refusal(construct: "&& in [ ]")
      case "-" where next != "]" && last != .nothing:
        guard last == .character, next != "-" else { throw Refusal(construct: "- beside a class or range in [ ]") }
        last = .openRange
        continue
      default: try checkCase(of: character)
      }
      // A range ends with a character, and begins no other.
      if isSet, last == .openRange { throw Refusal(construct: "- beside a class or range in [ ]") }
      last = isSet || last == .openRange ? .set : .character
    }
  }
}
