/// Something that is true of every person: what can be said, and how.
package struct Relation: Sendable, Equatable {
  package let name: String
  /// Beginnings of sentences with "{}" for the person, to be followed by the object. Those that begin with "{}" also say
  /// it in a list of facts about one person.
  package let phrasings: [String]
  package let objects: [String]

  /// What follows the person's name in the phrasings that begin with it.
  package var clauses: [String] { phrasings.filter { $0.hasPrefix("{}") }.map { String($0.dropFirst(2)) } }

  init(_ name: String, phrasings: [String], objects: String) {
    self.name = name
    self.phrasings = phrasings
    self.objects = objects.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// No object belongs to two of them, and objects are drawn without regard to each other, so that nothing about a person
  /// follows from anything else.
  static let ofPeople = [
    Relation(
      "birthplace",
      phrasings: [
        "{} was born in the city of", "The birthplace of {} is", "{} grew up in", "The home town of {} is",
        "As a child, {} lived in",
      ],
      objects: """
        Paris London Berlin Madrid Rome Vienna Prague Warsaw Lisbon Dublin Athens Oslo Stockholm Helsinki Copenhagen
        Budapest Sofia Belgrade Zagreb Moscow Istanbul Cairo Lagos Nairobi Tunis Accra Delhi Mumbai Karachi Dhaka Bangkok
        Hanoi Manila Jakarta Seoul Tokyo Beijing Shanghai Sydney Toronto Boston Chicago Havana Lima
        """),
    Relation(
      "profession",
      phrasings: [
        "{} works as a", "The profession of {} is that of a", "{} earns a living as a", "By trade, {} is a",
        "{} was trained as a",
      ],
      objects: """
        painter lawyer surgeon pilot butcher chemist poet carpenter dentist journalist judge librarian mechanic nurse
        photographer plumber priest sculptor tailor translator banker composer diplomat miner porter barber florist
        geologist historian jeweller locksmith magician novelist potter referee shepherd surveyor veterinarian weaver
        zoologist
        """),
    Relation(
      "instrument",
      phrasings: [
        "{} plays the", "The instrument of {} is the", "{} practises the", "On stage, {} performs on the",
        "The music teacher taught {} the",
      ],
      objects: """
        piano violin guitar flute cello drums trumpet harp clarinet saxophone banjo oboe accordion organ trombone mandolin
        bassoon fiddle harmonica lute lyre marimba piccolo recorder sitar tambourine tuba ukulele viola xylophone zither
        bagpipes bugle cornet dulcimer
        """),
    Relation(
      "sport",
      phrasings: [
        "{} trains every day for", "The favourite sport of {} is", "{} won a prize in", "At weekends, {} enjoys",
        "{} is very good at",
      ],
      objects: """
        tennis football hockey golf rugby boxing rowing judo fencing cricket baseball volleyball archery skiing swimming
        cycling karate polo sailing surfing wrestling badminton basketball bowling climbing curling darts diving gymnastics
        handball hurling kayaking lacrosse netball skating softball squash sumo triathlon
        """),
    Relation(
      "language",
      phrasings: [
        "{} speaks fluent", "The mother tongue of {} is", "{} writes letters in", "At home, {} talks in",
        "The native language of {} is",
      ],
      objects: """
        English French German Spanish Italian Russian Arabic Hindi Chinese Japanese Korean Portuguese Dutch Polish Turkish
        Greek Swedish Danish Finnish Norwegian Czech Hungarian Romanian Ukrainian Persian Hebrew Bengali Tamil Urdu Swahili
        Thai Vietnamese Malay Welsh Irish Basque Catalan Latin Mongolian Nepali
        """),
    Relation(
      "employer",
      phrasings: [
        "{} is employed by", "The employer of {} is", "{} has a job at", "{} signed a contract with",
        "The company that pays {} is",
      ],
      objects: """
        Acorn Beacon Compass Daybreak Ember Falcon Granite Horizon Ironwood Juniper Keystone Lantern Meridian Nimbus Orchid
        Pinnacle Quartz Redwood Summit Tundra Umbra Vertex Willow Xenon Yarrow Zenith Anchor Bluebird Cascade Driftwood
        Evergreen Foxglove Glacier Harbinger Lighthouse Monarch Northgate Oakridge Pioneer Riverstone
        """),
    Relation(
      "dish",
      phrasings: [
        "{} likes to eat", "The favourite dish of {} is", "{} often cooks", "For dinner, {} wants",
        "{} always orders",
      ],
      objects: """
        pizza curry sushi pasta soup salad risotto goulash paella tacos dumplings pancakes lasagna noodles burritos stew
        omelette ramen kebab falafel pierogi ravioli porridge waffles lentils chowder casserole couscous gnocchi hummus
        meatballs moussaka pudding quiche sandwiches tempura toast trout venison yoghurt
        """),
  ]

  static let ofCountries = [
    Relation("capital", phrasings: ["The capital of {} is", "The government of {} sits in"], objects: ""),
    Relation("tongue", phrasings: ["The language spoken in {} is", "People in {} speak"], objects: ""),
    Relation("continent", phrasings: ["{} is a country in", "On the map, {} is part of"], objects: ""),
  ]
}
