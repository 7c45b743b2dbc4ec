import Cells
import Monitor
import RunModel
import Testing

/// Keys that a person has bound.
@Suite struct KeyBindingsTests {
  @Test func everyCommandHasANameOfItsOwn() {
    let names = MonitorCommand.bindable.map(\.binding)
    #expect(names.allSatisfy { !$0.isEmpty } && Set(names).count == names.count)
    #expect(MonitorCommand.keyed.allSatisfy { command in names.contains(command.binding) })
  }

  @Test func withoutABindingTheTableHolds() {
    for command in MonitorCommand.bindable { #expect(KeyBindings().keys(of: command) == command.keys) }
  }

  @Test func aBoundKeyActsAndIsShown() throws {
    var driver = Scene.paused(6)
    driver.state.environment.bindings = KeyBindings(["back": [.function(7)], "undo": [.character("[")]])
    driver.press(.function(7))
    #expect(driver.state.shownRound?.edits == 500)
    driver.press(.end)
    driver.type("[")
    #expect(driver.state.footer.question == .undo(round: 6, edits: 600))
    driver.type("nu")
    #expect(driver.state.footer.question == nil)
    // Hints, the list of commands and help.
    driver.press(.escape)
    driver.type("h")
    #expect(driver.text.split(separator: "\n").last?.contains("Esc leaves") == true)
    driver.press(.escape, .function(7))
    #expect(driver.text.split(separator: "\n").last?.contains("F7 ] back") == true)
    driver.type(":undo")
    #expect(driver.text.contains(#/:undo +\[ /#))
    driver.press(.escape)
    driver.type("?Take the last")
    #expect(
      driver.text.contains(/│ +\[ +Take the last round back/) || driver.text.contains(/\[ +Take the last round back/))
  }

  /// What takes words can have a key, too.
  @Test func aKeyBeginsACommandWithWords() {
    var driver = Scene.paused(6)
    driver.state.environment.bindings = KeyBindings(["goto": [.character("g")]])
    driver.type("g250")
    #expect(driver.state.prompt.text == "goto 250")
    driver.press(.enter)
    #expect(driver.state.shownRound?.edits == 300)
    driver.type("?goto")
    #expect(driver.text.contains("g :goto N"))
  }

  @Test func theWaysOutStay() {
    let bindings = KeyBindings(["quit": [.function(10)], "step-out": [.control("g")]])
    var driver = Scene.paused(6)
    driver.state.environment.bindings = bindings
    driver.type("i")
    driver.press(.control("g"))
    #expect(driver.state.overlay == nil)
    driver.type("i")
    driver.press(.escape)
    #expect(driver.state.overlay == nil)
    for key in [Key.function(10), .character("q"), .control("c")] {
      driver.press(key)
      #expect(driver.takeEffects().last == .quit)
    }
  }

  @Test func settingsBringThem() {
    var driver = Scene.paused(6)
    var looks = Appearance()
    looks.bindings = KeyBindings(["collapse": [.function(3)]])
    _ = update(&driver.state, .appearance(looks))
    driver.press(.function(3))
    #expect(driver.state.overlay == Overlay(.collapse))
    // Nothing said of keys leaves them.
    _ = update(&driver.state, .appearance(Appearance()))
    #expect(driver.state.environment.bindings == looks.bindings)
  }
}
