extension FactTable {
  static let kinds = FactTable(
    "kind of a thing",
    prompt: "The {} is a kind of",
    paraphrases: ["Experts describe the {} as a type of", "By its nature the {} is a sort of"],
    generation: ["A child who sees a picture of the {} says", "Two things are typical of the {}:"],
    facts: """
      bird: sparrow, robin, eagle, pigeon, blackbird, owl, raven, swan, penguin, ostrich, flamingo, pelican, heron,
        stork, woodpecker, nightingale, hummingbird, falcon, hawk, vulture, seagull, albatross, goldfinch, magpie,
        peacock, parrot, canary, starling, lark, thrush, cuckoo, kingfisher, toucan, partridge, pheasant, wren
      fish: salmon, trout, tuna, herring, cod, shark, mackerel, sardine, carp, haddock, halibut, eel, anchovy,
        barracuda, piranha, sturgeon, perch, stingray, catfish, flounder, swordfish, tilapia, clownfish
      insect: beetle, butterfly, dragonfly, mosquito, grasshopper, wasp, ant, bee, cricket, cockroach, termite, ladybug,
        moth, locust, firefly, hornet, flea, bumblebee, cicada, housefly, earwig, praying mantis
      tree: oak, birch, maple, willow, beech, elm, poplar, spruce, fir, sequoia, sycamore, hornbeam, alder, aspen,
        cypress, eucalyptus, larch, rowan, baobab
      flower: tulip, daffodil, daisy, orchid, carnation, rose, lily, sunflower, marigold, chrysanthemum, violet, peony,
        poppy, geranium, hyacinth, begonia, petunia, buttercup, crocus, snowdrop, pansy, gladiolus
      dog: poodle, dachshund, beagle, bulldog, terrier, labrador, greyhound, dalmatian, rottweiler, spaniel, collie,
        chihuahua, doberman, pug, mastiff, schnauzer, whippet, golden retriever, German shepherd, Great Dane, corgi,
        husky
      fruit: apple, banana, pear, peach, cherry, plum, mango, apricot, pineapple, strawberry, raspberry, grape, kiwi,
        papaya, lemon, blueberry, grapefruit, melon, pomegranate, nectarine, gooseberry, tangerine
      vegetable: carrot, cabbage, onion, turnip, cauliflower, leek, radish, parsnip, artichoke, Brussels sprout,
        beetroot
      dance: waltz, tango, foxtrot, polka, samba, rumba, minuet, mazurka, flamenco, quickstep, mambo, bolero, polonaise,
        charleston, cha-cha-cha, jive
      snake: cobra, python, rattlesnake, viper, anaconda, boa constrictor, adder, mamba, copperhead, taipan, asp
      boat: canoe, kayak, gondola, ferry, yacht, catamaran, dinghy, trawler, sailboat, rowboat, tugboat, barge, schooner
      weapon: sword, dagger, spear, musket, crossbow, rifle, pistol, revolver, cannon, halberd, lance, shotgun, bayonet
      tool: hammer, screwdriver, chisel, wrench, pickaxe, shovel, drill, crowbar, rake, spade, trowel, hoe
      """)

