import Cells
import Charts
import Monitor
import RunModel
import Testing

/// Themes on the screen, and what settings say of the looks.
@Suite struct AppearanceTests {
  private static let themes = ["dawn", "dusk", "noon"].enumerated().map { place, name in
    var theme = Theme.standard
    theme.name = name
    theme.mainBackground = .rgb(UInt8(place), 0, 0)
    return theme
  }

  private func ready() -> Driver {
    var driver = Driver(width: 120, height: 36)
    driver.state.environment.themes += Self.themes
    driver.send(SyntheticRun().events(rounds: 3))
    return driver
  }

  private func ground(_ driver: Driver) -> Color { driver.picture[0, 0].style.background }

  @Test func theChosenThemeIsWornAtOnceAndKeptByEnter() {
    var driver = ready()
    driver.type("t")
    driver.press(.down, .down)
    #expect(driver.state.theme.name == "dawn" && ground(driver) == .rgb(0, 0, 0))
    driver.type("n")
    #expect(ground(driver) == .rgb(2, 0, 0))
    driver.press(.enter)
    #expect(
      driver.state.overlay == nil && driver.state.theme.name == "noon"
        && driver.state.footer.message?.text == "theme noon")
  }

  @Test(arguments: [Key.escape, .character("q"), .character("?"), .character(":"), .character("i")])
  func leavingTheListTakesTheThemeBack(key: Key) {
    var driver = ready()
    driver.type("T")
    let before = driver.state.theme
    driver.type("t")
    driver.press(.end)
    #expect(driver.state.theme.name == "noon")
    driver.press(key)
    #expect(driver.state.theme == before && driver.takeEffects().isEmpty)
  }

  @Test func themesCanBeTyped() {
    var driver = ready()
    driver.type(":theme du")
    driver.press(.enter)
    #expect(driver.state.theme.name == "dusk")
    driver.type(":theme d")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text == "\"d\" could be Default or dawn or dusk")
    driver.type(":theme night")
    driver.press(.enter)
    #expect(driver.state.footer.message?.text.hasPrefix("no theme \"night\"; there are Default, TTY, dawn") == true)
    #expect(driver.state.theme.name == "dusk")
    driver.type(":theme")
    driver.press(.enter)
    #expect(driver.state.overlay == Overlay(.picker(.themes), place: 3))
  }

  @Test func settingsAreWorn() {
    var driver = ready()
    var looks = Appearance()
    (looks.theme, looks.glyphs, looks.preset, looks.smoothing) = ("dusk", .ascii, .minimal, .strong)
    looks.isStill = true
    #expect(update(&driver.state, .appearance(looks)) == [])
    let state = driver.state
    #expect((state.theme.name, state.environment.glyphs, state.panes.preset) == ("dusk", .ascii, .minimal))
    #expect(state.series.smoothing == .strong && state.environment.isStill && state.footer.message == nil)
    // What they do not speak of stays.
    _ = update(&driver.state, .appearance(Appearance()))
    #expect(driver.state == state)
    looks = Appearance()
    looks.theme = "night"
    _ = update(&driver.state, .appearance(looks))
    #expect(driver.state == state)
  }

  /// Themes that come and go leave the one that is worn where it is, also under the list.
  @Test func otherThemesDoNotChangeTheOneThatIsWorn() {
    var driver = ready()
    driver.type(":theme dusk")
    driver.press(.enter)
    driver.type("tn")
    var looks = Appearance()
    looks.themes = [.standard] + Self.themes.reversed()
    _ = update(&driver.state, .appearance(looks))
    #expect(driver.state.theme.name == "noon" && driver.state.overlay == Overlay(.picker(.themes), place: 1))
    driver.press(.escape)
    #expect(driver.state.theme.name == "dusk")
    looks.themes = [.tty]
    _ = update(&driver.state, .appearance(looks))
    #expect(driver.state.theme == .tty)
  }

  @Test func withoutMotionNothingTicks() {
    var driver = Driver(width: 80, height: 24)
    #expect(driver.state.tickInterval != nil)
    driver.state.environment.isStill = true
    #expect(driver.state.tickInterval == nil)
    let first = driver.text
    driver.tick(0.5)
    #expect(driver.text == first && first.contains("LOADING"))
    driver.send(SyntheticRun().events(rounds: 3))
    driver.type(" ")
    #expect(driver.state.engine.intent == .starting && driver.text.contains("starting"))
    // Messages go by themselves all the same.
    #expect(driver.state.tickInterval == nil)
    driver.type("r")
    #expect(driver.state.tickInterval == 1)
  }

  @Test func picturesAndReloadingAreAskedFor() {
    var driver = ready()
    driver.type("S")
    #expect(driver.state.prompt.text == "screenshot ")
    driver.type("my run.svg")
    driver.press(.enter)
    #expect(driver.takeEffects() == [.screenshot(path: "my run.svg")])
    for wrong in ["", " a", " .svg", " a.png", " svg"] {
      driver.type(":screenshot" + wrong)
      driver.press(.enter)
      #expect(driver.takeEffects().isEmpty && driver.state.footer.message?.text.hasPrefix("which file?") == true)
    }
    // Enter alone takes a name that is free, Tab takes it to be changed, and typing begins another.
    driver.type("S")
    #expect(driver.text.contains(":screenshot revive-300.svg"))
    driver.press(.enter)
    #expect(driver.takeEffects() == [.screenshot(path: "revive-300.svg", isFree: true)])
    driver.type("S")
    driver.press(.tab)
    #expect(driver.state.prompt.text == "screenshot revive-300.svg" && driver.state.prompt.offer == nil)
    driver.press(.enter)
    #expect(driver.takeEffects() == [.screenshot(path: "revive-300.svg")])
    driver.type("S")
    driver.press(.backspace)
    #expect(driver.state.prompt.text == "screenshot " && driver.state.prompt.offer == nil)
    driver.press(.escape)
    driver.press(.control("r"))
    driver.type(":reload")
    driver.press(.enter)
    #expect(driver.takeEffects() == [.reload, .reload])
    _ = update(&driver.state, .notice(Notice(.info, "wrote a.svg")))
    #expect(driver.text.contains("wrote a.svg"))
  }

  @Test func theGreetingGoesWithAnyKeyAndHidesNoTitle() {
    for (width, height) in [(200, 50), (120, 36), (80, 24)] {
      var driver = Driver(width: width, height: height)
      driver.send(SyntheticRun().events(rounds: 0))
      let titles = Pane.allCases.map { "\($0.digit) \($0.title)" }.filter(driver.text.contains)
      driver.state.footer.showsWelcome = true
      let text = driver.text
      #expect(text.contains(" welcome ") && titles.allSatisfy(text.contains))
      driver.type("p")
      #expect(
        !driver.state.footer.showsWelcome && driver.state.panes.preset == .spectrum
          && !driver.text.contains(" welcome "))
    }
  }

  @Test func greyThemesLabelTheirLines() throws {
    var driver = ready()
    var theme = Theme.standard
    theme.series = [255, 158, 218, 128, 188, 98].map { .rgb($0, $0, $0) }
    let plain = driver.text
    driver.state.environment.themes = [theme]
    #expect(driver.text != plain)
    // Colours that can be told apart need no letters.
    theme.series = []
    driver.state.environment.themes = [theme]
    #expect(driver.text == plain)
  }
}
