import Files
import Foundation
import Testing

struct JSONFaultTests {
  private struct Record: Decodable {
    struct Part: Decodable {
      let number: Int
    }
    let name: String
    let parts: [Part]
  }

  @Test(arguments: [
    (#"{"parts": []}"#, "name is missing"), (#"{"name": null, "parts": []}"#, "name is null"),
    (#"{"name": 3, "parts": []}"#, "name has a value of the wrong type"),
    (#"{"name": "a", "parts": [{"number": 1}, {"number": "2"}]}"#, "parts[1].number has a value of the wrong type"),
    (#"{"name": "a", "parts": [{}]}"#, "parts[0].number is missing"),
    ("[1", "it is not valid JSON at line 1, column 3, where it ends"),
    ("{\"name\": \"a\",\r\n \"parts\": [}", "parts is not valid JSON at line 2, column 12"),
    ("{\"näme\": 1e999}", "näme has a number out of range at line 1, column 10"),
    ("3", "it has a value of the wrong type"),
  ])
  func saysWhatIsWrongAndWhere(json: String, words: String) {
    let error = #expect(throws: JSONFault.self) {
      try decodeJSON(Record.self, from: Data(json.utf8)) { $0 }
    }
    #expect(error?.description == words)
  }

  @Test func aNumberThatDoesNotFitIsNoDamage() {
    let error = #expect(throws: JSONFault.self) {
      try decodeJSON(Record.Part.self, from: Data(#"{"number": 64.5}"#.utf8)) { $0 }
    }
    #expect(error?.description == "it has a number with a fraction where a whole one is needed, or one out of range")
  }

  /// Who reads a list of records names the record by itself.
  @Test func leavesOutThePlaceInAList() {
    let error = #expect(throws: JSONFault.self) {
      try decodeJSON([Record].self, from: Data(#"[{"name": "a", "parts": []}, {"name": "b", "parts": [7]}]"#.utf8)) {
        $0
      }
    }
    #expect(error?.field == "parts[0]")
  }
}
