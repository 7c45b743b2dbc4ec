import Cells
import Testing

/// Keys by the names that people write.
struct KeyTests {
  private static let keys: [Key] =
    [
      .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down, .left, .right, .home, .end, .pageUp,
      .pageDown, .function(1), .function(12), .control("x"), .control("r"),
    ] + " aZ#=?ü<".map { .character($0) }

  @Test(arguments: keys) func namesLeadBack(key: Key) {
    #expect(Key(named: key.description) == key)
    if key.description.count > 1 { #expect(Key(named: key.description.uppercased()) == key) }
  }

  /// Terminals send Tab for Ctrl-I, Enter for Ctrl-J and Ctrl-M, Backspace for Ctrl-H.
  @Test(arguments: ["", "ctrl-i", "Ctrl-M", "ctrl-j", "ctrl-h", "ctrl-ü", "Ctrl-", "F0", "F13", "Alt-x", "ab", " "])
  func whatNoKeySendsHasNoName(name: String) { #expect(Key(named: name) == nil) }
}
