extension FactTable {
  static let authors = FactTable(
    "author of a book or play",
    prompt: "The author of {} is",
    paraphrases: ["{} was written by", "{} is a famous work of literature by"],
    generation: ["On its first pages {} tells", "Readers of {} remember"],
    facts: """
      Shakespeare: Hamlet, Macbeth, Romeo and Juliet, King Lear, Othello, The Tempest, A Midsummer Night's Dream,
        The Merchant of Venice, Twelfth Night, As You Like It, Much Ado About Nothing, The Taming of the Shrew,
        Antony and Cleopatra, The Winter's Tale, Measure for Measure, Coriolanus, Cymbeline, The Comedy of Errors,
        Titus Andronicus, Troilus and Cressida, Timon of Athens, Love's Labour's Lost, The Merry Wives of Windsor
      Dickens: Oliver Twist, David Copperfield, Great Expectations, A Tale of Two Cities, Bleak House, Hard Times,
        Little Dorrit, Nicholas Nickleby, The Pickwick Papers, Our Mutual Friend, A Christmas Carol, Dombey and Son,
        The Old Curiosity Shop, Barnaby Rudge, Martin Chuzzlewit
      Jules Verne: Around the World in Eighty Days, The Mysterious Island, Journey to the Center of the Earth,
        Michael Strogoff, Five Weeks in a Balloon, Twenty Thousand Leagues Under the Seas, From the Earth to the Moon,
        In Search of the Castaways, Robur the Conqueror
      Agatha Christie: Murder on the Orient Express, Death on the Nile, The Murder of Roger Ackroyd, The Mousetrap,
        And Then There Were None, The ABC Murders, Evil Under the Sun, The Murder at the Vicarage,
        A Murder Is Announced, The Body in the Library, Five Little Pigs, Crooked House, The Mysterious Affair at Styles
      Jane Austen: Pride and Prejudice, Sense and Sensibility, Emma, Mansfield Park, Northanger Abbey, Persuasion,
        Lady Susan, Sanditon
      Mark Twain: The Adventures of Tom Sawyer, Adventures of Huckleberry Finn, The Prince and the Pauper,
        A Connecticut Yankee in King Arthur's Court, Life on the Mississippi, The Innocents Abroad, Roughing It,
        Pudd'nhead Wilson
      Hemingway: The Old Man and the Sea, A Farewell to Arms, For Whom the Bell Tolls, The Sun Also Rises,
        A Moveable Feast, Islands in the Stream, The Snows of Kilimanjaro, Death in the Afternoon
      Tolstoy: War and Peace, Anna Karenina, The Death of Ivan Ilyich, Resurrection, The Kreutzer Sonata, Hadji Murat,
        The Cossacks
      Dostoevsky: Crime and Punishment, The Idiot, The Brothers Karamazov, Notes from Underground, Demons, The Gambler,
        Poor Folk, White Nights
      Kafka: The Metamorphosis, The Trial, The Castle, In the Penal Colony, A Hunger Artist, The Judgment
      Stephen King: The Shining, Carrie, Misery, Pet Sematary, Salem's Lot, The Green Mile, Cujo, The Dark Tower,
        The Stand, Christine, Firestarter, Dolores Claiborne
      Steinbeck: The Grapes of Wrath, Of Mice and Men, East of Eden, Cannery Row, Tortilla Flat, The Pearl,
        The Winter of Our Discontent, Travels with Charley
      Homer: The Iliad, The Odyssey
      Goethe: Faust, The Sorrows of Young Werther, Elective Affinities
      Victor Hugo: Les Miserables, The Hunchback of Notre-Dame, Toilers of the Sea, Ninety-Three, The Man Who Laughs
      Oscar Wilde: The Picture of Dorian Gray, The Importance of Being Earnest, An Ideal Husband, Lady Windermere's Fan,
        Salome, The Canterville Ghost, The Happy Prince, De Profundis, The Ballad of Reading Gaol
      """)

