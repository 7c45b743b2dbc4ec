/// A set of names that is written in alphabetical order, so that equal settings make equal files.
@propertyWrapper package struct InOrder<Name: Hashable & Sendable & RawRepresentable<String>>: Sendable, Equatable {
  package var wrappedValue: Set<Name>

  package init(wrappedValue: Set<Name>) { self.wrappedValue = wrappedValue }
}

extension InOrder: Codable where Name: Codable {
  package init(from decoder: any Decoder) throws {
    wrappedValue = Set(try decoder.singleValueContainer().decode([Name].self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.sorted { $0.rawValue < $1.rawValue })
  }
}
