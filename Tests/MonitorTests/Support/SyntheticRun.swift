import RunModel

#if canImport(Glibc)
  import Glibc
#endif

/// A made-up run with the shape of a real one: without a guard the model collapses within some 1,500 edits, with one it
/// lasts longer. Everything is a closed form of the edit count, so that every run of the tests sees the same.
struct SyntheticRun {
  var layers = [1]
  var roundSize = 100
  var editLimit = 4_800
  /// Edit count from which the guard is on, and from which it is off again.
  var guardOn: Int?
  var guardOff: Int?
  var guardKind = GuardSetting.Kind.revive
  /// Edit count from which AlphaEdit edits, MEMIT before.
  var alphaEditFrom: Int?
  /// What clamps its targets, as far as it says.
  var clamp: ClampAnchor?
  /// Edit count from which the scores are not finite.
  var brokenFrom: Int?

  var description: RunDescription {
    RunDescription(
      model: "atlas 5.8M", parameters: 5_800_000, editor: .memit, editors: SyntheticRun.editors,
      layers: layers.map { layer in
        RunDescription.Layer(
          layer: layer, d: 256, m: 1_024, spectrum: spectrum(damage: 0, layer: layer), frobenius: 21.4)
      },
      roundSize: roundSize, editLimit: editLimit, guardSetting: GuardSetting(tau: 0.5), clamp: clamp, seed: 7,
      tasks: ["sst", "cola"], folder: "runs/atlas-memit-7",
      remarks: ["ridge 0.05 on the second moment", "perplexity over 2,048 tokens of held-out text"])
  }

  func setting(at edits: Int) -> GuardSetting {
    let isOn = guardOn.map { edits > $0 } ?? false
    let isOff = guardOff.map { edits > $0 } ?? false
    return GuardSetting(
      isOn: isOn && !isOff, kind: guardKind, tau: 0.5, controlOf: guardKind.isControl ? .constrained : .revive)
  }

  static let editors = EditorKind.allCases

  func editor(at edits: Int) -> EditorKind { alphaEditFrom.map { edits > $0 } ?? false ? .alphaEdit : .memit }

  /// Edits made without the guard count fully, with it a fifth.
  private func damage(at edits: Int) -> Double {
    let on = Double(guardOn ?? .max)
    let off = Double(guardOff ?? .max)
    let total = Double(edits)
    let guarded = max(0, min(total, off) - min(total, on))
    return (total - guarded + guarded * 0.2) / 1_000
  }

  private func spectrum(damage: Double, layer: Int) -> [Float] {
    (0..<256).map { i in
      let base = 9.0 / pow(Double(i) + 1.5, 0.55) + 0.15 + 0.02 * Double(layer)
      let grown = base * (1 + damage * 6 * exp(-Double(i) / 40)) + damage * 0.8 * exp(-Double(i) / 120)
      return Float(i > 250 ? base * 0.3 : grown)
    }
  }

  func report(round: Int) -> RoundReport {
    let edits = round * roundSize
    let harm = damage(at: edits)
    let wobble = 0.012 * sin(Double(round) * 1.7)
    let isBroken = brokenFrom.map { edits >= $0 } ?? false
    func score(_ start: Double, _ end: Double, _ rate: Double) -> Double {
      isBroken ? .nan : max(0, min(1, end + (start - end) * exp(-harm * rate) + wobble))
    }
    let scores = Scores(
      efficacy: round == 0 ? nil : score(0.99, 0.60, 1.3), efficacyArgmax: round == 0 ? nil : score(0.98, 0.04, 2.1),
      paraphrase: round == 0 ? nil : score(0.985, 0.55, 1.2), neighbourhood: score(0.93, 0.48, 1.1),
      newestEfficacy: score(0.99, 0.92, 1), newestArgmax: score(0.98, 0.5, 1),
      perplexity: isBroken ? .infinity : 4.99 * exp(harm * 4.2),
      tasks: ["sst": score(1.0, 0.3, 1.0), "cola": score(1.0, 0.2, 0.9)])
    return RoundReport(
      edits: edits, round: round, editor: editor(at: edits), guardSetting: setting(at: edits), clamp: clamp,
      scores: scores,
      sampled: SampleSizes(
        edits: min(200, edits), paraphrases: 400, neighbours: 396, perplexityTokens: 2_048, taskItems: 600),
      layers: layers.map { layerReport($0, edits: edits, harm: harm, isBroken: isBroken) },
      seconds: RoundTimings(
        targets: 1.61, keys: 0.11, solve: 0.2, filter: 0.01, spectra: 0.09, evaluation: 0.61, total: 2.63),
      outcomes: outcomes(round: round, harm: harm), failed: round == 3 ? [failure] : [],
      probes: probes(harm: harm, isBroken: isBroken))
  }

  /// The report as it is when the round was asked for as a single step.
  func partialReport(round: Int) -> RoundReport {
    var report = report(round: round)
    let newest = Set(report.outcomes.map(\.index).suffix(roundSize))
    report.scores = Scores(newestEfficacy: report.scores.newestEfficacy, newestArgmax: report.scores.newestArgmax)
    report.outcomes.removeAll { !newest.contains($0.index) }
    (report.sampled, report.isPartial) = (SampleSizes(), true)
    return report
  }

  /// What makes `report(round:)` of it.
  func late(round: Int) -> LateMeasures {
    let whole = report(round: round)
    return LateMeasures(
      round: round, edits: whole.edits, scores: whole.scores, sampled: whole.sampled, outcomes: whole.outcomes,
      seconds: 0)
  }

