import RunModel

/// Values with every field set, and with numbers that JSON has no form for.
enum Samples {
  static let guardSetting = GuardSetting(isOn: true, kind: .constrained, tau: 0.3, energy: .sigma, basis: .thin)
  static let control = GuardSetting(kind: .scaled, controlOf: .constrained, factor: 0.75)
  static let editorChange = EditorChange(edits: 200, editor: .alphaEdit, layers: [4, 5], nullSpaceRanks: [6, 7])
  static let clampChange = ClampChange(edits: 200, anchor: .anchored)
  static let probeChange = ProbeChange(
    edits: 200, now: [ProbeReading(prompt: "a", continuation: " b", probability: 0.5)],
    original: [ProbeReading(prompt: "a", continuation: " c", probability: 0.25)])

  static let fork = Fork(
    number: 2, round: 1, edits: 100,
    setting: BranchSetting(guardSetting: guardSetting, editor: .rect, clamp: .current))

  static let description = RunDescription(
    model: "tiny 0.5M", parameters: 482_000, editor: .memit, editors: [.memit, .alphaEdit],
    layers: [.init(layer: 4, d: 2, m: 8, spectrum: [3.5, 1.25], frobenius: 3.75)], roundSize: 100, editLimit: 1000,
    guardSetting: guardSetting, clamp: .current, seed: .max, tasks: ["sst2"], folder: "/runs/a \"b\"",
    remarks: ["ridge 0.05", "zwölf €"])

  static func report(number: Double) -> RoundReport {
    RoundReport(
      edits: 200, round: 2, editor: .memit, guardSetting: guardSetting, clamp: .anchored,
      scores: Scores(
        efficacy: 0.5, efficacyArgmax: 0.25, paraphrase: 0.125, neighbourhood: 0.75, newestEfficacy: 1,
        newestArgmax: 0, perplexity: number, tasks: ["sst2": 0.5, "two_words": number, "camelCase": 0.25]),
      sampled: SampleSizes(edits: 1, paraphrases: 2, neighbours: 3, perplexityTokens: 4, taskItems: 5),
      layers: [
        LayerReport(
          layer: 4, k: 7, ls: number, ss: 0.5, coreDrift: 0.25, outsideShare: 0.1, frobenius: number,
          frobeniusRatio: 1.5, spectral: 2, spectralRatio: 1.25, hiddenNorm: 9, keyRank: 3.5, nullSpaceRank: 6,
          kept: 0.5,
          relativeChange: 0.01, leading: [2, Float(number)], spectrum: [2, 1])
      ],
      seconds: RoundTimings(targets: 1, keys: 2, solve: 3, filter: 4, spectra: 5, evaluation: 6, total: 21),
      outcomes: [
        EditOutcome(
          index: 3, caseID: 2510, subject: "Morogoro", prompt: "{} is", oldObject: "a", newObject: "b",
          probability: number, succeeds: true, holds: false)
      ],
      failed: [FailedEdit(index: 4, caseID: 77, reason: "too long")],
      probes: [ProbeReading(prompt: "The", continuation: " end\n", probability: 0.5)])
  }

  /// What a single step at first is measured to.
  static var partialReport: RoundReport {
    var report = report(number: 1)
    report.scores = Scores(newestEfficacy: 1, newestArgmax: 0)
    (report.sampled, report.isPartial) = (SampleSizes(), true)
    return report
  }

  /// What makes a whole report of it.
  static func late(number: Double) -> LateMeasures {
    let whole = report(number: number)
    return LateMeasures(
      round: 2, edits: 200, scores: whole.scores, sampled: whole.sampled, outcomes: whole.outcomes + whole.outcomes,
      seconds: 2)
  }

  static let evaluation = EvaluationReport(
    edits: 200, measured: 199,
    rewrite: PromptMeans(success: 0.5, magnitude: -0.25, accuracy: 0.125, tokenAccuracy: 0.75),
    paraphrase: PromptMeans(tokenAccuracy: 1), neighbourhood: PromptMeans(success: 1), attributes: PromptMeans(),
    score: 0.5, fluency: 6.25, consistency: 0.25, written: 20, seconds: 12)

  static let task = TaskReport(
    f1: 0.5, f1New: 0.25, mcc: -0.5, mccNew: 0, correct: 1, incorrect: 2, invalid: 3, unfit: 4)

  static func evaluatedCase(number: Double) -> CaseReport {
    let prompt = PromptOutcome(
      success: 1, magnitude: number, accuracy: 0, tokenAccuracy: 0.5, nllNew: number, nllTrue: nil)
    return CaseReport(
      index: 3, caseID: 2510, subject: "Morogoro", prompt: "{} is", targetNew: "a", targetTrue: nil, rewrite: prompt,
      paraphrases: [prompt], neighbours: [], attributes: [prompt, prompt], questions: [prompt], fluency: 6,
      consistency: number, texts: ["one\n", "two"])
  }

  static var entries: [Event] {
    [
      .ready(description), .round(report(number: 1e-300)), .round(partialReport), .measured(late(number: 1e-300)),
      .on("fork-2", .measured(late(number: 2))), .change(GuardChange(edits: 200, setting: guardSetting)),
      .change(GuardChange(edits: 200, setting: control)), .editor(editorChange), .clamp(clampChange),
      .anchor(AnchorChange(edits: 200, anchor: .nas)), .anchor(AnchorChange(edits: 0, anchor: .free, isInitial: true)),
      .probes(probeChange),
      .undone(UndoReport(round: 2, edits: 100)), .forked(fork),
      .on("fork-2", .change(GuardChange(edits: 100, setting: control))),
      .on("fork-2", .undone(UndoReport(round: 2, edits: 100))), .on("fork-2", .forked(fork)),
      .forkEnded(ForkEnd(edits: 100)),
      .on("fork-2", .forkEnded(ForkEnd(edits: 100))), .evaluated(evaluation), .stopped(reason: "stopped"),
    ]
  }
}
