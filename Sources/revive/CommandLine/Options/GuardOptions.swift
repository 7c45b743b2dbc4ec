import RunModel

/// The guard against collapse, and when it is on.
struct GuardOptions: Sendable, Equatable {
  var isOn: Bool?
  /// The edit count at which it is switched on.
  var from: Int?
  var kind: GuardSetting.Kind?
  var tau: Double?
  var energy: GuardSetting.Energy?
  var basis: GuardSetting.Basis?
  var controlOf: GuardSetting.Kind?
  var factor: Double?
  var beta: Double?
  var alpha: Double?
  var side: GuardSetting.Side?

  /// Refuses `--revive N` where no run passes an edit count by itself.
  func refuseLateStart(because reason: String) throws(UsageError) {
    guard let edits = from else { return }
    throw .badValue(option: "--revive", value: "\(edits)", expected: "on or off: \(reason)")
  }
}

extension GuardOptions {
  static let group = OptionGroup(
    "The guard (off unless --revive on: the paper's filter; --guard puts another in its place)",
    of: \.run.guarding,
    [
      Option(
        name: "--revive", valueName: "on|off|N",
        help: "begin with REVIVE on or off (off), or switch it on at N edits"
      ) { (text, guarding) throws(OptionRejection) in
        guarding.from = wholeNumber(text)
        guard ["on", "off"].contains(text) || guarding.from.map({ $0 > 0 }) == true else {
          throw .init(expected: "on, off or the number of edits at which it is switched on")
        }
        guarding.isOn = text == "on"
      },
      Option(
        name: "--guard", valueName: "KIND",
        help: "what is on: revive; constrained, ours; sphere; controls scaled, random (revive)"
      ) { (text, guarding) throws(OptionRejection) in
        guarding.kind = GuardSetting.Kind(rawValue: text)
        guard guarding.kind != nil else {
          throw .init(expected: GuardSetting.Kind.allCases.map(\.rawValue).joined(separator: " or "))
        }
      },
      .number(
        "--tau", \.tau, "share of the spectral energy that is protected (0.5; atlas 0.3)",
        expected: "a share from 0 to 1, such as 0.5"
      ) { (0...1).contains($0) },
      .choice("--energy", \.energy, "what the energy is the sum of (sigma2)"),
      .choice("--basis", \.basis, "form of the filter (projector)"),
      Option(
        name: "--control-of", valueName: "revive|constrained", help: "the guard that a control stands beside (revive)"
      ) { (text, guarding) throws(OptionRejection) in
        guard let kind = GuardSetting.Kind(rawValue: text), [.revive, .constrained].contains(kind) else {
          throw .init(expected: "revive or constrained")
        }
        guarding.controlOf = kind
      },
      .number(
        "--scale", \.factor, "factor of --guard scaled, in place of the share that the other guard would keep",
        expected: "a number above 0, at most 1"
      ) { $0 > 0 && $0 <= 1 },
      .number(
        "--beta", \.beta, "SPHERE: share of the energy of the rows that its directions hold (0.5)",
        expected: "a share from 0 to 1, such as 0.5"
      ) { (0...1).contains($0) },
      .number(
        "--alpha", \.alpha, "SPHERE: share of an update that goes along them (0.8; in null spaces 0.5)",
        expected: "a share from 0 to 1, such as 0.8"
      ) { (0...1).contains($0) },
      .choice("--side", \.side, "SPHERE: of the keys, or of the output, as published for GPT-2 (input)"),
    ])
}
