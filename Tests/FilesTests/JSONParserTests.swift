import Foundation
import Testing

@testable import Files

struct JSONParserTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  @Test func readsEveryKindOfValue() throws {
    let text = #" { "a" : [ 1 , -2.5e1 , true , false , null , "x" ] , "" : { } , "a" : [ ] } "#
    let list: JSONValue = .array([1, .real(-25), true, false, nil, "x"])
    #expect(
      try parse(text)
        == .object([.init(key: "a", value: list), .init(key: "", value: [:]), .init(key: "a", value: [])]))
    #expect(try parse("9223372036854775807") == .integer(.max))
    #expect(try parse("9223372036854775808") == .unsigned(9_223_372_036_854_775_808))
    #expect(try parse("18446744073709551616") == .real(18_446_744_073_709_551_616))
  }

  @Test(arguments: ["0", "-0.5", "10.25e-2", "1E+2"]) func readsNumbersAsFoundationDoes(text: String) throws {
    let found = try parse(text)
    let value = try #require(JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) as? Double)
    #expect(found == .real(value) || found == .integer(Int(value)))
  }

  @Test func aMarkOfUTF8IsPassedOver() throws {
    #expect(try parse("\u{FEFF}[1]") == .array([1]))
    #expect(throws: JSONParser.Failure.self) { try parse("[\u{FEFF}1]") }
  }

  @Test func readsEscapes() throws {
    let escaped = #""\"\\\/\b\f\n\r\t\u00e9\uD83C\uDF89 é🎉""#
    #expect(try parse(escaped) == "\"\\/\u{8}\u{C}\n\r\té🎉 é🎉")
  }

  @Test(arguments: [
    "", " ", "{", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "\"a", "\"\\x\"", "\"\\u12\"",
    "\"\\ud800\"",
    "\"\\ud800\\u0041\"", "\"\u{1}\"", "tru", "nul", "-", "+1", "1e999", "NaN", "Infinity", ".5", "035", "-01", "5.",
    "1.e2", "1e", "1-2", "--1", "1 2", "[1]]",
    String(repeating: "[", count: 100_000),
  ])
  func refusesWhatIsNoJSON(text: String) {
    #expect(throws: JSONParser.Failure.self) { try parse(text) }
  }

  @Test(arguments: [
    (#"{"a": 1, "b": [{"c": nul}]}"#, 24, "c"), (#"{"a": 1, "b": 1e999}"#, 14, "b"), (#"["a", +1]"#, 6, nil),
  ])
  func saysWhereItIsNoJSON(text: String, offset: Int, key: String?) {
    let failure = JSONParser.Failure(offset: offset, key: key, isOutOfRange: text.contains("e999"))
    #expect(throws: failure) { try parse(text) }
  }

  /// As an editor shows it: characters, not bytes, and not the mark of UTF-8.
  @Test(arguments: [
    ("\u{FEFF}nul", "is not valid JSON at line 1, column 4, where it ends"),
    ("{\"ä\": 1,\n\n  \"ö\": NaN}", "is not valid JSON at line 3, column 8"),
    ("", "is not valid JSON at line 1, column 1, where it ends"),
    ("[-1e400]", "has a number out of range at line 1, column 2"),
  ])
  func saysTheLineAndTheColumn(text: String, words: String) {
    let failure = #expect(throws: JSONParser.Failure.self) { try parse(text) }
    #expect(failure?.problem(in: Array(text.utf8)) == words)
  }

  /// Keys that differ in their bytes alone are two.
  @Test func findsAKeyThatIsThereTwice() throws {
    #expect(try parse(#"{"a": {"b": [1, {"c": 2, "d": 3, "c": 2}]}}"#).repeatedKey == "a.b.c")
    #expect(try parse(#"{"\u00E9": 1, "e\u0301": 2, "a": {"a": 3}}"#).repeatedKey == nil)
  }

  @Test func refusesBytesThatAreNotUTF8() {
    #expect(throws: JSONParser.Failure.self) { try JSONParser.parse([0x22, 0xC3, 0x28, 0x22]) }
  }

  /// Foundation reads what is written, and reading it here gives the value back.
  @Test func writesWhatItReads() throws {
    let value: JSONValue = [
      "text": "\u{0}\u{1F}\"\\/é\u{2028}🎉e\u{301}", "list": [1, nil, true, [], [:]], "number": .real(0.1),
    ]
    let bytes = value.json()
    #expect(try JSONParser.parse(bytes) == value)
    let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    #expect((object?["text"] as? String).map { Array($0.utf8) } == value["text"]?.string.map { Array($0.utf8) })
    #expect(object?["number"] as? Double == 0.1)
  }
}
