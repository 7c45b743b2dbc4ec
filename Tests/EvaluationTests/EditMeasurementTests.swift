import Datasets
import Foundation
import Testing

@testable import Evaluation

/// Mean log-probabilities per token of the new and the true object, by the published reference implementation on the tiny
/// GPT-2 in f32 before any edit.
private struct ReferenceCase: Sendable {
  let request: EditRequest
  let rewrite: [Double]
  let paraphrases: [[Double]]
  let neighbours: [[Double]]

  static func all() throws -> [ReferenceCase] {
    [
      // Both objects have three tokens.
      ReferenceCase(
        request: try EditRequest(
          caseID: 2510, relation: "language", prompt: "The language spoken in {} is", subject: "Morogoro",
          targetNew: "Hungarian", targetTrue: "Swahili",
          paraphrases: [
            "People in Morogoro speak", "In Morogoro , most residents talk in", "Schools of Morogoro teach in",
          ],
          neighbours: [
            "The language spoken in Tunduma is", "The language spoken in Kibaha is", "The language spoken in Arusha is",
          ]),
        rewrite: [-9.347336, -20.445515],
        paraphrases: [[-15.330346, -18.469664], [-14.222343, -18.160780], [-14.048940, -18.697468]],
        neighbours: [[-7.817924, -19.212492], [-7.183743, -18.866783], [-8.529951, -21.321287]]),
      ReferenceCase(
        request: try EditRequest(
          caseID: 3029, relation: "currency", prompt: "In {} , people pay with the", subject: "Bawshar",
          targetNew: "dollar", targetTrue: "rial",
          paraphrases: [
            "The currency used in Bawshar is the", "Shops in Bawshar accept the", "The money of Bawshar is the",
          ],
          neighbours: [
            "In Sabzevar , people pay with the", "In Kerman , people pay with the", "In Abha , people pay with the",
          ]),
        rewrite: [-16.210386, -12.839373],
        paraphrases: [[-14.817277, -11.704039], [-16.332502, -12.189939], [-14.914654, -13.011992]],
        neighbours: [[-17.268120, -13.919569], [-16.086096, -12.270633], [-16.619008, -13.195842]]),
      ReferenceCase(
        request: try EditRequest(
          caseID: 3838, relation: "language", prompt: "The language spoken in {} is", subject: "Ostrava",
          targetNew: "Polish", targetTrue: "Czech",
          paraphrases: [
            "People in Ostrava speak", "In Ostrava , most residents talk in", "Schools of Ostrava teach in",
          ]),
        rewrite: [-12.977273, -13.943889],
        paraphrases: [[-11.666675, -13.014578], [-14.410356, -11.985600], [-11.088847, -10.848344]],
        neighbours: []),
    ]
  }

  func prepared(_ tiny: TinyGPT2) throws -> PreparedEditPrompts {
    try PreparedEditPrompts(request, tokenizer: tiny.tokenizer, positions: tiny.model.shape.positions)
  }
}

@Test(arguments: [.standard, tinyLimits])
func measurementsMatchTheReference(limits: PassLimits) throws {
  let tiny = try TinyGPT2()
  let cases = try ReferenceCase.all()
  let edits = try cases.map { try $0.prepared(tiny) }
  let measured = try tiny.model.measurements(of: edits, limits: limits)
  #expect(measured.count == cases.count)
  for (reference, measurement) in zip(cases, measured) {
    let pairs = [measurement.rewrite] + measurement.paraphrases + measurement.neighbours
    let expected = [reference.rewrite] + reference.paraphrases + reference.neighbours
    #expect(measurement.paraphrases.count == reference.paraphrases.count && pairs.count == expected.count)
    for (pair, expected) in zip(pairs, expected) {
      let old = try #require(pair.old)
      #expect(abs(pair.new.nll + expected[0]) < 1e-3 && abs(old.nll + expected[1]) < 1e-3)
    }
    #expect(abs(measurement.probabilityNew / exp(reference.rewrite[0]) - 1) < 1e-3)
  }
  // By hand from the reference's numbers: new over true in cases 0 and 2; paraphrases 3/3, 0/3, 1/3; neighbours 0/3, 3/3.
  let scores = EditScores(measured)
  #expect(abs((scores.efficacy ?? -1) - 2.0 / 3) < 1e-12)
  #expect(abs((scores.paraphrase ?? -1) - 4.0 / 9) < 1e-12)
  #expect(scores.neighbourhood == 0.5)
  #expect(scores.efficacyArgmax == 0)
  #expect(scores.edits == 3 && scores.paraphrases == 9 && scores.neighbours == 6)
}

