extension PlainTexts {
  static let second = """
    The night train had four cars, and only one of them was heated. The conductor, a tall man with a cough, moved everybody
    into it without asking for tickets. So it happened that a judge sat beside a boy with a rabbit in a basket, and that two
    sisters who had not planned to speak to each other shared a blanket for five hours. Someone had a pot of soup wrapped in
    newspaper. Someone else had cards. At every station the doors were opened for a moment, the cold came in, and all those
    who were half asleep pulled up their feet at once, as if they had practiced. Toward morning the snow stopped, the windows
    cleared, and there lay the sea, which most of the travelers had forgotten about. The boy held up the rabbit so that it
    could look. Nobody spoke until the brakes began to squeal.

    Tomatoes want to be planted deeper than other seedlings, up to the first leaves, because the buried stem grows roots of
    its own. They want a stake, a warm wall behind them, and water at their feet but never on their heads. Side shoots that
    appear in the angles of the leaves are pinched out with two fingers; the smell stays on the hands until evening. In a wet
    summer brown spots creep up from below and there is little that one can do. In a dry one the fruit splits as soon as it
    rains. Between these two there are perhaps three good years in ten, and those are the years that gardeners talk about.
    A ripe tomato comes off at a touch. It should be eaten where it was picked, still warm, with a little salt out of the
    pocket, and not carried into any kitchen.

    When we moved into the house, the attic was full of other people's winters. There were skates with leather straps, a sled
    with one runner, a box of gloves of which no two belonged together. Under a sheet stood a sewing machine, and in its
    drawer lay a half-finished sleeve with the needle still in the cloth. We asked the neighbors who had lived here. They
    remembered a couple who had grown old and quarreled about the radio, and before them a family with seven children, and
    before that nobody was sure. My wife finished the sleeve one rainy Sunday, for no reason, and put it back into the
    drawer. We kept the skates. Every year when the pond freezes we try them on, find that they fit nobody, and carry them
    up again.

    Learning an instrument as a grown person is a lesson in being bad at something. A child does not mind; a child plays the
    wrong note, laughs, and plays it again louder. A man of fifty hears the wrong note and thinks about his whole life. My
    teacher understood this. For the first month she did not let me play any tune that I knew, so that I had nothing to
    compare myself with. We clapped, counted, and held single notes until they stopped trembling. She talked about breathing
    a great deal. In the second month there was a melody of five notes, and I played it for everyone who came into the house,
    including a man who only wanted to read the gas meter. He listened with his cap in his hand and said that it was very
    nice, and that he would have to come back for the cellar.

    A good map leaves out almost everything. It shows the road but not the dust on it, the hill but not the wind. Whoever
    draws one has to decide what the reader will be afraid of: losing the way, running out of water, meeting a fence. Hikers
    need the steepness of slopes, drivers the numbers of exits, and a child who draws the way to a friend's house needs the
    yellow dog, the broken gate, and the shop with the sweets. For a long time maps were secrets, and people were punished
    for copying them. Now everybody carries one that knows where its owner stands, which is convenient and also a little
    sad, because it is hard to get lost on purpose. There are still some empty places on the old sheets in my drawer, left
    white by someone honest.

    The choir met on Thursdays in a schoolroom where the chairs were too small. There were nineteen of us and always one
    cold. We began with a scale that went up by half steps until the basses gave up, then down until the sopranos did. The
    director had hands that could ask for anything. He would close two fingers as if he were putting out a candle, and the
    last sound of a word would vanish from nineteen mouths at the same moment. Between the pieces he told us about his
    knees. In the week before a concert he became so polite that we were frightened. Then we stood on the steps of the
    stage, the lights went down, and somewhere in the dark a chair creaked; he raised his hands, we breathed in together, and
    for an hour nobody had a cold.

    Rivers are older than the valleys in which they run, or at least they behave as if they were. A stream that meets a hard
    rock does not push it aside. It sends sand across it, grain after grain, and waits. On the outer side of every bend the
    water runs fast and eats the bank, on the inner side it is slow and lays down what it has eaten, so that the bends wander
    down the valley like a rope that somebody shakes very slowly. After a flood there may be a new way straight across and
    the old loop is left behind as a lake in the shape of a horseshoe. People who build beside the water know this and forget
    it again. The old houses stand some distance away, on ground that looks no higher than the rest until it rains for a
    week.
    """
}
