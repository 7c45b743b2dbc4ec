import Cells
import Charts
import Monitor
import RunModel
import Testing

/// Layouts, and panes that are shown and hidden.
@Suite struct PaneLayoutTests {
  @Test func layoutsAreSteppedThrough() {
    var driver = Scene.paused()
    driver.type("p")
    #expect(driver.state.panes.preset == .spectrum && driver.state.panes.focus == .spectrum)
    #expect(driver.state.footer.message?.text == "layout Spectrum" && !driver.text.contains("6 edits"))
    driver.type("PP")
    #expect(driver.state.panes.preset == .minimal && driver.state.panes.shown == [.quality, .spectrum])
    driver.type("4")
    #expect(driver.state.panes.shown == [.quality, .spectrum, .norms] && driver.text.contains("4 norms"))
    driver.type(":layout ed")
    driver.press(.enter)
    #expect(driver.state.panes.preset == .edits)
    driver.type(":layout x")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text.hasPrefix("no layout \"x\"") == true)
    driver.type(":pane wat")
    driver.press(.enter)
    #expect(driver.state.panes.focus == .waterfall && driver.text.contains("[2 waterfall]"))
  }

  /// With one layer there is nothing to compare, unless one asks.
  @Test func layersAreShownWhereThereAreSeveral() {
    var driver = Scene.paused()
    #expect(!driver.text.contains("8 layers"))
    driver.type("8")
    #expect(driver.text.contains("[8 layers]"))
    #expect(Scene.paused(layers: [3, 4]).text.contains("8 layers"))
  }
}
