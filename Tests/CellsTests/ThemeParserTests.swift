import Testing

@testable import Cells

@Suite struct ThemeParserTests {
  private func theme(_ text: String) -> Theme { parseTheme(text, name: "test").theme }

  @Test func nothingGivesTheStandardTheme() {
    let (theme, warnings) = parseTheme("", name: "nothing")
    #expect(theme.name == "nothing")
    #expect(theme.mainBackground == Theme.standard.mainBackground)
    #expect(theme.temp == Theme.standard.temp)
    #expect(warnings.isEmpty)
  }

  @Test func everyFormOfValueIsRead() {
    let text = """
      theme[title]="#a1B2c3"
      theme[main_fg]="#7f"
      theme[hi_fg]="1 20 255"
      theme[div_line]=#010203
      theme[proc_misc]=4 5 6
      theme[cpu_box] =  "#0a0b0c" trailing junk" # and more
      """
    let theme = theme(text)
    #expect(theme.title == .rgb(0xA1, 0xB2, 0xC3))
    #expect(theme.mainForeground == .rgb(0x7F, 0x7F, 0x7F))
    #expect(theme.highlight == .rgb(1, 20, 255))
    #expect(theme.divider == .rgb(1, 2, 3))
    #expect(theme.misc == .rgb(4, 5, 6))
    #expect(theme.cpuBox == .rgb(10, 11, 12))
  }

  @Test func commentsUnknownKeysAndOtherPrefixesDoNoHarm() {
    let text =
      "# theme[title]=\"#111111\"\r\n   # theme[title]=\"#222222\"\r\n\r\nany words [title]=\"#333333\"\r\n"
      + "theme[not_a_key]=\"#444444\"\r\nno bracket = 5\r\n"
    let (theme, warnings) = parseTheme(text, name: "test")
    #expect(theme.title == .rgb(0x33, 0x33, 0x33))
    #expect(warnings.isEmpty)
  }

  @Test func theLastDuplicateCounts() {
    #expect(theme("theme[title]=\"#11\"\ntheme[title]=\"#22\"").title == .rgb(0x22, 0x22, 0x22))
  }

  @Test(arguments: ["#123", "#12345", "#1234567", "#xyzxyz", "red", "1 2", "1 2 3 4", "1 2 256", "-1 2 3", "#", "# 1"])
  func invalidValuesWarnAndUseTheDefault(value: String) {
    let (theme, warnings) = parseTheme("\ntheme[title]=\"\(value)\"", name: "test")
    #expect(theme.title == Theme.standard.title)
    #expect(warnings == [.invalidValue(key: "title", value: value, line: 2)])
  }

  @Test func brokenLinesWarn() {
    let (_, warnings) = parseTheme("theme[title\ntheme[title]\ntheme[title]=\"#11", name: "test")
    #expect(warnings == [.malformedLine(1), .malformedLine(2)])
  }

  @Test func emptyBackgroundIsTheTerminalsOwnAndAbsentIsTheDefault() {
    #expect(theme("theme[main_bg]=\"\"").mainBackground == .terminal)
    #expect(theme("theme[title]=\"\"").title == Theme.standard.title)
  }

  @Test func textOverGraphsAndMetersFollowInactive() {
    let inactive = theme("theme[inactive_fg]=\"#556677\"")
    #expect(inactive.graphText == .rgb(0x55, 0x66, 0x77))
    #expect(inactive.meterBackground == .rgb(0x55, 0x66, 0x77))
    let own = theme("theme[inactive_fg]=\"#556677\"\ntheme[graph_text]=\"#010101\"\ntheme[meter_bg]=\"#020202\"")
    #expect(own.graphText == .rgb(1, 1, 1))
    #expect(own.meterBackground == .rgb(2, 2, 2))
  }

  @Test func threeStopsPassThroughTheMiddle() {
    let temp = theme("theme[temp_start]=\"0 0 0\"\ntheme[temp_mid]=\"100 50 0\"\ntheme[temp_end]=\"0 255 9\"").temp
    // 25 * 50 / 50; then 50 + 10 * 205 / 50 = 91 and 100 - 10 * 100 / 50 = 80; 10 * 9 / 50 = 1 (1.8 truncated).
    #expect(temp[percent: 25] == .rgb(50, 25, 0))
    #expect(temp[percent: 50] == .rgb(100, 50, 0))
    #expect(temp[percent: 60] == .rgb(80, 91, 1))
    #expect(temp[percent: 100] == .rgb(0, 255, 9))
  }

  @Test func emptyMiddleMakesTwoStops() {
    let temp = theme("theme[temp_start]=\"0 0 0\"\ntheme[temp_mid]=\"\"\ntheme[temp_end]=\"200 99 1\"").temp
    // 99 * 51 / 100 = 50 (50.49 truncated).
    #expect(temp[percent: 51] == .rgb(102, 50, 0))
  }

  @Test func emptyEndIsSolidEvenWithAMiddle() {
    let temp = theme("theme[temp_start]=\"9 8 7\"\ntheme[temp_mid]=\"1 1 1\"\ntheme[temp_end]=\"\"").temp
    #expect([0, 50, 100].map { temp[percent: $0] } == Array(repeating: Color.rgb(9, 8, 7), count: 3))
  }

  @Test func absentStopsComeFromTheStandardTheme() {
    let temp = theme("theme[temp_start]=\"9 8 7\"").temp
    #expect(temp[percent: 0] == .rgb(9, 8, 7))
    #expect(temp[percent: 50] == Theme.standard.temp[percent: 50])
    #expect(temp[percent: 100] == Theme.standard.temp[percent: 100])
  }

  @Test func processFollowsCpuUntilItHasAStart() {
    let cpu = "theme[cpu_start]=\"0 0 0\"\ntheme[cpu_mid]=\"\"\ntheme[cpu_end]=\"100 100 100\"\n"
    #expect(theme(cpu + "theme[process_end]=\"1 2 3\"").process[percent: 40] == .rgb(40, 40, 40))
    #expect(theme(cpu + "theme[process_start]=\"\"").process[percent: 40] == .rgb(40, 40, 40))
  }

  @Test func processWithoutAMiddleDoesNotPassThroughBlack() {
    let process = theme("theme[process_start]=\"100 0 0\"\ntheme[process_end]=\"0 100 0\"").process
    #expect(process[percent: 50] == .rgb(50, 50, 0))
  }

  @Test func seriesKeysCountUpToTheFirstGap() {
    let text = "theme[series_1]=\"#01\"\ntheme[series_2]=\"#02\"\ntheme[series_4]=\"#04\""
    #expect(theme(text).series == [.rgb(1, 1, 1), .rgb(2, 2, 2)])
  }
}
