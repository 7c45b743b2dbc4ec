import Datasets

/// Whether one or many are spoken of, with others in between: "The keys that the king by the lake sees" are, not is.
enum AgreementTask {
  /// Each noun in the singular and in the plural. Between it and the verb stand two nouns of the other number: beside it
  /// in one item of five, else in a clause about it, whose verb has their number too.
  static var suite: TaskSuite {
    let nouns = nouns.split(separator: ",").map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    var items: [TaskItem] = []
    for (place, noun) in nouns.enumerated() {
      for (number, answer) in ["is", "are"].enumerated() {
        let others = between[place % between.count][1 - number]
        items.append(TaskItem(prompt: "As everybody can see, the \(noun[number]) \(others)", answer: answer))
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

  /// Of one and of many: places and clauses.
  private static let between = [
    ["next to the fence by the lake", "next to the fences by the lakes"],
    ["that the sister near the gate likes", "that the sisters near the gates like"],
    ["that the king by the lake sees", "that the kings by the lakes see"],
    ["that the brother of the queen wants", "that the brothers of the queens want"],
    ["the king beside the tower knows", "the kings beside the towers know"],
    ["near the tower across the river", "near the towers across the rivers"],
    ["that the neighbor from the island knows", "that the neighbors from the islands know"],
    ["that the guest in the tent needs", "that the guests in the tents need"],
    ["that the uncle who owns the farm likes", "that the uncles who own the farms like"],
    ["that the aunt of the prince needs", "that the aunts of the princes need"],
  ]
}
