import Cells
import Charts
import Monitor
import RunModel
import Testing

/// Keys, palette, help and hints come from one table.
@Suite struct CommandTableTests {
  @Test func noKeyMeansTwoThings() {
    let keys = MonitorCommand.keyed.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }

  @Test func everyCommandCanBeReachedAndHasWords() {
    for command in MonitorCommand.all {
      #expect(command.keys.isEmpty ? !command.name.isEmpty : !command.keyNames.isEmpty, "\(command.detail)")
      #expect(command.detail.hasSuffix("."), "\(command.detail)")
    }
  }

  @Test func helpListsEveryKey() {
    var driver = Scene.midRun(width: 200, height: 70)
    driver.type("?")
    var pages = ""
    for _ in 0..<20 {
      pages += driver.text
      driver.press(.pageDown)
    }
    for command in MonitorCommand.keyed { #expect(pages.contains(command.keyNames), "\(command.detail)") }
  }

  @Test func helpFiltersAndDoes() {
    var driver = Scene.paused(6)
    driver.type("?undo")
    #expect(driver.text.contains("help: undo_") && driver.text.contains("Take the last round back"))
    driver.press(.enter)
    #expect(driver.state.overlay == nil && driver.state.footer.question == .undo(round: 6, edits: 600))
    driver.type("n?half as many")
    driver.press(.enter)
    #expect(!driver.state.charts.window.follows)
    driver.type("?no such thing at all")
    #expect(driver.text.contains("nothing contains"))
    driver.press(.enter)
    driver.press(.escape)
    #expect(driver.state.overlay == Overlay(.help(filter: ""), place: 0))
    driver.press(.escape)
    #expect(driver.state.overlay == nil)
    // What cannot be done says why.
    driver.type("?only one")
    driver.press(.control("u"))
    driver.type("or the mean of all")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text == "only one layer is edited")
    // A command with an argument goes on being typed.
    driver.type("?:until")
    driver.press(.enter)
    #expect(driver.state.prompt.text == "until ")
  }

  @Test func thePaletteOffersEverything() {
    var driver = Scene.paused(6)
    driver.type(":zoom")
    #expect(driver.text.contains(":zoom-in") && driver.text.contains(":zoom-reset"))
    driver.press(.down, .enter)
    #expect(driver.state.prompt.text == nil && !driver.state.charts.window.follows)
    driver.type(":zoom-res")
    driver.press(.enter)
    #expect(driver.state.charts.window == EditWindow())
    driver.type(":back 5")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text == "nothing follows back")
    driver.type(":goto 250")
    driver.press(.enter)
    #expect(driver.state.shownRound?.edits == 300)
    driver.type(":smooth ")
    driver.press(.down, .down, .enter)
    #expect(driver.state.series.smoothing == .light)
    driver.type("G")
    #expect(driver.state.prompt.text == "until ")
  }

  @Test func namesInThePaletteAreDifferent() {
    let names = MonitorCommand.all.map(\.name).filter { !$0.isEmpty }
    #expect(Set(names).count == names.count)
  }

  @Test func hintsFollowWhereOneIs() {
    func hints(_ driver: Driver) -> Substring { driver.text.split(separator: "\n").last ?? "" }
    var driver = Scene.paused(6)
    #expect(hints(driver).hasPrefix(" Space run/pause"))
    driver.type("h")
    #expect(hints(driver).hasPrefix(" edit 600  efficacy") && hints(driver).hasSuffix("Enter stays  Esc leaves"))
    driver.press(.escape)
    driver.type("[")
    #expect(hints(driver).hasPrefix(" [ ] back"))
    driver.press(.end)
    driver.type("6")
    #expect(hints(driver).contains("/ search  o outcome"))
    driver.type("+")
    #expect(hints(driver).hasPrefix(" + - zoom  H L pan  f live"))
  }
}
