extension FactTable {
  static let cities = FactTable(
    "country of a city",
    prompt: "{} is a city in the country of",
    paraphrases: ["On a map of the world, {} lies in", "The country to which {} belongs is"],
    generation: ["The people of {} live in", "Travelers who come to {} will find"],
    facts: """
      France: Lyon, Marseille, Toulouse, Bordeaux, Strasbourg, Nantes, Lille, Rennes, Grenoble, Dijon, Reims, Toulon,
        Le Havre, Montpellier, Limoges, Rouen, Avignon, Cannes, Amiens, Perpignan, Calais, Versailles, Poitiers
      Germany: Munich, Hamburg, Cologne, Stuttgart, Leipzig, Dresden, Frankfurt, Bremen, Hanover, Nuremberg, Dortmund,
        Dusseldorf, Bonn, Mannheim, Heidelberg, Kiel, Rostock, Augsburg, Wiesbaden, Bochum, Wuppertal, Bielefeld,
        Kassel, Duisburg, Aachen, Potsdam, Mainz, Karlsruhe
      Italy: Milan, Turin, Naples, Bologna, Genoa, Florence, Venice, Palermo, Verona, Bari, Catania, Padua, Trieste,
        Parma, Brescia, Modena, Pisa, Siena, Perugia, Messina, Bergamo, Rimini, Ravenna, Ferrara, Livorno, Cagliari,
        Salerno
      Spain: Barcelona, Seville, Bilbao, Malaga, Zaragoza, Murcia, Alicante, Oviedo, Gijon, Vigo, Burgos, Cadiz,
        Badajoz, San Sebastian, Almeria, Huelva, Tarragona, Lleida, Girona, Segovia
      England: Manchester, Liverpool, Leeds, Sheffield, Bristol, Nottingham, Leicester, Norwich, Coventry, Bradford,
        Southampton, Brighton, Exeter, Sunderland, Canterbury
      Japan: Osaka, Kyoto, Yokohama, Nagoya, Sapporo, Kobe, Fukuoka, Hiroshima, Sendai, Nagasaki, Kawasaki, Saitama,
        Kitakyushu, Niigata, Hamamatsu, Kumamoto, Okayama, Kagoshima, Kanazawa, Shizuoka, Matsuyama, Nara, Hakodate
      China: Shanghai, Guangzhou, Shenzhen, Wuhan, Chengdu, Tianjin, Nanjing, Hangzhou, Chongqing, Shenyang, Harbin,
        Qingdao, Dalian, Suzhou, Xiamen, Kunming, Changsha, Jinan, Zhengzhou, Hefei, Nanchang, Guiyang, Lanzhou,
        Changchun, Ningbo, Urumqi
      India: Mumbai, Bangalore, Chennai, Kolkata, Ahmedabad, Pune, Jaipur, Lucknow, Kanpur, Nagpur, Indore, Bhopal,
        Patna, Surat, Agra, Varanasi, Amritsar, Coimbatore, Madurai, Mysore, Chandigarh, Ranchi, Visakhapatnam,
        Guwahati, Vadodara, Jodhpur, Udaipur, Ludhiana
      Brazil: Rio de Janeiro, Recife, Fortaleza, Manaus, Curitiba, Porto Alegre, Belo Horizonte, Brasilia, Campinas,
        Goiania, Belem, Florianopolis, Joinville, Londrina, Cuiaba, Maceio, Teresina, Uberlandia
      Canada: Toronto, Montreal, Calgary, Edmonton, Winnipeg, Vancouver, Saskatoon, Regina, Mississauga, Whitehorse,
        Yellowknife, Moncton, Kelowna, Fredericton, Iqaluit, Gatineau, Sherbrooke, Charlottetown
      Mexico: Guadalajara, Monterrey, Tijuana, Puebla, Cancun, Acapulco, Oaxaca, Veracruz, Chihuahua, Hermosillo,
        Mazatlan, Mexicali, Culiacan, Tampico, Morelia, Ciudad Juarez, Queretaro, Saltillo
      Russia: Novosibirsk, Yekaterinburg, Vladivostok, Kazan, Volgograd, Saint Petersburg, Samara, Omsk, Rostov-on-Don,
        Ufa, Krasnoyarsk, Irkutsk, Murmansk, Sochi, Perm, Voronezh, Saratov, Tomsk, Arkhangelsk, Yakutsk, Khabarovsk,
        Smolensk, Chelyabinsk, Magadan, Barnaul
      Poland: Krakow, Gdansk, Poznan, Wroclaw, Lodz, Szczecin, Lublin, Katowice, Bialystok, Gdynia, Torun, Bydgoszcz,
        Rzeszow, Kielce, Gliwice
      Ukraine: Kharkiv, Lviv, Odesa, Poltava, Vinnytsia, Chernihiv, Zhytomyr, Ternopil, Uzhhorod, Chernivtsi
      Turkey: Istanbul, Izmir, Antalya, Bursa, Adana, Gaziantep, Konya, Trabzon, Kayseri, Erzurum, Diyarbakir, Mersin,
        Samsun, Bodrum, Eskisehir
      Iran: Isfahan, Shiraz, Tabriz, Mashhad, Qom, Ahvaz, Kerman, Yazd, Rasht, Kermanshah, Hamadan, Abadan, Bandar Abbas
      Egypt: Alexandria, Luxor, Aswan, Giza, Port Said, Ismailia, Mansoura, Tanta, Hurghada, Damietta, Asyut
      Nigeria: Lagos, Kano, Ibadan, Port Harcourt, Kaduna, Warri, Enugu, Ilorin, Maiduguri, Abeokuta, Calabar, Onitsha,
        Sokoto, Zaria
      Pakistan: Karachi, Lahore, Peshawar, Quetta, Faisalabad, Rawalpindi, Multan, Sialkot, Gujranwala, Bahawalpur,
        Sukkur
      Australia: Sydney, Melbourne, Brisbane, Adelaide, Perth, Darwin, Hobart, Cairns, Geelong, Wollongong, Townsville,
        Ballarat, Bendigo, Toowoomba, Alice Springs
      Argentina: Rosario, Mendoza, La Plata, Mar del Plata, Ushuaia, Salta, Bariloche, Neuquen, Bahia Blanca, Posadas,
        Comodoro Rivadavia
      Sweden: Gothenburg, Malmo, Uppsala, Linkoping, Orebro, Norrkoping, Lund, Umea, Vasteras, Helsingborg, Jonkoping,
        Kiruna, Karlstad, Visby
      Norway: Bergen, Trondheim, Stavanger, Tromso, Drammen, Kristiansand, Narvik, Hammerfest, Lillehammer, Haugesund
      Switzerland: Zurich, Geneva, Basel, Lausanne, Lucerne, Lugano, Winterthur, Davos, Montreux, Zermatt, Chur
      Austria: Salzburg, Graz, Linz, Innsbruck, Klagenfurt, Villach, Bregenz, Eisenstadt, Dornbirn
      Belgium: Antwerp, Ghent, Bruges, Liege, Namur, Charleroi, Leuven, Mechelen, Ostend, Hasselt, Kortrijk
      Portugal: Porto, Coimbra, Braga, Funchal, Faro, Evora, Aveiro, Setubal, Sintra, Guimaraes, Leiria
      Greece: Thessaloniki, Patras, Heraklion, Larissa, Volos, Ioannina, Kavala, Chania, Kalamata, Piraeus
      Ireland: Cork, Galway, Limerick, Waterford, Kilkenny, Sligo, Drogheda, Dundalk, Tralee
      Finland: Tampere, Turku, Oulu, Espoo, Lahti, Vantaa, Kuopio, Rovaniemi, Vaasa, Pori, Jyvaskyla
      Denmark: Aarhus, Odense, Aalborg, Esbjerg, Roskilde, Randers, Kolding, Vejle, Horsens
      Hungary: Debrecen, Szeged, Pecs, Gyor, Miskolc, Eger, Sopron, Kecskemet, Veszprem
      Romania: Timisoara, Cluj-Napoca, Iasi, Brasov, Constanta, Sibiu, Craiova, Oradea, Ploiesti
      Morocco: Casablanca, Marrakesh, Fez, Tangier, Agadir, Meknes, Essaouira, Ouarzazate, Tetouan, Oujda
      Thailand: Chiang Mai, Pattaya, Phuket, Ayutthaya, Chiang Rai, Khon Kaen, Udon Thani, Hat Yai, Nakhon Ratchasima
      Vietnam: Da Nang, Haiphong, Nha Trang, Can Tho, Ho Chi Minh City, Hue, Da Lat, Vung Tau, Bien Hoa
      Indonesia: Surabaya, Bandung, Medan, Semarang, Makassar, Palembang, Yogyakarta, Denpasar, Malang, Balikpapan,
        Pontianak, Bogor, Manado
      Kenya: Mombasa, Kisumu, Nakuru, Eldoret, Malindi, Thika, Nyeri, Garissa, Kitale
      Colombia: Medellin, Cali, Barranquilla, Bucaramanga, Cucuta, Pereira, Manizales, Ibague
      Peru: Cusco, Arequipa, Iquitos, Piura, Chiclayo, Puno, Tacna, Huancayo, Ayacucho
      Chile: Valparaiso, Antofagasta, Iquique, Punta Arenas, Temuco, Valdivia, Puerto Montt, Vina del Mar, Rancagua
      """)
}
