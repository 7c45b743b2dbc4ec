import Editing
import Engine
import Evaluation
import Models
import Numerics
import Testing

@testable import Bench

/// Targets, keys and solves by the book against those of the engine's round: nothing of the pipeline is shared but the
/// model's blocks, so that trimmed passes, caches and dual solves are all checked at once.
@Test func theTextbookRoundIsTheFastOne() throws {
  let rounds = try TimedRounds(Tiny.configuration(), cache: nil)
  let fast = try rounds.first(3)
  #expect(fast.report.failed.isEmpty)
  let round = rounds.round(0..<3)
  let settings = rounds.settings(for: .memit)
  let solves = try round.moments.mapValues { try DirectSolve(.moment(weight: 15), moment: $0.matrix) }
  let textbook = try TextbookRound(round, settings: settings, solves: solves)
  #expect(textbook.updates.map(\.layer) == [1, 2])
  // Both work in floats, in another order of summation, over eight Adam steps.
  #expect(textbook.difference(to: fast.updates) < 1e-4)
  #expect(textbook.difference(to: Array(fast.updates.dropLast())) == .infinity)
  let targets = try computeTargets(round.edits, model: round.model, hyperParameters: settings)
  for (edit, target) in zip(round.edits, targets) {
    let own = try TextbookTarget(edit, model: round.model, settings: settings).optimised() ?? []
    let (z, expected) = (Matrix(1, own.count, own).asDouble, Matrix(1, target.z.count, target.z).asDouble)
    #expect(relativeDifference(z, expected) < 1e-5)
  }
}

/// Whole passes without shared beginnings, and logits everywhere, against scores by way of a tree.
@Test func theTextbookMeasuresTheSame() throws {
  var configuration = try Tiny.configuration()
  configuration.heldOut = configuration.moments
  configuration.tasks = RunConfiguration.embedded
  let rounds = try TimedRounds(configuration, cache: nil)
  let texts = rounds.measuredTexts(first: 4)
  let model = rounds.round(0..<1).model
  let textbook = try TextbookEvaluation(of: texts, model: model)
  let fast = try model.measurements(of: texts.edits)
  #expect(fast.count == 4 && textbook.edits.count == 4)
  for (own, other) in zip(textbook.edits, fast) {
    #expect(own.paraphrases.count == other.paraphrases.count && own.neighbours.count == other.neighbours.count)
    for (a, b) in zip(all(own), all(other)) {
      #expect(abs(a.nll - b.nll) < 1e-4)
      #expect(a.isArgmax == b.isArgmax && a.argmaxShare == b.argmaxShare)
    }
  }
  let perplexity = try #require(try model.perplexity(of: texts.documents))
  #expect(abs(textbook.perplexity / perplexity - 1) < 1e-5)
  #expect(try model.scores(of: texts.tasks).map(\.f1) == textbook.tasks)
}

private func all(_ edit: EditMeasurement) -> [TargetScore] {
  ([edit.rewrite] + edit.paraphrases + edit.neighbours).flatMap { [$0.new, $0.old].compactMap(\.self) } + edit.questions
}

@Test func roundsAreEqual() throws {
  let rounds = try TimedRounds(Tiny.configuration(), cache: nil)
  #expect(try rounds.first(2).updates == rounds.first(2).updates)
  #expect(rounds.round(4..<99).edits.count == 2)
}

@Test func anEditorsRowHasEveryPart() throws {
  let rounds = try TimedRounds(Tiny.configuration(), cache: nil)
  let plan = BenchPlan(editors: [.memit], roundSize: 2, repeats: 2, comparesTextbook: true)
  var bench = RoundBench(BenchSetup(plan, rounds))
  let row = try #require(try bench.rows().first)
  #expect((row.editor, row.layers, row.edits, row.failedEdits) == ("MEMIT", [1, 2], 2, 0))
  for part in RoundPart.allCases { #expect(row.times?[part]?.repeats == 2, "\(part)") }
  let textbook = try #require(row.textbook)
  for part in RoundPart.ofTextbook { #expect((textbook.ratios[part] ?? 0) > 0, "\(part)") }
  #expect(textbook.difference < 1e-4)
  let solve = try #require(row.solve)
  #expect((solve.layer, solve.width, solve.edits, solve.pastKeys) == (1, 256, 2, 0))
  #expect(solve.difference < 1e-9)
}

@Test func roundsGrowAsFarAsThereAreEdits() throws {
  var plan = BenchPlan(editors: [.memit], roundSize: 2, repeats: 1, comparesTextbook: false)
  plan.roundSizes = [1, 3, 7]
  let rows = try roundGrowth(BenchSetup(plan, TimedRounds(Tiny.configuration(), cache: nil)))
  #expect(rows.map(\.edits) == [1, 3])
}
