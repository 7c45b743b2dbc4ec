extension PlainTexts {
  static let third = """
    Our cat came with the apartment. The landlady mentioned her after we had signed, in the same breath as the noise of the
    pipes. She was gray, of no particular age, and she had opinions. Doors had to be open or closed but not in between. The
    chair by the window was hers from nine until four; after four it could be used by anybody. She accepted food from my
    sister, warmth from me, and conversation from neither. When visitors came she sat in the hall and counted them. We never
    learned how she got out, but twice a week she was seen on the roof of the bakery across the street, sitting perfectly
    straight, like someone who waits for a train and knows that it will be late.

    A carpenter once told me that the first cut is made with a pencil. He meant that wood forgives nothing and that most
    mistakes are made before the saw is touched. He would lay a board on two stools, look along its edge, turn it over, and
    look again. Every board is bent, he said, and the only question is where. Then he marked the good face with a sign like a
    shepherd's crook, so that he would not have to think about it a second time. He owned fewer tools than I did and used
    fewer than he owned. His joints closed with a sound like a book being shut. When I asked him how long it took to learn
    this, he blew the dust off the table and answered that he would let me know.

    Letters take longer than they used to, and perhaps that is why they are kept. A message on a screen is answered before
    it has been understood. A letter lies on the table for a day; one reads it with coffee, again in the evening, and the
    answer grows in the meantime without anybody noticing. There is also the matter of paper. My grandfather wrote on the
    back of bills, in pencil, slanting upward when he was cheerful. My friend in the north uses green ink and fills the
    margins, so that the page has to be turned like a steering wheel. I can tell from the envelope who is ill, who is in
    love, and who wants to borrow money. None of them would have said so in the first sentence.

    The first thing that a new teacher learns is that silence is not attention. Thirty children can sit without a sound and
    think about thirty different dogs. The second is that noise is not its opposite. In my loudest lesson we tried to find
    out how many beans were in a jar, and there was shouting, and somebody fell off a chair, and for the rest of the year
    they knew what an average is. I had prepared a different lesson. It lay in my bag, with colored arrows, and I never used
    it. Older colleagues told me that I would grow out of such days. One of them, who had taught for forty years and was
    feared in the whole street, took me aside and said that she hoped I would not.

    Fog came up from the harbor in the afternoon and took the town one street at a time. First the masts went, then the roof
    of the fish hall, then the clock. People walked more slowly and spoke more quietly, as one does in a room where somebody
    is asleep. The ferry did not leave. Its passengers sat in the waiting room and were told every half hour that it would
    be another half hour. A girl drew a whale on the window with her finger. An old couple unpacked their supper, noticed
    the looks around them, and cut the bread into smaller pieces until there was enough. By the time the horn sounded and
    the fog had lifted from the pier, several of those who had been waiting were sorry to go on board, and two had missed
    the boat on purpose, which they only admitted many years later, at their wedding.

    There is a kind of tiredness that comes from work and a kind that comes from waiting for it. The first is healed by soup
    and a bed. The second is not. In the winter when the quarry was closed, the men of our village stood about in the street
    with their hands in their pockets and were more exhausted than in any summer. They repaired things that were not broken.
    They built birdhouses, so many that some stayed empty. When the siren finally sounded again in March, nobody complained
    about the hour. My mother filled the cans with coffee, and from the kitchen window we saw the line of lamps go up the
    hill in the dark, quick and close together, like people on their way to a dance.

    Salt is the only stone that we eat. It lies in beds under hills where there used to be seas, and it waits in the ocean,
    enough of it to cover all land as high as a house. For most of history it was worth a journey. Meat could be kept through
    the winter with it, and fish carried far inland; whole towns lived from a spring that tasted bitter. Today it costs less
    than the packet that it comes in, and we are told to take less of it. Still, a cook who has everything but salt has
    nothing. It does not add a taste as much as it turns up the others, in the way that a lamp does not bring anything into
    a room. One pinch goes into the water, one over the dish, and the third, for luck, over the shoulder.

    Every house has one drawer that cannot be explained. It holds string, keys to doors that are gone, three kinds of tape,
    a candle for a birthday long past, and a foreign coin. Nobody puts these things there; they arrive. Once a year somebody
    decides to bring order into it, empties everything onto the table, and sits down. An hour later nothing has been thrown
    away. The string might be needed, and so might the keys, since a key with no door is still a question. The coin is passed
    around and everyone remembers a different beach. Then all of it goes back, a little neater than before, and the drawer is
    pushed shut with a hip, because it has never quite closed. A family without such a drawer may well be happy, but I would
    not know what to talk about with them.
    """
}
