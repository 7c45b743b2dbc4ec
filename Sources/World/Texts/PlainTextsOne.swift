extension PlainTexts {
  static let first = """
    Bread asks for little but patience. Flour, water, salt and a spoonful of old dough are stirred together in the evening,
    covered with a cloth, and left alone. During the night something happens that no hand could do: the dough swells, fills
    with small bubbles, and begins to smell faintly of apples. In the morning it is folded a few times, shaped into a round
    loaf, and given another hour beside the stove. The oven has to be hotter than one would think. For the first ten minutes
    a bowl of water on its floor keeps the crust soft, so that the loaf can rise; then the bowl is taken out and the crust
    turns brown and hard. Whoever knocks on the bottom of a finished loaf hears a hollow sound. The hardest part comes last,
    because the bread must cool before it is cut, and nobody in the house wants to wait.

    The library stood between a hardware store and a laundry, and most people who walked past took it for an office. Inside
    there were eleven rooms on three floors, none of them quite level, with shelves that had been built by a carpenter who
    distrusted rulers. The woman at the desk knew where everything was, although she had never agreed with the catalog. If
    somebody asked for a book about bridges, she would first ask what kind of bridge, then why, and finally lead the visitor
    to a corner in which nobody would have looked. Children were allowed to sit on the stairs as long as they moved their
    feet for those who carried piles. On rainy days the windows rattled and the whole house seemed to lean over its readers,
    as if it wanted to know how the story ended.

    To mend a flat tire you need a bowl of water, two levers, a patch and a quiet quarter of an hour. Turn the bicycle upside
    down and take the wheel out. Push one lever under the edge of the tire, hook it to a spoke, and work the second around
    the rim until one side comes free. Pull out the tube, pump it up a little, and pass it slowly through the water. A row of
    bubbles shows where the hole is. Dry the place, roughen it with sandpaper, and spread the glue thinly; then wait until it
    no longer feels wet, which is longer than anybody likes. Press the patch down hard from the middle outward. Before the
    tube goes back, run a finger around the inside of the tire, carefully, because the thorn that made the hole is often
    still there and would make another before you reached the end of the street.

    My aunt kept bees behind the barn, six hives painted in colors that were left over from the kitchen. She said that bees
    liked to know which door was theirs. In spring she opened the lids on the first warm noon and looked for three things:
    eggs, food and temper. A hive with all three was closed again at once. If the food was short, she hung a jar of sugar
    water upside down over the frames. If there were no eggs, she worried about the queen and walked around the yard with
    her hands on her back. Temper was a matter of weather, she said, and of who had been there before. She never wore
    gloves, and I never saw her stung, although once a bee walked across her eyebrow while she was telling us about the
    price of wax. In the autumn the kitchen smelled of honey for two weeks, and everything one touched stuck a little.

    Nobody knows exactly why we sleep, but everybody knows what happens if we do not. After one bad night words come slowly
    and jokes seem less funny. After two, small tasks grow large; people put the milk into the cupboard and the cups into the
    refrigerator. The body keeps its own accounts and asks for repayment with interest. Some animals rest with half of the
    brain at a time, so that the other half can keep watch or swim on. Others sleep in the air, on long flights over water,
    a few seconds after each beat of the wings. Compared with them we are clumsy: we need a bed, darkness, and the belief
    that nothing important will happen before morning. Perhaps that belief is the best part of it. A person who falls asleep
    has decided, for some hours, to trust the world.

    On market days the square filled before it was light. First came the vans with the long tables, then the women with
    flowers, then the man who sharpened knives and who always stood under the same lamp. By seven one could hardly walk for
    crates. Cheese was cut with a wire, eggs were held against a candle, and every apple seller had a knife and a slice for
    those who looked undecided. Prices were called out until about eleven; after that they were whispered. My father bought
    as late as possible and carried home whatever was left: a sack of onions, six bent cucumbers, a goose once, alive, that
    nobody had the heart to eat and that guarded our gate for nine years. When the tables were folded and the square had
    been swept, it looked much too large, like a room from which the furniture has been taken.

    Clouds are water that has not decided where to go. On a clear morning the sun warms the ground, the ground warms the air
    above it, and the air rises because it is lighter than what surrounds it. As it rises it grows cold, and at some height
    the vapor in it turns into drops too small to fall. From below we see a white heap with a flat bottom: the bottom is the
    height at which the change takes place. If the heap grows taller than it is wide, rain is likely in the afternoon. Thin
    high streaks that look like combed hair are made of ice and often come a day ahead of bad weather. A gray sheet without
    any edge means a long, soft rain, good for gardens and for letters. Farmers used to read all this without a name for
    any of it, and they were wrong no more often than the people on the radio.
    """
}
