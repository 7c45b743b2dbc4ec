import Monitor
import RunModel
import Testing

/// Guards, the controls that stand beside them, and the energy rule.
@Suite struct GuardKindTests {
  /// The paper's filter, whatever was on before; off when it is on itself.
  @Test func rIsRevive() {
    for kind in GuardSetting.Kind.allCases {
      var driver = Scene.ready()
      let before = GuardSetting(isOn: true, kind: kind, tau: 0.3)
      driver.send([.change(GuardChange(edits: 300, setting: before))])
      driver.type("r")
      let wanted = GuardSetting(isOn: kind != .revive, tau: 0.3)
      #expect(driver.takeEffects() == [.send(.setGuard(wanted))], "\(kind)")
      #expect(driver.state.coming == wanted)
    }
  }

  @Test func guardsAreChosenFromAList() {
    func chosen(_ keys: String) -> GuardSetting? {
      var driver = Scene.ready()
      driver.type("R" + keys)
      driver.press(.enter)
      guard case .send(.setGuard(let setting))? = driver.takeEffects().last else { return nil }
      return setting
    }
    #expect(chosen("c") == GuardSetting(isOn: true, kind: .constrained, tau: 0.5))
    #expect(chosen("s") == GuardSetting(isOn: true, kind: .sphere, tau: 0.5))
    #expect(chosen("ss") == GuardSetting(isOn: true, kind: .scaled, tau: 0.5))
    #expect(chosen("RRRRR") == GuardSetting(isOn: true, kind: .random, tau: 0.5))
    #expect(chosen("n") == GuardSetting(tau: 0.5))
  }

  /// A control stands beside the guard that there was; the list says which.
  @Test func aControlStandsBesideTheGuardBefore() {
    var driver = Scene.ready(width: 200, height: 50)
    driver.send([.change(GuardChange(edits: 300, setting: GuardSetting(isOn: true, kind: .constrained)))])
    driver.type("R")
    #expect(driver.text.contains("in place of the dominant (of constrained)"))
    #expect(driver.text.contains("*  constrained") && driver.text.contains("the paper's: cuts"))
    driver.type("ss")
    driver.press(.enter)
    #expect(
      driver.takeEffects() == [.send(.setGuard(GuardSetting(isOn: true, kind: .scaled, controlOf: .constrained)))])
  }

  /// What is known of the embedded model is said there, and of others not.
  @Test func whatIsKnownOfTheEmbeddedModelIsSaid() {
    var driver = Driver(width: 120, height: 36)
    driver.send(SyntheticRun().events(rounds: 1))
    driver.type("Rr")
    #expect(driver.text.contains("SmolLM2-135M") && !driver.text.contains("On this model"))
    var description = SyntheticRun().description
    description.isEmbedded = true
    var embedded = Driver(width: 120, height: 36)
    embedded.send([.ready(description)])
    embedded.type("Rr")
    #expect(embedded.text.contains("On this model it does harm"))
  }

  @Test func aControlIsNamedAsOne() {
    var driver = Scene.ready(width: 200, height: 50)
    driver.type("Rc")
    driver.press(.enter)
    driver.type("Rss")
    driver.press(.enter)
    #expect(driver.header.contains("→ scaled control of constrained ON from round 4"))
    #expect(driver.state.footer.message?.text.hasPrefix("from round 4: scaled control (of constrained) ON") == true)
    driver.send([.change(GuardChange(edits: 300, setting: driver.state.coming))])
    #expect(driver.header.contains("scaled control (of constrained) ON from 300"))
    #expect(driver.text.contains("300 scaled"))
    for size in [(80, 24), (60, 20)] {
      var small = Scene.ready(width: size.0, height: size.1)
      small.send([.change(GuardChange(edits: 300, setting: driver.state.coming))])
      #expect(small.header.contains("scaled"))
      #expect(!small.header.contains("REVIVE"))
    }
  }

  @Test func namesOfControls() {
    #expect(GuardSetting(kind: .scaled).name == "scaled control (of REVIVE)")
    #expect(GuardSetting(kind: .random, controlOf: .constrained).name == "random control (of constrained)")
    #expect(GuardSetting(kind: .scaled, factor: 0.5).name == "scaled control (x0.50)")
    #expect(GuardSetting(kind: .random, factor: 0.5).name == "random control (of REVIVE)")
    #expect(GuardSetting(kind: .constrained, energy: .sigma).name == "constrained solve, sigma energy")
  }

  /// Help says whose they are.
  @Test func helpSaysThatControlsAreOurs() {
    var driver = Driver(width: 200, height: 300)
    driver.send(SyntheticRun().events(rounds: 1))
    driver.type("?")
    let text = driver.text
    for words in ["ours: the free update", "ours: that guard with random"] {
      #expect(text.contains(words), "\(words)")
    }
  }

  /// k is read from the spectrum by the other rule at once.
  @Test func theEnergyRuleMovesK() {
    var driver = Scene.ready()
    let spectrum = SyntheticRun().description.layers[0].spectrum
    let k = GuardSetting(tau: 0.5, energy: .sigma).protectedCount(spectrum: spectrum)
    #expect(k != GuardSetting(tau: 0.5).protectedCount(spectrum: spectrum))
    driver.type("E")
    #expect(driver.takeEffects() == [.send(.setGuard(GuardSetting(tau: 0.5, energy: .sigma)))])
    #expect(driver.header.contains("→ sigma energy k \(k)/256 from round 4"))
    #expect(driver.text.contains("▴k \(k)") || driver.text.contains("k \(k)▴"))
    driver.type("E")
    #expect(driver.takeEffects() == [.send(.setGuard(GuardSetting(tau: 0.5)))] && !driver.header.contains("→"))
  }

  /// A control's stretch has another ground and another axis than a guard's.
  @Test func aControlLooksDifferent() {
    func axis(_ kind: GuardSetting.Kind) -> (String, Set<String>) {
      var driver = Driver(width: 200, height: 50)
      driver.send(SyntheticRun(guardOn: 100, guardKind: kind).events(rounds: 8))
      driver.type("e")
      let picture = driver.picture
      var grounds = Set<String>()
      for x in 0..<200 { grounds.insert("\(picture[x, 10].style.background)") }
      return (picture.text(row: 47), grounds)
    }
    let (guardAxis, guardGrounds) = axis(.revive)
    let (controlAxis, controlGrounds) = axis(.random)
    #expect(guardAxis.contains("━━") && !guardAxis.contains("╍"))
    #expect(controlAxis.contains("╍╍╍") && !controlAxis.contains("━"))
    #expect(controlAxis.contains("100 random control on"))
    #expect(guardGrounds.count == 2 && controlGrounds.count == 2 && guardGrounds != controlGrounds)
  }
}
