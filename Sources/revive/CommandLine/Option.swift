/// An option of the command line: one entry of the table from which parsing and help are both made.
struct Option: Sendable {
  /// With its dashes.
  let name: String
  /// What help calls the value; nil for an option that takes none.
  let valueName: String?
  /// One line for the help.
  let help: String
  /// Puts a value into the settings.
  let assign: @Sendable (String, inout Settings) throws(Rejection) -> Void

  /// A value that an option does not take.
  struct Rejection: Error {
    /// What would be taken, as in "a number above 0, such as 0.5".
    let expected: String
  }
}

/// Options under a heading of the help.
struct OptionGroup: Sendable {
  let title: String
  let options: [Option]
}

extension Option {
  typealias Field<Value> = WritableKeyPath<Settings, Value> & Sendable

  /// An option without a value.
  static func flag(_ name: String, _ field: Field<Bool>, _ help: String) -> Option {
    Option(name: name, valueName: nil, help: help) { (_, settings) throws(Rejection) in
      settings[keyPath: field] = true
    }
  }

  /// A text that is not empty: names, paths, prompts.
  static func text(_ name: String, _ valueName: String, _ field: Field<String?>, _ help: String) -> Option {
    Option(name: name, valueName: valueName, help: help) { (text, settings) throws(Rejection) in
      settings[keyPath: field] = try filled(text, valueName)
    }
  }

  /// A text that may be given several times.
  static func texts(_ name: String, _ valueName: String, _ field: Field<[String]>, _ help: String) -> Option {
    Option(name: name, valueName: valueName, help: help) { (text, settings) throws(Rejection) in
      settings[keyPath: field].append(try filled(text, valueName))
    }
  }

  /// A finite number for which `accepts` holds.
  static func number(
    _ name: String, _ field: Field<Double?>, _ help: String, expected: String,
    accepts: @escaping @Sendable (Double) -> Bool
  ) -> Option {
    Option(name: name, valueName: "X", help: help) { (text, settings) throws(Rejection) in
      guard let number = Double(text), number.isFinite, accepts(number) else { throw Rejection(expected: expected) }
      settings[keyPath: field] = number
    }
  }

  /// A whole number within `range`.
  static func count(
    _ name: String, _ field: Field<Int?>, _ help: String, in range: ClosedRange<Int> = 1...1_000_000_000
  ) -> Option {
    Option(name: name, valueName: "N", help: help) { (text, settings) throws(Rejection) in
      guard let number = Int(text), range.contains(number) else {
        throw Rejection(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      settings[keyPath: field] = number
    }
  }

  /// One of the raw values of a type.
  static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ field: Field<Value?>, _ help: String
  ) -> Option {
    let names = Value.allCases.map(\.rawValue)
    let valueName = names.joined(separator: "|")
    return Option(name: name, valueName: valueName, help: help) { (text, settings) throws(Rejection) in
      guard let value = Value(rawValue: text) else { throw Rejection(expected: names.joined(separator: " or ")) }
      settings[keyPath: field] = value
    }
  }

  private static func filled(_ text: String, _ valueName: String) throws(Rejection) -> String {
    guard !text.isEmpty else { throw Rejection(expected: valueName) }
    return text
  }
}

/// The layers of a list such as `4-8`, `3,4,5` or `1,3-5`, ascending, each once.
func parseLayers(_ text: String) throws(Option.Rejection) -> [Int] {
  let rejection = Option.Rejection(expected: "layer numbers from 0 on, such as 4-8 or 3,4,5")
  var layers = Set<Int>()
  for part in text.split(separator: ",", omittingEmptySubsequences: false) {
    let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
      (0...9_999).contains(first), (0...9_999).contains(last)
    else { throw rejection }
    guard first <= last else { throw Option.Rejection(expected: "the smaller number first, as in \(last)-\(first)") }
    layers.formUnion(first...last)
  }
  return layers.sorted()
}
