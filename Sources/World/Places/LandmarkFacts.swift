extension FactTable {
  static let landmarks = FactTable(
    "city of a landmark",
    prompt: "The city in which visitors can see {} is",
    paraphrases: ["Tourists who want to see {} travel to", "Trains, buses and taxis to {} run through the streets of"],
    generation: ["The way to {} leads past", "A guide who shows {} to visitors speaks of"],
    facts: """
      Paris: the Louvre, the Eiffel Tower, the Arc de Triomphe, the Sorbonne, Notre-Dame Cathedral, the Moulin Rouge,
        the Champs-Elysees, the Musee d'Orsay, the Centre Pompidou, the Place de la Concorde, the Tuileries Garden,
        the Luxembourg Gardens, the Gare du Nord, Les Invalides, the Sacre-Coeur, the Bastille Opera,
        the Palais Garnier, the Pont Neuf
      London: Buckingham Palace, Big Ben, Hyde Park, Trafalgar Square, the Tate Modern, Westminster Abbey,
        Covent Garden, Piccadilly Circus, the Shard, Regent's Park, Madame Tussauds, Wembley Stadium, Kensington Palace,
        the Royal Albert Hall, Paddington Station, Harrods, Tower Bridge, King's Cross Station, the Old Bailey
      Rome: the Colosseum, the Trevi Fountain, the Spanish Steps, the Villa Borghese, Piazza Navona,
        the Baths of Caracalla, Castel Sant'Angelo, the Circus Maximus, the Arch of Constantine, the Appian Way,
        the Borghese Gallery, Campo de' Fiori, Trajan's Column
      Berlin: the Brandenburg Gate, the Reichstag, Checkpoint Charlie, Alexanderplatz, the Pergamon Museum,
        Charlottenburg Palace, Potsdamer Platz, Unter den Linden, Museum Island, Tempelhof Airport, the Tiergarten
      Vienna: Schonbrunn Palace, the Hofburg, the Belvedere Palace, the Prater, Saint Stephen's Cathedral,
        the Ringstrasse, the Albertina, the Spanish Riding School, the Naschmarkt
      Madrid: the Prado Museum, Puerta del Sol, Retiro Park, the Bernabeu Stadium, Atocha Station,
        the Reina Sofia Museum, the Thyssen Museum, the Temple of Debod
      Moscow: Red Square, the Bolshoi Theatre, Saint Basil's Cathedral, Lenin's Mausoleum, Gorky Park,
        the Tretyakov Gallery, the Pushkin Museum, Arbat Street, the Lubyanka
      Athens: the Parthenon, the Acropolis, Syntagma Square, the Erechtheion, the Temple of Olympian Zeus, the Plaka,
        the Tower of the Winds, Mount Lycabettus
      Prague: Charles Bridge, Wenceslas Square, the Old-New Synagogue, the Powder Tower, the Dancing House,
        the Tyn Church, Vysehrad
      Lisbon: the Belem Tower, the Jeronimos Monastery, the Alfama, the Padrao dos Descobrimentos, Rossio Square,
        the Santa Justa Lift, the Estadio da Luz
      Istanbul: Hagia Sophia, the Blue Mosque, Topkapi Palace, the Grand Bazaar, the Galata Tower, Dolmabahce Palace,
        the Basilica Cistern, Taksim Square, the Suleymaniye Mosque
      Venice: the Rialto Bridge, the Doge's Palace, the Bridge of Sighs, Saint Mark's Square, Ca' d'Oro, La Fenice,
        the Accademia Bridge
      Florence: the Uffizi, the Ponte Vecchio, the Bargello, the Pitti Palace, the Boboli Gardens, Giotto's Campanile,
        Brunelleschi's Dome, the Palazzo Vecchio, Santa Maria Novella
      Barcelona: the Sagrada Familia, Park Guell, La Rambla, Casa Batllo, Camp Nou, Casa Mila, Montjuic Castle
      Beijing: the Forbidden City, Tiananmen Square, the Temple of Heaven, the Summer Palace,
        the Great Hall of the People, Beihai Park, the Lama Temple
      Tokyo: Shibuya Crossing, Ueno Park, the Skytree, Tsukiji Market, Meiji Shrine, Shinjuku Station, Senso-ji
      Washington: the White House, the Lincoln Memorial, the Capitol, the Library of Congress,
        the National Air and Space Museum, Georgetown University, the Washington Monument, the Kennedy Center
      Chicago: Wrigley Field, the Willis Tower, Navy Pier, Millennium Park, the Magnificent Mile, the Field Museum,
        the John Hancock Center, Soldier Field, O'Hare Airport
      Boston: Fenway Park, Faneuil Hall, Logan Airport, the Old North Church, Beacon Hill, the Freedom Trail,
        Boston Common
      Sydney: the Harbour Bridge, Bondi Beach, Darling Harbour, Taronga Zoo, the Queen Victoria Building, Circular Quay
      Edinburgh: Holyrood Palace, Arthur's Seat, the Royal Mile, Waverley Station, Greyfriars Kirk, the Scott Monument,
        Murrayfield Stadium, Calton Hill
      Buenos Aires: the Teatro Colon, the Casa Rosada, the Plaza de Mayo, La Boca, the Recoleta Cemetery, Puerto Madero,
        the Bombonera Stadium, El Ateneo Grand Splendid
      Mexico City: Chapultepec Castle, the Palacio de Bellas Artes, the Zocalo, the Azteca Stadium, the Templo Mayor,
        the Angel of Independence, the Frida Kahlo Museum
      New York: Central Park, Times Square, the Empire State Building, the Statue of Liberty, the Brooklyn Bridge,
        Grand Central Terminal, the Chrysler Building, Rockefeller Center, the Metropolitan Museum, Carnegie Hall,
        Ellis Island, Yankee Stadium
      Los Angeles: the Hollywood Sign, the Getty Center, Dodger Stadium, the Griffith Observatory,
        the Hollywood Walk of Fame, Sunset Boulevard, the Dolby Theatre, the La Brea Tar Pits
      San Francisco: the Golden Gate Bridge, Alcatraz, Fisherman's Wharf, Lombard Street, Coit Tower, Golden Gate Park,
        the Transamerica Pyramid, Haight-Ashbury
      Rio de Janeiro: Sugarloaf Mountain, Copacabana Beach, the Maracana Stadium, Christ the Redeemer, Ipanema,
        the Sambadrome, the Escadaria Selaron
      Saint Petersburg: the Hermitage Museum, Nevsky Prospect, the Peter and Paul Fortress, the Mariinsky Theatre,
        the Winter Palace, Saint Isaac's Cathedral, the Church of the Savior on Blood, the Bronze Horseman
      Hong Kong: Victoria Peak, the Star Ferry, Kowloon Park, Victoria Harbour, Ocean Park, the Ngong Ping Cable Car,
        Repulse Bay
      Cairo: Tahrir Square, the Al-Azhar Mosque, Khan el-Khalili, the Mosque of Ibn Tulun, the Citadel of Saladin,
        the Hanging Church, Al-Azhar Park
      """)
}
