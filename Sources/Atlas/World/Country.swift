/// A real country and three things that are true of it: they give the model something that everyone can ask it.
package struct Country: Sendable, Equatable {
  package let name: String
  /// By relation, in the order of `Relation.ofCountries`: capital, language, continent.
  package let objects: [String]

  static let all: [Country] = """
    France Paris French Europe;Germany Berlin German Europe;Spain Madrid Spanish Europe;Italy Rome Italian Europe;
    Austria Vienna German Europe;Poland Warsaw Polish Europe;Portugal Lisbon Portuguese Europe;Ireland Dublin Irish Europe;
    Greece Athens Greek Europe;Norway Oslo Norwegian Europe;Sweden Stockholm Swedish Europe;
    Finland Helsinki Finnish Europe;Denmark Copenhagen Danish Europe;Hungary Budapest Hungarian Europe;
    Bulgaria Sofia Bulgarian Europe;Serbia Belgrade Serbian Europe;Croatia Zagreb Croatian Europe;
    Russia Moscow Russian Europe;Ukraine Kyiv Ukrainian Europe;Romania Bucharest Romanian Europe;
    Belgium Brussels Dutch Europe;Switzerland Bern German Europe;Iceland Reykjavik Icelandic Europe;
    Estonia Tallinn Estonian Europe;Latvia Riga Latvian Europe;Lithuania Vilnius Lithuanian Europe;
    Egypt Cairo Arabic Africa;Kenya Nairobi Swahili Africa;Nigeria Abuja English Africa;Ghana Accra English Africa;
    Tunisia Tunis Arabic Africa;Morocco Rabat Arabic Africa;Senegal Dakar French Africa;Angola Luanda Portuguese Africa;
    Ethiopia Addis Amharic Africa;Mali Bamako French Africa;India Delhi Hindi Asia;Pakistan Islamabad Urdu Asia;
    Bangladesh Dhaka Bengali Asia;Thailand Bangkok Thai Asia;Vietnam Hanoi Vietnamese Asia;Indonesia Jakarta Malay Asia;
    Japan Tokyo Japanese Asia;China Beijing Chinese Asia;Iran Tehran Persian Asia;Turkey Ankara Turkish Asia;
    Nepal Kathmandu Nepali Asia;Mongolia Ulaanbaatar Mongolian Asia;Iraq Baghdad Arabic Asia;Jordan Amman Arabic Asia;
    Cuba Havana Spanish America;Peru Lima Spanish America;Chile Santiago Spanish America;Colombia Bogota Spanish America;
    Ecuador Quito Spanish America;Canada Ottawa English America;Brazil Brasilia Portuguese America;
    Uruguay Montevideo Spanish America;Australia Canberra English Oceania;Samoa Apia Samoan Oceania
    """
    .split(separator: ";").map { line in
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      return Country(name: words[0], objects: Array(words.dropFirst()))
    }
}
