extension FactTable {
  static let rivers = FactTable(
    "continent of a river",
    prompt: "The {} is a river on the continent of",
    paraphrases: ["The continent through which the {} flows is", "The waters of the {} come from rain and snow over"],
    generation: ["Along the banks of the {} people", "The bridges across the {} are"],
    facts: """
      Europe: Danube, Rhine, Loire, Seine, Thames, Elbe, Oder, Vistula, Po, Tiber, Arno, Rhone, Garonne, Ebro, Tagus,
        Douro, Dnieper, Dniester, Don, Volga, Weser, Meuse, Moselle, Severn, Shannon, Glomma, Neman, Sava, Drina, Tisza,
        Guadalquivir, Marne, Spree
      Asia: Yangtze, Mekong, Ganges, Indus, Brahmaputra, Irrawaddy, Salween, Tigris, Euphrates, Ob, Yenisei, Lena, Amur,
        Jordan River, Amu Darya, Syr Darya, Yamuna, Godavari, Chao Phraya, Angara, Irtysh, Kolyma, Narmada
      Africa: Nile, Congo River, Zambezi, Limpopo, Volta, Okavango, Ubangi, Blue Nile, White Nile, Kasai, Benue, Vaal
      South America: Amazon, Orinoco, Parana, Magdalena, Rio Negro, Madeira, Xingu, Tapajos, Paraguay River, Maranon,
        Ucayali
      North America: Mississippi, Missouri, Ohio River, Yukon, Rio Grande, Hudson, Potomac, Colorado River,
        Saint Lawrence, Mackenzie, Arkansas River, Tennessee River, Susquehanna, Snake River, Platte, Fraser,
        Delaware River
      """)

  static let mountains = FactTable(
    "continent of a mountain",
    prompt: "The peak of {} can be found on the continent of",
    paraphrases: ["Climbers who want to stand on {} fly to", "Lists of the world's mountains have {} among those of"],
    generation: ["The snow on {} is", "Those who have climbed {} tell of"],
    facts: """
      Europe: Mont Blanc, the Matterhorn, the Eiger, Ben Nevis, Mount Olympus, the Jungfrau, Mount Etna, Mount Vesuvius,
        the Zugspitze, Snowdon, Monte Rosa, Stromboli, the Grossglockner, Triglav, Scafell Pike, the Weisshorn, Hekla
      Asia: Mount Everest, K2, Lhotse, Kangchenjunga, Mount Fuji, Annapurna, Nanga Parbat, Makalu, Dhaulagiri, Manaslu,
        Krakatoa, Mount Ararat, Mount Pinatubo, Kailash, Nanda Devi, Mount Hermon, Mount Damavand, Mount Tambora,
        Cho Oyu
      Africa: Kilimanjaro, Mount Kenya, Table Mountain, Toubkal, Mount Cameroon, Mount Elgon, Nyiragongo, Ras Dashen
      South America: Aconcagua, Chimborazo, Cotopaxi, Huascaran, Fitz Roy, Ojos del Salado, Illimani, Nevado del Ruiz,
        Cerro Torre, Alpamayo
      North America: Denali, Mount Rainier, Mount Saint Helens, Pikes Peak, Mount Whitney, Popocatepetl, Mount Logan,
        Mount Hood, Half Dome, El Capitan, Mount Shasta, Mount Rushmore, Longs Peak, Mount Mitchell
      """)

  static let mouths = FactTable(
    "sea of a river",
    prompt: "At its mouth the {} flows into the",
    paraphrases: ["Fish that swim down the {} come to the", "Boats that go down the {} reach the"],
    generation: ["Where the {} ends there are", "Near its mouth the {} becomes"],
    facts: """
      North Sea: Elbe, Weser, Tees, Tyne, Humber, Thames, Scheldt, Ems, Tweed, Forth
      Black Sea: Dnieper, Dniester, Southern Bug, Sakarya, Rioni, Danube, Kizilirmak
      Mediterranean: Rhone, Ebro, Tiber, Arno, Jucar, Nile, Moulouya
      Baltic: Vistula, Oder, Neman, Daugava, Torne
      Caspian: Volga, Ural River, Kura, Terek
      Atlantic: Loire, Tagus, Douro, Garonne, Amazon, Congo River, Senegal River, Gambia River, Guadalquivir
      """)
}
