extension SubjectTable {
  static let continents = SubjectTable(
    "continent of a country",
    facts: """
      Afghanistan Asia, Albania Europe, Algeria Africa, Andorra Europe, Angola Africa, Argentina South, Austria Europe,
      Bahrain Asia, Bangladesh Asia, Belarus Europe, Belgium Europe, Benin Africa, Bhutan Asia, Bolivia South,
      Botswana Africa, Brazil South, Burundi Africa, Cambodia Asia, Cameroon Africa, Chad Africa, Chile South,
      China Asia, Colombia South, Croatia Europe, Denmark Europe, Djibouti Africa, Ecuador South, Eritrea Africa,
      Estonia Europe, Ethiopia Africa, Finland Europe, France Europe, Gabon Africa, Germany Europe, Ghana Africa,
      Greece Europe, Guinea Africa, Guyana South, Hungary Europe, Iceland Europe, India Asia, Iran Asia, Iraq Asia,
      Ireland Europe, Italy Europe, Japan Asia, Jordan Asia, Kenya Africa, Kuwait Asia, Kyrgyzstan Asia, Laos Asia,
      Latvia Europe, Lesotho Africa, Liberia Africa, Libya Africa, Liechtenstein Europe, Lithuania Europe,
      Luxembourg Europe, Madagascar Africa, Malawi Africa, Malaysia Asia, Mali Africa, Mauritania Africa, Monaco Europe,
      Mongolia Asia, Morocco Africa, Mozambique Africa, Namibia Africa, Nepal Asia, Niger Africa, Nigeria Africa,
      Norway Europe, Oman Asia, Pakistan Asia, Paraguay South, Peru South, Poland Europe, Portugal Europe, Qatar Asia,
      Romania Europe, Rwanda Africa, Saudi Arabia Asia, Senegal Africa, Serbia Europe, Sierra Leone Africa,
      Singapore Asia, Slovakia Europe, Slovenia Europe, Somalia Africa, South Africa Africa, South Korea Asia,
      Spain Europe, Sri Lanka Asia, Sudan Africa, Suriname South, Sweden Europe, Switzerland Europe, Tajikistan Asia,
      Tanzania Africa, Thailand Asia, Togo Africa, Tunisia Africa, Turkmenistan Asia, Uganda Africa, Uruguay South,
      Uzbekistan Asia, Venezuela South, Vietnam Asia, Yemen Asia, Zambia Africa, Zimbabwe Africa
      """)

  static let languages = SubjectTable(
    "official language of a country",
    facts: """
      Angola Portuguese, Argentina Spanish, Bahrain Arabic, Barbados English, Belize English, Benin French,
      Botswana English, Brazil Portuguese, Cape Verde Portuguese, Chile Spanish, Colombia Spanish, Congo French,
      Costa Rica Spanish, Cuba Spanish, Dominica English, Egypt Arabic, El Salvador Spanish, France French,
      Gabon French, Ghana English, Grenada English, Guatemala Spanish, Guinea French, Guinea-Bissau Portuguese,
      Guyana English, Honduras Spanish, Hungary Hungarian, Ivory Coast French, Jamaica English, Jordan Arabic,
      Kuwait Arabic, Lebanon Arabic, Liberia English, Libya Arabic, Monaco French, Mozambique Portuguese,
      the Netherlands Dutch, Nicaragua Spanish, Nigeria English, Oman Arabic, Panama Spanish, Poland Polish,
      Portugal Portuguese, Qatar Arabic, Romania Romanian, Sao Tome and Principe Portuguese, Saudi Arabia Arabic,
      Senegal French, Sierra Leone English, Spain Spanish, Suriname Dutch, Syria Arabic, Togo French, Tunisia Arabic,
      Uruguay Spanish, Venezuela Spanish, Yemen Arabic, Zambia English
      """)

  static let currencies = SubjectTable(
    "currency of a country",
    facts: """
      Algeria dinar, Andorra euro, Argentina peso, Australia dollar, Austria euro, Bahrain dinar, Barbados dollar,
      Belgium euro, Belize dollar, Benin franc, Cameroon franc, Canada dollar, Chad franc, Chile peso, Colombia peso,
      Congo franc, Cuba peso, Cyprus euro, Djibouti franc, the Dominican Republic peso, Estonia euro, Finland euro,
      France euro, Gabon franc, Germany euro, Greece euro, Guinea franc, Guyana dollar, Iraq dinar, Ireland euro,
      Italy euro, Jamaica dollar, Jordan dinar, Kuwait dinar, Latvia euro, Liberia dollar, Libya dinar, Lithuania euro,
      Luxembourg euro, Malta euro, Mauritius rupee, Mexico peso, Monaco euro, Namibia dollar, Nepal rupee,
      New Zealand dollar, the Philippines peso, Portugal euro, Rwanda franc, Senegal franc, Serbia dinar,
      Seychelles rupee, Singapore dollar, Slovakia euro, Slovenia euro, Spain euro, Switzerland franc, Togo franc,
      Tunisia dinar, Uruguay peso
      """)

  static let capitals = SubjectTable(
    "capital of a country",
    facts: """
      Algeria Algiers, Argentina Buenos, Austria Vienna, Barbados Bridgetown, Botswana Gaborone, Cambodia Phnom,
      China Beijing, the Czech Republic Prague, the Dominican Republic Domingo, Estonia Tallinn, France Paris,
      Germany Berlin, Greece Athens, Hungary Budapest, Iceland Reykjavik, Iraq Baghdad, Italy Rome, Jamaica Kingston,
      Latvia Riga, Lithuania Vilnius, Mexico Mexico, Mongolia Ulan, Namibia Windhoek, Nepal Kathmandu, Norway Oslo,
      Poland Warsaw, Portugal Lisbon, Qatar Doha, Romania Bucharest, Russia Moscow, Rwanda Kigali, Serbia Belgrade,
      Spain Madrid, the United Kingdom London, the United States Washington, Uruguay Montevideo, Zimbabwe Harare
      """)
}