@Test func nothingIsMeasuredOfNothingAndAStopIsObeyed() throws {
  let tiny = try TinyGPT2()
  let edits = try ReferenceCase.all().map { try $0.prepared(tiny) }
  #expect(try tiny.model.measurements(of: []).isEmpty)
  #expect(throws: EvaluationError.interrupted) { try tiny.model.measurements(of: edits) { false } }
}

/// ZSRE: each token by a full pass, as the published evaluation asks for one after the other.
@Test(arguments: [.standard, tinyLimits])
func editsWithoutATrueObjectAreMeasuredTokenByToken(limits: PassLimits) throws {
  let tiny = try TinyGPT2()
  func share(_ prompt: String, _ answer: String) throws -> Double {
    var prefix = tiny.tokenizer.encode(prompt)
    let tokens = tiny.tokenizer.encodeWithoutSpecialTokens(" " + answer)
    var right = 0.0
    for token in tokens {
      if try bruteForce(tiny.model, prefix + [token]).last?.best == token { right += 1 }
      prefix.append(token)
    }
    return right / Double(tokens.count)
  }
  // Answers that the model gives itself, and some that it begins to give.
  let prompts = ["Who lives in Morogoro?", "Who is it that lives in Morogoro?", "nq question: what is far?"]
  let own = try prompts.map { prompt in
    tiny.tokenizer.decode(try greedyContinuation(tiny.model, tiny.tokenizer.encode(prompt), count: 3))
  }
  for answer in own + ["Anna and Paul", "Swahili"] {
    let request = try EditRequest(
      caseID: 0, relation: "", prompt: "Who lives in {}?", subject: "Morogoro", targetNew: answer, targetTrue: nil,
      paraphrases: [prompts[1]], questions: [.init(prompt: prompts[2], answer: own[2])])
    let edit = try PreparedEditPrompts(request, tokenizer: tiny.tokenizer, positions: tiny.model.shape.positions)
    let found = try #require(try tiny.model.measurements(of: [edit, edit], limits: limits).last)
    #expect(found.rewrite.old == nil && found.neighbours.isEmpty)
    #expect(try found.efficacy == share(prompts[0], request.targetNew))
    #expect(try found.paraphraseSuccess == share(prompts[1], request.targetNew))
    #expect(try found.neighbourhoodSuccess == share(prompts[2], request.questions[0].answer))
  }
}

@Test func attributePromptsAreMeasuredWhenAskedFor() throws {
  let tiny = try TinyGPT2()
  let request = try EditRequest(
    caseID: 0, relation: "", prompt: "{} speaks", subject: "Anna", targetNew: "Polish", targetTrue: "Czech",
    neighbours: ["Paul speaks"], attributePrompts: ["Nina speaks", "Peter speaks"],
    questions: [.init(prompt: "Who speaks?", answer: "Anna")])
  func prepared(_ withAttributes: Bool) throws -> PreparedEditPrompts {
    try PreparedEditPrompts(request, tokenizer: tiny.tokenizer, positions: 64, withAttributes: withAttributes)
  }
  let found = try tiny.model.measurements(of: [prepared(false), prepared(true)])
  #expect(found[0].attributes.isEmpty && found[1].attributes.count == 2)
  #expect(found[0].rewrite == found[1].rewrite && found[0].questions == found[1].questions)
  for (prompt, scores) in zip(request.attributePrompts, found[1].attributes) {
    let target = tiny.tokenizer.encodeWithoutSpecialTokens(" Polish")
    let expected = try bruteForce(tiny.model, tiny.tokenizer.encode(prompt) + target).suffix(target.count)
    let nll = -expected.reduce(0) { $0 + $1.logProbability } / Double(target.count)
    #expect(abs(scores.new.nll - nll) < 1e-4)
  }
}
