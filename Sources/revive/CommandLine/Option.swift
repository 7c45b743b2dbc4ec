/// An option of the command line: one entry of the table from which parsing and help are both made. `Root` is the group of
/// options that it belongs to.
struct Option<Root>: Sendable {
  /// With its dashes.
  let name: String
  /// What help calls the value; nil for an option that takes none.
  let valueName: String?
  /// One line for the help.
  let help: String
  /// Puts a value into the group.
  let assign: @Sendable (String, inout Root) throws(OptionRejection) -> Void

  /// The same option of the larger whole in which the group is `part`.
  func of<Whole>(_ part: WritableKeyPath<Whole, Root> & Sendable) -> Option<Whole> {
    let assign = assign
    return Option<Whole>(name: name, valueName: valueName, help: help) { (text, whole) throws(OptionRejection) in
      try assign(text, &whole[keyPath: part])
    }
  }
}

/// A value that an option does not take.
struct OptionRejection: Error {
  /// What would be taken, as in "a number above 0, such as 0.5".
  let expected: String
}

/// Options under a heading of the help.
struct OptionGroup: Sendable {
  let title: String
  let options: [Option<Settings>]

  init(_ title: String, _ options: [Option<Settings>]) {
    self.title = title
    self.options = options
  }

  /// The options of one part of the settings.
  init<Part>(_ title: String, of part: WritableKeyPath<Settings, Part> & Sendable, _ options: [Option<Part>]) {
    self.init(title, options.map { $0.of(part) })
  }
}

extension Option {
  typealias Field<Value> = WritableKeyPath<Root, Value> & Sendable

  /// An option without a value.
  static func flag(_ name: String, _ field: Field<Bool>, _ help: String) -> Option {
    Option(name: name, valueName: nil, help: help) { (_, group) throws(OptionRejection) in
      group[keyPath: field] = true
    }
  }

  /// A text that is not empty: names, paths, prompts.
  static func text(_ name: String, _ valueName: String, _ field: Field<String?>, _ help: String) -> Option {
    Option(name: name, valueName: valueName, help: help) { (text, group) throws(OptionRejection) in
      group[keyPath: field] = try filled(text, valueName)
    }
  }

  /// A text that may be given several times.
  static func texts(_ name: String, _ valueName: String, _ field: Field<[String]>, _ help: String) -> Option {
    Option(name: name, valueName: valueName, help: help) { (text, group) throws(OptionRejection) in
      group[keyPath: field].append(try filled(text, valueName))
    }
  }

  /// A finite number for which `accepts` holds.
  static func number(
    _ name: String, _ field: Field<Double?>, _ help: String, expected: String,
    accepts: @escaping @Sendable (Double) -> Bool
  ) -> Option {
    Option(name: name, valueName: "X", help: help) { (text, group) throws(OptionRejection) in
      guard let number = decimalNumber(text), accepts(number) else { throw .init(expected: expected) }
      group[keyPath: field] = number
    }
  }

  static func positive(_ name: String, _ field: Field<Double?>, _ help: String) -> Option {
    number(name, field, help, expected: "a number above 0") { $0 > 0 }
  }

  static func nonNegative(_ name: String, _ field: Field<Double?>, _ help: String) -> Option {
    number(name, field, help, expected: "a number from 0 on") { $0 >= 0 }
  }

  /// A whole number within `range`.
  static func count(
    _ name: String, _ field: Field<Int?>, _ help: String, in range: ClosedRange<Int> = 1...1_000_000_000
  ) -> Option {
    Option(name: name, valueName: "N", help: help) { (text, group) throws(OptionRejection) in
      guard let number = wholeNumber(text), range.contains(number) else {
        throw .init(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      group[keyPath: field] = number
    }
  }

  /// One of the raw values of a type.
  static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ field: Field<Value?>, _ help: String
  ) -> Option {
    choice(name, Value.allCases.map { ($0.rawValue, $0) }, field, help)
  }

  /// One of several values by its name, in capitals or not.
  static func choice<Value: Sendable>(
    _ name: String, _ choices: [(name: String, value: Value)], _ field: Field<Value?>, _ help: String
  ) -> Option {
    let names = choices.map(\.name)
    return Option(name: name, valueName: names.joined(separator: "|"), help: help) {
      (text, group) throws(OptionRejection) in
      guard let choice = choices.first(where: { $0.name == text.lowercased() }) else {
        throw .init(expected: names.joined(separator: " or "))
      }
      group[keyPath: field] = choice.value
    }
  }

  private static func filled(_ text: String, _ valueName: String) throws(OptionRejection) -> String {
    guard !text.isEmpty else { throw .init(expected: valueName) }
    return text
  }
}
