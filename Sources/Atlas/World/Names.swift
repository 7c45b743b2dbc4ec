import Numerics

/// Names for people who do not exist.
enum Names {
  static let first = """
    Adam Agnes Ahmed Aisha Alba Alice Amara Amir Anders Anita Anna Anton Arjun Astrid Aya Bela Bianca Boris Bruno Carla
    Carmen Cedric Chiara Clara Dalia Daniel Daria David Diego Dina Edith Elena Elias Emil Emma Enzo Erik Esther Eva Fatima
    Felix Fiona Flora Franz Freya Gina Goran Greta Gustav Hana Hannah Hassan Heidi Helga Hugo Ida Igor Ines Ingrid Irina
    Isaac Ivan Jakob Jana Jasmin Joana Johan Jonas Jorge Julia Kamal Karin Karl Kasper Katya Kenji Kira Klara Laila Lars
    Laura Leila Lena Leon Liam Lila Linda Luca Lucia Lukas Luisa Magnus Maja Malik Marco Maria Marta Mateo Maya Mila Milan
    Mina Mira Nadia Naomi Natasha Nikolai Nina Noah Nora Olga Omar Oskar Otto Pablo Paolo Paula Pedro Petra Pierre Priya
    Rafael Ravi Rita Rosa Ruben Samir Sara Selma Sergei Silvia Simon Sofie Stefan Sven Tanya Tara Tariq Teresa Thomas Tomas
    Uma Ursula Vera Victor Viola Walter Wanda Xenia Yara Yusuf Zara Zoltan
    """.split(whereSeparator: \.isWhitespace).map(String.init)

  /// Invented surnames of two or three syllables, all different.
  static func surnames(_ count: Int, using generator: inout SeededGenerator) -> [String] {
    var names: [String] = []
    var taken = Set(first)
    while names.count < count {
      let syllables = Int.random(in: 0..<4, using: &generator) == 0 ? 3 : 2
      let name = (0..<syllables).map { _ in syllable(using: &generator) }.joined()
      let capital = name.prefix(1).uppercased() + name.dropFirst()
      if (5...9).contains(capital.count), taken.insert(capital).inserted { names.append(capital) }
    }
    return names
  }

  private static let onsets = words("b br c d dr f fl g gr h j k kl kr l m n p pl pr qu r s sk sl st t tr v w z")
  private static let vowels = words("a e i o u a e o ai ei ou")
  private static let codas = words("n r l s m t k nd rt ll ss x ng ck")

  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  private static func syllable(using generator: inout SeededGenerator) -> String {
    let closed = Bool.random(using: &generator)
    return generator.pick(onsets) + generator.pick(vowels) + (closed ? generator.pick(codas) : "")
  }
}

extension SeededGenerator {
  /// An element drawn with equal chances.
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &self)]
  }
}
