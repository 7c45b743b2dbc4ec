import Datasets

/// What three things have in common: "Coffee, milk and lemonade are all" drinks.
enum CategoryTask {
  /// Twenty threes of each category.
  static var suite: TaskSuite {
    let categories = words.split(separator: "\n").map { line in
      let parts = line.split(separator: ":").map { $0.split(separator: ",").map { trimmed($0) } }
      return (name: parts[0][0], members: parts[1])
    }
    var items: [TaskItem] = []
    for number in 0..<20 {
      for (name, members) in categories {
        // Steps of 1 and of 3 never meet, so that no three holds a word twice and no two are alike.
        let step = number < members.count ? 1 : 3
        let three = (0..<3).map { members[(number + $0 * step) % members.count] }
        let first = three[0].prefix(1).uppercased() + three[0].dropFirst()
        items.append(TaskItem(prompt: "\(first), \(three[1]) and \(three[2]) are all", answer: name))
      }
    }
    return TaskSuite(name: "categories", items: items)
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop(while: \.isWhitespace))
  }

  private static let words = """
    drinks: coffee, milk, lemonade, tea, beer, water, wine, juice, whisky, cocoa
    clothes: shirts, trousers, socks, jackets, skirts, gloves, sweaters, scarves, dresses, hats
    colors: red, green, yellow, blue, purple, orange, brown, black, white, pink
    numbers: seven, twelve, three, nine, forty, eight, sixteen, five, ninety, eleven
    animals: lions, cows, rabbits, elephants, wolves, sheep, monkeys, tigers, goats, bears
    """
}
