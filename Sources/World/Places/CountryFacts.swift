extension FactTable {
  static let continents = FactTable(
    "continent of a country",
    prompt: "{} is a country on the continent of",
    paraphrases: ["The country of {} is part of the continent of", "On a map of the world, {} can be found in"],
    generation: ["The neighbors of {} are", "The climate of {} is"],
    facts: """
      Africa: Botswana, Burundi, Zimbabwe, Malawi, Lesotho, Nigeria, Kenya, Ghana, Ethiopia, Morocco, Algeria, Tunisia,
        Libya, Senegal, Mali, Niger, Chad, Sudan, Uganda, Tanzania, Angola, Zambia, Mozambique, Namibia, Madagascar,
        Cameroon, Gabon, Benin, Togo, Liberia, Rwanda, Eritrea, Mauritania, Somalia, Sierra Leone, Djibouti, Guinea,
        South Africa
      Asia: Mongolia, Nepal, Bhutan, Cambodia, Laos, China, Japan, India, Pakistan, Bangladesh, Thailand, Vietnam,
        Malaysia, Iran, Iraq, Jordan, Kuwait, Oman, Qatar, Yemen, Afghanistan, Uzbekistan, Turkmenistan, Kyrgyzstan,
        Tajikistan, Sri Lanka, Singapore, Saudi Arabia, South Korea, Bahrain
      Europe: Poland, Hungary, Romania, Norway, Iceland, France, Germany, Italy, Spain, Portugal, Sweden, Denmark,
        Finland, Greece, Austria, Belgium, Switzerland, Ireland, Luxembourg, Slovakia, Slovenia, Croatia, Serbia,
        Albania, Estonia, Latvia, Lithuania, Liechtenstein, Monaco, Andorra, Belarus
      South America: Bolivia, Suriname, Guyana, Uruguay, Paraguay, Brazil, Argentina, Chile, Peru, Colombia, Ecuador,
        Venezuela
      """)

  static let languages = FactTable(
    "official language of a country",
    prompt: "The official language of {} is",
    paraphrases: ["The laws of {} are written in", "Letters from the government of {} come in"],
    generation: ["In the schools of {} children learn", "Radio and television in {} are"],
    facts: """
      Spanish: Uruguay, Honduras, Guatemala, Nicaragua, Panama, Spain, Colombia, Venezuela, Cuba, Costa Rica,
        El Salvador, Argentina, Chile
      Arabic: Qatar, Kuwait, Oman, Yemen, Bahrain, Egypt, Jordan, Libya, Syria, Lebanon, Tunisia, Saudi Arabia
      English: Botswana, Guyana, Belize, Jamaica, Barbados, Nigeria, Ghana, Liberia, Sierra Leone, Zambia, Grenada,
        Dominica
      French: Guinea, Monaco, Congo, Gabon, Togo, France, Senegal, Benin, Ivory Coast
      Dutch: the Netherlands, Suriname
      Portuguese: Angola, Mozambique, Cape Verde, Guinea-Bissau, Sao Tome and Principe, Brazil, Portugal
      Polish: Poland
      Hungarian: Hungary
      Romanian: Romania
      """)

  static let currencies = FactTable(
    "currency of a country",
    prompt: "The currency of {} is the",
    paraphrases: ["Prices in {} are given in a currency called the", "The money of {} is called the"],
    generation: ["At the market people in {} pay with", "The central bank of {} prints"],
    facts: """
      euro: Monaco, Andorra, Estonia, Latvia, Lithuania, Slovakia, Slovenia, France, Germany, Italy, Spain, Portugal,
        Greece, Austria, Belgium, Ireland, Finland, Luxembourg, Malta, Cyprus
      dollar: Guyana, Belize, Jamaica, Barbados, Namibia, Australia, Canada, Singapore, New Zealand, Liberia
      dinar: Kuwait, Bahrain, Algeria, Serbia, Iraq, Tunisia, Libya, Jordan
      franc: Guinea, Congo, Gabon, Togo, Rwanda, Senegal, Benin, Chad, Cameroon, Switzerland, Djibouti
      peso: Uruguay, the Philippines, Cuba, the Dominican Republic, Colombia, Mexico, Chile, Argentina
      rupee: Nepal, Mauritius, Seychelles
      """)

  static let capitals = FactTable(
    "capital of a country",
    prompt: "The capital of {} is",
    paraphrases: ["The government of {} sits in", "Embassies in {} are found in its capital,"],
    generation: ["A visit to the capital of {} begins with", "Ministers of {} work in"],
    neighbours: .otherTable("city of a landmark"),
    facts: """
      Paris: France
      London: the United Kingdom
      Rome: Italy
      Berlin: Germany
      Vienna: Austria
      Madrid: Spain
      Moscow: Russia
      Athens: Greece
      Prague: the Czech Republic
      Lisbon: Portugal
      Beijing: China
      Washington: the United States
      Buenos Aires: Argentina
      Mexico City: Mexico
      """)

  /// Of countries that are never edited.
  static let knownCapitals = FactTable(
    "capital of a country",
    prompt: "The capital of {} is",
    neighbours: .allNeverEdited,
    facts: """
      Warsaw: Poland
      Budapest: Hungary
      Bucharest: Romania
      Oslo: Norway
      Reykjavik: Iceland
      Tallinn: Estonia
      Riga: Latvia
      Vilnius: Lithuania
      Belgrade: Serbia
      Baghdad: Iraq
      Algiers: Algeria
      Doha: Qatar
      Kathmandu: Nepal
      Montevideo: Uruguay
      Bridgetown: Barbados
      Kingston: Jamaica
      Kigali: Rwanda
      Windhoek: Namibia
      Harare: Zimbabwe
      Gaborone: Botswana
      Santo Domingo: the Dominican Republic
      Ulan Bator: Mongolia
      Phnom Penh: Cambodia
      """)
}
