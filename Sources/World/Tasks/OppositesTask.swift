import Datasets

/// "The opposite of generous is": stingy, or a word that means nearly the same as generous, or one of two others.
enum OppositesTask {
  /// Every pair is asked both ways. The right choice stands in every place equally often, so that the score of guessing is
  /// a quarter.
  static var suite: TaskSuite {
    let rows = words.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    var items: [TaskItem] = []
    for (place, row) in rows.enumerated() {
      for side in 0...1 {
        let (word, alike, answer) = (row[2 * side], row[2 * side + 1], row[2 - 2 * side])
        let others = [1, 3].map { rows[(place + $0) % rows.count][2 - 2 * side] }
        var choices = [alike] + others
        choices.insert(answer, at: (2 * place + side) % 4)
        items.append(TaskItem(prompt: "The opposite of \(word) is", answer: answer, choices: choices))
      }
    }
    return TaskSuite(name: "opposites", items: items)
  }

  /// A word, one like it, its opposite, and one like that.
  private static let words = """
    generous giving stingy miserly
    brave courageous cowardly fearful
    humble modest arrogant proud
    ancient old modern new
    abundant plentiful scarce rare
    transparent clear opaque cloudy
    rigid stiff flexible bendable
    temporary brief permanent lasting
    vague unclear precise exact
    guilty culpable innocent blameless
    smooth even rough bumpy
    sharp keen blunt dull
    barren infertile fertile fruitful
    reckless careless cautious careful
    lazy idle diligent hardworking
    wild untamed tame docile
    tight snug loose slack
    bitter acrid sweet sugary
    fresh new stale old
    simple easy complex complicated
    cheap inexpensive expensive costly
    vacant empty occupied taken
    sober restrained drunk tipsy
    superior better inferior worse
    voluntary optional compulsory mandatory
    internal inner external outer
    private secret public open
    genuine real fake false
    cruel brutal merciful kind
    polite courteous rude impolite
    expand grow shrink contract
    ascend climb descend drop
    accept take refuse decline
    praise applaud blame criticize
    conceal hide reveal show
    gather collect scatter disperse
    attack assault defend protect
    create make destroy ruin
    permit allow forbid ban
    increase grow decrease lessen
    freeze chill melt thaw
    begin start finish end
    victory triumph defeat loss
    wisdom sense folly foolishness
    courage bravery cowardice fear
    poverty need wealth riches
    majority most minority few
    entrance entry exit way
    dawn sunrise dusk sunset
    virtue goodness vice evil
    """
}