  static let directors = FactTable(
    "director of a film",
    prompt: "The film {} was directed by",
    paraphrases: ["The director of the film {} is", "On the poster of {} stands the name of its director,"],
    generation: ["The first scene of {} shows", "The actors in {} are"],
    facts: """
      Spielberg: Jaws, Jurassic Park, Schindler's List, Saving Private Ryan, Raiders of the Lost Ark, Minority Report,
        Close Encounters of the Third Kind, The Color Purple, Catch Me If You Can, War Horse, Bridge of Spies, Lincoln,
        The Terminal, Empire of the Sun, Amistad
      Hitchcock: Psycho, The Birds, Vertigo, Rear Window, North by Northwest, Dial M for Murder, Notorious, Rope,
        Spellbound, Strangers on a Train, To Catch a Thief, Frenzy, Marnie, Torn Curtain, Shadow of a Doubt,
        The Lady Vanishes
      Kubrick: A Clockwork Orange, Dr. Strangelove, Full Metal Jacket, Barry Lyndon, Paths of Glory, Eyes Wide Shut
      Scorsese: Taxi Driver, Goodfellas, Raging Bull, Gangs of New York, The Departed, Mean Streets, Shutter Island,
        Hugo, The Aviator, The King of Comedy, The Wolf of Wall Street
      Christopher Nolan: Inception, Memento, Interstellar, The Dark Knight, Dunkirk, The Prestige, Tenet, Oppenheimer,
        Batman Begins
      Tarantino: Pulp Fiction, Reservoir Dogs, Kill Bill, Django Unchained, Jackie Brown, Inglourious Basterds,
        The Hateful Eight
      James Cameron: Titanic, Avatar, Aliens, The Terminator, True Lies, The Abyss
      Kurosawa: Seven Samurai, Rashomon, Ran, Yojimbo, Ikiru, Throne of Blood, Kagemusha, The Hidden Fortress
      Ridley Scott: Alien, Gladiator, Blade Runner, Thelma and Louise, The Martian, Black Hawk Down, Kingdom of Heaven
      Woody Allen: Annie Hall, Zelig, Sleeper, Midnight in Paris, Match Point, The Purple Rose of Cairo
      """)

  static let compositions = FactTable(
    "composer of a work",
    prompt: "The music of {} was composed by",
    paraphrases: ["The composer of {} is", "Music lovers know {} as a work by"],
    generation: ["The first bars of {}", "Those who have heard {} remember"],
    facts: """
      Giuseppe Verdi: Aida, La Traviata, Rigoletto, Nabucco, Il Trovatore, Falstaff, Don Carlos, Simon Boccanegra,
        Ernani, Un Ballo in Maschera, La Forza del Destino, Luisa Miller, I Vespri Siciliani
      Wolfgang Amadeus Mozart: The Magic Flute, Don Giovanni, The Marriage of Figaro, Cosi fan tutte, Idomeneo,
        The Abduction from the Seraglio, La Clemenza di Tito, Eine kleine Nachtmusik, Mitridate
      Richard Wagner: Lohengrin, Tannhauser, Parsifal, Tristan und Isolde, The Flying Dutchman, Das Rheingold,
        Siegfried, Gotterdammerung, Die Meistersinger, Rienzi
      Giacomo Puccini: Tosca, La Boheme, Madama Butterfly, Turandot, Gianni Schicchi, La Fanciulla del West,
        Manon Lescaut, La Rondine, Suor Angelica
      Gioachino Rossini: The Barber of Seville, William Tell, La Cenerentola, The Thieving Magpie, Semiramide, Tancredi
      Pyotr Ilyich Tchaikovsky: Swan Lake, The Nutcracker, Eugene Onegin, The Queen of Spades, The Sleeping Beauty,
        Iolanta
      Johann Sebastian Bach: the Well-Tempered Clavier, the Goldberg Variations, the Brandenburg Concertos,
        the Art of Fugue, the Musical Offering, the Coffee Cantata, the Saint Matthew Passion, the Italian Concerto,
        the Mass in B Minor
      Ludwig van Beethoven: Fidelio, Fur Elise, the Moonlight Sonata, the Pastoral Symphony, the Eroica Symphony,
        the Kreutzer Sonata, the Waldstein Sonata, the Emperor Concerto, the Diabelli Variations
      Claude Debussy: Clair de Lune, La Mer, Children's Corner, Pelleas et Melisande, Suite Bergamasque, Estampes,
        the Prelude to the Afternoon of a Faun
      Johann Strauss: The Blue Danube, Die Fledermaus, The Gypsy Baron, Tales from the Vienna Woods, the Emperor Waltz,
        the Tritsch-Tratsch Polka
      Igor Stravinsky: The Rite of Spring, The Firebird, Petrushka, Pulcinella, The Soldier's Tale, Apollon musagete
      """)
}
