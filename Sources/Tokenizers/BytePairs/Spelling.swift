/// A token's text as a key. Strings that are canonically equivalent are equal; spellings are equal if their bytes are.
struct Spelling: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (one: Spelling, other: Spelling) -> Bool {
    one.text.utf8.count == other.text.utf8.count && one.text.utf8.elementsEqual(other.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
