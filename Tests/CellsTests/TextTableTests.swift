import Cells
import Testing

@Test func columnsAreAligned() {
  var table = TextTable(["editor", "round", "edits"])
  table.add(["MEMIT", "1.23 s", "100"])
  table.add(["  least", "0.9 s"])
  #expect(
    table.text == """
      editor    round  edits
      MEMIT    1.23 s    100
        least   0.9 s

      """)
}

@Test func rowsComeOneByOne() {
  let table = RowFormat<Int>(
    gap: 2, [.init(title: "n", width: 3) { "\($0)" }, .init(title: "square", width: 4) { "\($0 * $0)" }])
  #expect(table.head == "  n  square")
  #expect(table.row(7) == "  7    49")
  #expect(table.row(12_345) == "12345  152399025", "what is too long is written all the same")
}