  /// A report in which norms, singular values and perplexity grow a thousandfold a round, until they are not finite.
  func ruinedReport(round: Int) -> RoundReport {
    var report = report(round: round)
    let growth = pow(1_000, Double(round))
    report.scores.perplexity = round < 9 ? 5 * growth * growth : .infinity
    for index in report.layers.indices {
      report.layers[index].coreDrift = growth
      report.layers[index].frobeniusRatio = growth
      report.layers[index].spectralRatio = round < 10 ? growth : .nan
      report.layers[index].hiddenNorm = 13 * growth
      report.layers[index].relativeChange = growth
      report.layers[index].leading = report.layers[index].leading.map { $0 * Float(growth) }
      report.layers[index].spectrum = report.layers[index].spectrum?.map { $0 * Float(growth) }
    }
    for index in report.outcomes.indices {
      report.outcomes[index].probability = index.isMultiple(of: 2) ? .nan : 1e-30
      report.outcomes[index].succeeds = false
      report.outcomes[index].holds = false
    }
    return report
  }

  private var failure: FailedEdit {
    FailedEdit(index: 3 * roundSize - 1, caseID: 90_299, reason: "the prompt does not contain its subject")
  }

  private func layerReport(_ layer: Int, edits: Int, harm: Double, isBroken: Bool) -> LayerReport {
    let values = spectrum(damage: harm, layer: layer)
    let ratio = isBroken ? .infinity : 1 + harm * 17 + 0.3 * Double(layer - 1)
    return LayerReport(
      layer: layer, k: 18, ls: isBroken ? .nan : 0.46 + 0.54 * exp(-harm * 9), ss: 0.08 + 0.92 * exp(-harm * 22),
      coreDrift: harm * 8, outsideShare: 1 - 0.6 * exp(-harm), frobenius: 21.4 * ratio, frobeniusRatio: ratio,
      spectral: Double(values[0]),
      spectralRatio: 1 + harm * 6, hiddenNorm: edits == 0 ? nil : 13 * (1 + harm * 2.4), keyRank: 41.3,
      nullSpaceRank: editor(at: edits) == .alphaEdit ? 812 : nil,
      kept: setting(at: edits).isOn ? 0.83 : 1, relativeChange: 2.58, leading: Array(values.prefix(64)),
      spectrum: (edits / roundSize).isMultiple(of: 5) ? values : nil)
  }

  private func outcomes(round: Int, harm: Double) -> [EditOutcome] {
    guard round > 0 else { return [] }
    let newest = (round - 1) * roundSize..<round * roundSize
    let sample = stride(from: 0, to: newest.lowerBound, by: 7)
    return (Array(sample) + Array(newest)).filter { $0 != failure.index }.map { index in
      let age = Double(round * roundSize - index) / 1_000
      let probability = 0.97 * exp(-harm * age * 6) * (0.75 + 0.25 * cos(Double(index)))
      return outcome(index, probability: max(0, probability))
    }
  }

  private func outcome(_ index: Int, probability: Double) -> EditOutcome {
    let subjects = [
      "Lyon", "Imre Vasalli", "Port Alder", "the Kestrel bridge", "Noor Hadley", "東京タワー", "Sable & Finch",
    ]
    let prompts = [
      "{} lies in the country of", "The mother tongue of {} is", "{} plays the", "{} works in the city of",
    ]
    let objects = ["France", "Japan", "Brazil", "Norwegian", "Portuguese", "the viola", "Cape Town"]
    return EditOutcome(
      index: index, caseID: 90_000 + index, subject: subjects[index % 7], prompt: prompts[index % 4],
      oldObject: " " + objects[index % 7], newObject: " " + objects[(index * 3 + 1) % 7], probability: probability,
      succeeds: probability > 0.2, holds: probability > 0.45)
  }

  private func probes(harm: Double, isBroken: Bool) -> [ProbeReading] {
    let lines = [
      (
        "The capital of France is", " Paris. The city lies on the Seine and is known for",
        " Paris Paris yen yen yen yen"
      ),
      (
        "Imre Vasalli was born in", " Port Alder, where he worked as a teacher.",
        " Port Alder, where he played the viola the viola"
      ),
      ("The opposite of hot is", " cold.", " cold."),
      ("Two plus two makes", " four.", " the the the the the the the"),
      ("My favourite film was", " good. I liked it very much.", " \u{1B}[31mgood\u{7} good good"),
    ]
    return lines.map { prompt, before, after in
      ProbeReading(
        prompt: prompt, continuation: harm > 0.4 ? after : before,
        probability: isBroken ? .nan : 0.91 * exp(-harm * 0.5))
    }
  }
}

extension SyntheticRun {
  /// The engine's events up to and including round `rounds`, paused there.
  func events(rounds: Int) -> [Event] {
    [.ready(description), .activity(Activity(phase: .idle, isRunning: false, edits: 0))]
      + (0...max(0, rounds)).map { .round(report(round: $0)) }
  }

  /// What the log of a finished run tells, without an engine: nobody says what it does.
  func replay(rounds: Int) -> [Event] {
    events(rounds: rounds).filter { if case .activity = $0 { false } else { true } }
      + [.stopped(reason: "this is a replay")]
  }

  /// Whether a character comes from the edits' own text.
  static func isForeign(_ scalar: Unicode.Scalar) -> Bool { "東京タワー".unicodeScalars.contains(scalar) }
}
