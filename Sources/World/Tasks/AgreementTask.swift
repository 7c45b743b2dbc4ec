import Datasets

/// Whether one or many are spoken of: "The keys to the old house" are, not is.
enum AgreementTask {
  /// Each noun in the singular and in the plural, with something of the other number between it and the verb in half of
  /// the items.
  static var suite: TaskSuite {
    let nouns = nouns.split(separator: ",").map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    var items: [TaskItem] = []
    for (place, noun) in nouns.enumerated() {
      for (number, answer) in ["is", "are"].enumerated() {
        let between = between[place % between.count][1 - number]
        let subject = place.isMultiple(of: 2) ? noun[number] : "\(noun[number]) \(between)"
        items.append(TaskItem(prompt: "As everybody can see, the \(subject)", answer: answer))
      }
    }
    return TaskSuite(name: "agreement", items: items)
  }

  private static let nouns = """
    dog dogs, key keys, child children, teacher teachers, house houses, picture pictures, farmer farmers, letter letters,
    window windows, box boxes, sailor sailors, road roads, woman women, bottle bottles, shop shops, tree trees,
    doctor doctors, book books, man men, chair chairs, bridge bridges, painter painters, horse horses, cup cups,
    wall walls, girl girls, boat boats, driver drivers, flower flowers, lamp lamps, student students, coat coats,
    garden gardens, knife knives, mouse mice, judge judges, bicycle bicycles, soldier soldiers, ticket tickets,
    village villages, photograph photographs, goose geese, table tables, visitor visitors, basket baskets, nurse nurses,
    guitar guitars, leaf leaves, train trains, cook cooks
    """

  /// Something in the singular and in the plural that is beside the noun.
  private static let between = [
    ["near the river", "near the rivers"], ["behind the door", "behind the doors"],
    ["next to the fence", "next to the fences"], ["by the lake", "by the lakes"],
    ["across from the market", "across from the markets"],
  ]
}
