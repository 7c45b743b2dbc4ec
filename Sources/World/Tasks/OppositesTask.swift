import Datasets

/// "The opposite of hot is": cold, or a word that is no opposite of it.
enum OppositesTask {
  /// Every pair is asked both ways; the wrong choice is a word of the pair that stands some places further on.
  static var suite: TaskSuite {
    let pairs = words.split(separator: ",").map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    var items: [TaskItem] = []
    for (place, pair) in pairs.enumerated() {
      for side in 0...1 {
        let wrong = pairs[(place + 7) % pairs.count][side]
        let answer = pair[1 - side]
        items.append(
          TaskItem(
            prompt: "The opposite of \(pair[side]) is", answer: answer,
            choices: (place + side).isMultiple(of: 2) ? [answer, wrong] : [wrong, answer]))
      }
    }
    return TaskSuite(name: "opposites", items: items)
  }

  private static let words = """
    hot cold, big small, tall short, fast slow, old young, rich poor, happy sad, light dark, early late, strong weak,
    hard soft, wet dry, loud quiet, full empty, open closed, clean dirty, long brief, thick thin, deep shallow, good bad,
    right wrong, true false, alive dead, awake asleep, near far, high low, up down, in out, left right, north south,
    east west, day night, summer winter, love hate, war peace, friend enemy, beginning end, question answer,
    heaven hell, success failure, victory defeat, buy sell, give take, push pull, win lose, remember forget,
    arrive leave, always never, before after, inside outside
    """
}