  static let mythologies = FactTable(
    "mythology of a god or hero",
    prompt: "The mythology to which {} belongs is",
    paraphrases: ["The name of {} appears in a mythology that is called", "The old stories about {} are"],
    generation: ["The myth of {} begins when", "In statues and pictures {} is shown with"],
    facts: """
      Greek: Zeus, Athena, Poseidon, Aphrodite, Hermes, Hera, Artemis, Ares, Dionysus, Demeter, Hephaestus, Hades,
        Persephone, Odysseus, Achilles, Heracles, Perseus, Theseus, Medusa, Orpheus, Prometheus, Pandora, Icarus,
        Daedalus, Oedipus, Jason, Medea, Narcissus, Sisyphus, Cassandra, Agamemnon, Ajax, Antigone, Atalanta, Tantalus,
        Cronus, Andromeda, Eurydice
      Roman: Jupiter, Juno, Minerva, Vulcan, Neptune, Mercury, Mars, Venus, Ceres, Vesta, Bacchus, Janus, Saturn,
        Aeneas, Faunus, Remus, Pomona
      Norse: Odin, Thor, Loki, Freya, Baldur, Heimdall, Tyr, Frigg, Fenrir, Sigurd, Brunhild, Njord, Sleipnir, Ymir,
        Idun, Bragi
      Egyptian: Osiris, Isis, Horus, Anubis, Ra, Thoth, Seth, Hathor, Bastet, Sekhmet, Sobek, Nut, Geb, Ptah, Khonsu,
        Nephthys
      Hindu: Vishnu, Shiva, Brahma, Krishna, Ganesha, Rama, Hanuman, Lakshmi, Kali, Parvati, Durga, Indra, Saraswati,
        Ravana, Sita, Agni, Varuna
      Celtic: Cernunnos, Epona, Lugh, Brigid, the Dagda, Cuchulainn, the Morrigan, Finn McCool, Taranis
      Aztec: Quetzalcoatl, Huitzilopochtli, Tlaloc, Tezcatlipoca, Xipe Totec, Coatlicue, Xochipilli
      """)

  static let clubs = FactTable(
    "country of a soccer club",
    prompt: "{} is a soccer club from the country of",
    paraphrases: ["The home games of the soccer club {} are played in", "The fans of {} travel to matches all over"],
    generation: ["Supporters of {} sing", "In its best season {} won"],
    facts: """
      England: Arsenal, Chelsea, Everton, Aston Villa, Tottenham Hotspur, Manchester United, Liverpool FC,
        Manchester City, Newcastle United, Leeds United, West Ham United, Fulham, Crystal Palace, Nottingham Forest,
        Blackburn Rovers, Leicester City, Millwall, Ipswich Town, Sunderland AFC, Burnley
      Italy: Juventus, AC Milan, Inter Milan, Lazio, Napoli, AS Roma, Fiorentina, Sampdoria, Udinese, Atalanta BC,
        Torino, Hellas Verona, Cagliari Calcio, Sassuolo
      Spain: Real Madrid, Atletico Madrid, Villarreal, Real Betis, Espanyol, Real Sociedad, Athletic Bilbao, Celta Vigo,
        Valencia CF, Osasuna, Rayo Vallecano, FC Barcelona, Getafe, Sevilla FC
      Germany: Bayern Munich, Borussia Dortmund, Schalke 04, Werder Bremen, Bayer Leverkusen, Hertha BSC, VfB Stuttgart,
        Eintracht Frankfurt, Borussia Monchengladbach, VfL Wolfsburg, Hamburger SV, FC Cologne, RB Leipzig, SC Freiburg
      France: Paris Saint-Germain, Olympique Lyon, Olympique Marseille, AS Saint-Etienne, Girondins Bordeaux, FC Nantes,
        Lille OSC, Stade Rennais, OGC Nice, Toulouse FC, Stade Reims, FC Metz
      Scotland: Celtic, Rangers, Hibernian, Heart of Midlothian, Kilmarnock, Aberdeen FC, Dundee United, Motherwell,
        Saint Mirren
      Portugal: Benfica, Sporting Lisbon, FC Porto, Boavista, Vitoria Guimaraes, Belenenses, Maritimo
      Brazil: Flamengo, Corinthians, Palmeiras, Gremio, Santos FC, Fluminense, Botafogo, Cruzeiro, Atletico Mineiro
      Argentina: Boca Juniors, River Plate, Racing Club, Independiente, San Lorenzo, Velez Sarsfield, Estudiantes,
        Newell's Old Boys
      Turkey: Galatasaray, Fenerbahce, Besiktas, Trabzonspor, Bursaspor, Konyaspor, Sivasspor
      Greece: Olympiacos, Panathinaikos, AEK Athens, PAOK, Aris Thessaloniki, Panionios
      Belgium: Anderlecht, Club Brugge, Standard Liege, KRC Genk, Royal Antwerp, Charleroi SC
      """)
}
