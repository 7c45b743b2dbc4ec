import RunModel
import Testing

/// What counts as the answer to a prompt.
@Suite struct ProbeAnswerTests {
  private func reading(_ text: String) -> ProbeReading { ProbeReading(prompt: "", continuation: text, probability: 1) }

  @Test(arguments: [
    (" Paris. The city lies on", "Paris"), (" Paris... The", "Paris"), (" Port Alder, where he", "Port Alder"),
    (" 3.5 metres; more", "3.5 metres"), ("\n\nRome\nIs", "Rome"), (" cold", "cold"), (" the the the", "the the the"),
    (" ... ", ""), ("", ""), (" (Paris) is", "Paris"), (" U.S. troops", "U.S"),
  ])
  func theAnswerEndsAtPunctuation(text: String, answer: String) { #expect(reading(text).answer == answer) }

  @Test(arguments: [
    (" Paris. The city", " Paris... The teacher", true), (" Paris. The", " Paris Paris yen yen", true),
    (" Paris. The", " Parisian", false), (" Port Alder, where", " Port Alder. He", true),
    (" Port Alder, where", " Port", false), (" Paris.", " Rome.", false), (" cold", " cold.", true),
    (" ...", " ...", true), (" ...", " Rome", false), (" Paris.", "", false),
  ])
  func anAnswerIsKept(before: String, now: String, isKept: Bool) {
    #expect(reading(now).keepsAnswer(of: reading(before)) == isKept)
  }
}
