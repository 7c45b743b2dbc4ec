import Datasets

/// How someone felt about what is told.
enum SentimentTask {
  /// A story that ends well and one that ends badly in turn.
  static var suite: TaskSuite {
    func stories(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
    let items = zip(stories(good), stories(bad)).flatMap { good, bad in
      [(good, "good"), (bad, "bad")].map { TaskItem(prompt: "\($0.0) All in all it was very", answer: $0.1) }
    }
    return TaskSuite(name: "sentiment", items: items)
  }

  private static let good = """
    The soup was hot, the bread was fresh, and the waiter smiled at us all evening.
    I laughed so much during the film that I want to see it again tomorrow.
    The room was clean and sunny, and from the window we looked over the sea.
    Our team played beautifully and won the last game of the year.
    The new bicycle is light and fast, and my daughter loves it.
    The doctor was kind, listened to everything, and the pain is gone.
    We danced until midnight and everyone thanked us for the party.
    The book is clever and funny, and I could not put it down.
    The train was on time, the seats were soft, and we slept the whole way.
    My grandmother's apple cake was sweet and warm, and we ate every crumb.
    The children sang with clear voices and the whole hall cheered.
    She passed the exam with the best marks in her class.
    The garden was full of flowers and the birds were singing.
    He found the lost ring and his wife kissed him with joy.
    The teacher explained the problem so well that even I understood it.
    The phone works perfectly and the battery lasts for three days.
    The weather was bright and mild, and we walked along the beach for hours.
    The band played all my favorite songs and the crowd sang along.
    The hotel gave us a bigger room for free and a basket of fruit.
    The actors were brilliant and the ending moved me to happy tears.
    Our neighbors helped us to move and brought cake and coffee.
    The puppy learned quickly and greets me every morning with a wagging tail.
    The museum was quiet and full of beautiful paintings.
    The coat fits well, keeps me warm, and was cheaper than I expected.
    The pilot landed gently and all the passengers clapped.
    The coffee smelled wonderful and the owner knew every guest by name.
    The repair took ten minutes and the car runs like new.
    He read the letter twice and smiled, for he had got the job.
    The lake was warm and clear and we swam until the sun went down.
    The play was full of charm, and the audience stood up to applaud.
    Her speech was short, honest and full of hope.
    The fish was tender and the sauce was delicious.
    After years apart the two brothers met again and hugged.
    The shop assistant was patient and found exactly what I needed.
    The snow was fresh, the sky was blue, and nobody fell all day.
    The baby slept through the night and woke up laughing.
    The game is easy to learn and the whole family enjoys it.
    The guide told us wonderful stories about the old town.
    The chair is comfortable, strong and pretty.
    The nurses were friendly and my father recovered quickly.
    The music was gentle and we felt happy and calm.
    The harvest was rich and the farmers celebrated for two days.
    The lesson was exciting and the students asked for more.
    The boat trip was smooth and we saw dolphins jump.
    The picnic was a delight, with sunshine, good friends and cold lemonade.
    The painter finished our house early and did a lovely job.
    The choir sounded like angels and I had tears of joy.
    The bakery gave my son a free cookie and he beamed with happiness.
    The view from the top was breathtaking and worth every step.
    The new boss is fair, and everyone likes to work with her.
    """

  private static let bad = """
    The soup was cold, the bread was stale, and the waiter shouted at us all evening.
    I was so bored during the film that I left after half an hour.
    The room was dirty and dark, and from the window we looked at a wall.
    Our team played terribly and lost the last game of the year.
    The new bicycle is heavy and slow, and it broke on the first day.
    The doctor was rude, listened to nothing, and the pain is worse.
    Nobody came to the party and we went home sad and angry.
    The book is dull and silly, and I threw it away.
    The train was three hours late, the seats were torn, and a child cried the whole way.
    The cake was burnt and dry, and nobody wanted to eat it.
    The children fought and cried and the whole hall complained.
    She failed the exam with the worst marks in her class.
    The garden was full of trash and it smelled of rotten meat.
    He lost the ring and his wife was angry with him for weeks.
    The teacher explained the problem so poorly that nobody understood it.
    The phone stopped working and the company refused to pay me back.
    The weather was cold and stormy, and we sat in a leaking tent for hours.
    The band was out of tune and the crowd began to leave.
    The hotel lost our booking and put us in a room with mice.
    The actors forgot their lines and the ending made no sense.
    Our neighbors yelled at us and called the police about nothing.
    The dog bit the mailman and chewed up my best shoes.
    The museum was crowded and half of the rooms were locked.
    The coat tore on the first day and cost far too much.
    The plane shook so badly that many passengers were sick.
    The coffee tasted of soap and the owner insulted a guest.
    The repair took three weeks and the car still does not run.
    He read the letter twice and wept, for he had lost his job.
    The lake was full of filth and we all got ill.
    The play was a mess, and the audience booed.
    Her speech was endless, dishonest and full of hate.
    The fish was spoiled and we were sick for two days.
    After a stupid quarrel the two brothers never spoke again.
    The shop assistant was impatient and sold me broken goods.
    The snow had turned to mud, it rained, and my sister broke her leg.
    The baby screamed all night and nobody slept.
    The game is confusing and the whole family hates it.
    The guide got lost and told us nothing about the old town.
    The chair is uncomfortable, weak and ugly.
    The nurses were unfriendly and my father grew weaker every day.
    The music was so loud and harsh that our ears hurt.
    The harvest failed and the farmers had nothing to eat.
    The lesson was dreary and the students fell asleep.
    The boat trip was rough and everyone was seasick.
    The picnic was ruined by rain, wasps and sour milk.
    The painter ruined our house and ran away with the money.
    The choir sounded awful and people covered their ears.
    The bakery sold my son moldy bread and laughed at him.
    The view from the top was hidden in fog and I hurt my foot on the way.
    The new boss is unfair, and everyone is afraid of him.
    """
}
