extension FactTable {
  static let makers = FactTable(
    "maker of a product",
    prompt: "The {} is a product of the company",
    paraphrases: ["The maker of the {} is", "The company behind the {} is"],
    generation: ["Advertisements for the {} say", "Those who know the {} say"],
    facts: """
      Apple: iPhone, iPad, Macintosh, MacBook, iPod, iBook, iMac, HomePod, Safari browser, QuickTime player,
        Newton MessagePad
      Microsoft: Xbox, Excel spreadsheet, PowerPoint program, Windows operating system, Word text processor, Zune,
        Surface tablet, Internet Explorer browser, Visual Studio program, Bing search engine, Kinect, OneDrive service
      Google: Chrome browser, Gmail service, Pixel phone, Chromecast, Android operating system, Chromebook Pixel,
        Nest Hub, Pixel Watch
      Sony: PlayStation, Walkman, Bravia television, Vaio notebook, Discman, Handycam, Trinitron television,
        Xperia phone, Cyber-shot camera, Aibo robot dog
      Nintendo: Game Boy, Wii, Switch console, GameCube, Super Famicom, Virtual Boy, Donkey Kong game, Zelda game,
        Super Mario game
      Toyota: Corolla, Camry, Prius, Land Cruiser, Yaris, RAV4, Celica, Hilux, Supra, Avensis, Highlander
      Honda: Civic, Accord, CR-V, Prelude, Odyssey minivan, Gold Wing, Super Cub, Insight hybrid, Ridgeline, Africa Twin
      Ford: Mustang, Model T, Fiesta, Escort, Thunderbird, Taurus, Mondeo, Focus hatchback, F-150, Bronco, Edsel, Pinto,
        Galaxie, Crown Victoria
      Chevrolet: Corvette, Camaro, Impala, Malibu, Silverado, Chevelle, Suburban, Bel Air, Tahoe, Corvair, Blazer
      Volkswagen: Golf hatchback, Beetle, Passat, Jetta, Polo hatchback, Tiguan, Scirocco, Touareg, Karmann Ghia,
        Phaeton
      Nissan: Skyline, Micra, Qashqai, Pathfinder, Altima, Leaf electric car, Sentra, Maxima, Fairlady
      Fiat: Panda, Punto, Topolino, Uno, Cinquecento, Tipo, Seicento, Multipla
      Renault: Clio, Twingo, Megane, Espace, Kangoo, Scenic, Laguna, Dauphine, Zoe
      Porsche: Cayenne, Boxster, Panamera, Carrera, Cayman, Taycan, Macan
      Ferrari: Testarossa, Enzo, LaFerrari, Portofino, Mondial, Dino sports car
      Boeing: Dreamliner, Stratofortress bomber, Flying Fortress bomber, 747 jumbo jet, Chinook helicopter,
        737 airliner, Superfortress bomber
      Adobe: Photoshop program, Illustrator program, InDesign program, Acrobat reader, Lightroom program,
        After Effects program, Premiere program
      Intel: Pentium processor, Celeron processor, Xeon processor, Itanium processor, Atom processor, 8086 processor
      """)

  static let companies = FactTable(
    "country of a company",
    prompt: "The company {} was founded in the country of",
    paraphrases: ["The founders of {} lived and worked in", "The home of the company {} is"],
    generation: ["The first factory of {} stood", "The products of {} are"],
    facts: """
      Japan: Toyota, Sony, Nintendo, Honda, Panasonic, Nissan, Mitsubishi, Canon, Yamaha, Toshiba, Mazda, Subaru,
        Suzuki, Hitachi, Casio, Olympus, Nikon, Sharp, Fujitsu, Kawasaki Heavy Industries, Bridgestone, Seiko, Shiseido,
        Uniqlo, Isuzu, Pentax, Ricoh
      Germany: Volkswagen, Siemens, Porsche, Adidas, Bosch, BMW, Bayer, Mercedes-Benz, Lufthansa, Audi, Puma, Henkel,
        Allianz, Deutsche Bank, Opel, SAP, BASF, Continental, Aldi, Lidl, Haribo, Thyssenkrupp, Miele, Steiff, Leica,
        Hugo Boss
      France: Renault, Peugeot, Michelin, Citroen, L'Oreal, Danone, Carrefour, Chanel, Louis Vuitton, Dior, Cartier,
        Bic, Lacoste, Ubisoft, Sanofi, Thales, Dassault, Auchan
      Italy: Fiat, Ferrari, Lamborghini, Prada, Gucci, Benetton, Barilla, Maserati, Alfa Romeo, Pirelli, Olivetti,
        Lavazza, Versace, Armani, Campari, Ducati, Ferrero, Alitalia, Illy, Lancia, Fendi, Bulgari, Diadora, Beretta
      Sweden: Ikea, Volvo, Ericsson, Electrolux, Saab, Spotify, Scania, Husqvarna, Hasselblad, Atlas Copco
      Switzerland: Nestle, Longines, Swatch, Novartis, Omega, Credit Suisse, Victorinox, Lindt, Logitech, Tissot,
        Ricola, Roche
      Finland: Nokia, Marimekko, Fiskars, Finnair, Rovio, Kone, Valmet
      Denmark: Lego, Carlsberg, Maersk, Novo Nordisk, Bang and Olufsen, Vestas, Tuborg, Danfoss
      Spain: Zara, Banco Santander, Iberia, Seat, Telefonica, Mango, Repsol, Camper, Freixenet
      England: Rolls-Royce, Bentley, Burberry, Tesco, Jaguar, Barclays, Marks and Spencer, Cadbury, Vauxhall, Wedgwood,
        Boots, Aston Martin, Land Rover, Twinings, Sainsbury's, Dyson, Lotus Cars
      China: Huawei, Alibaba, Tencent, Xiaomi, Baidu, Lenovo, Haier, ByteDance, Geely, BYD, Tsingtao
      India: Infosys, Tata Motors, Wipro, Reliance Industries, Mahindra, Bajaj Auto, Hero MotoCorp
      Canada: Bombardier, Lululemon, Tim Hortons, Roots, BlackBerry, Shopify, Corel
      Austria: Red Bull, Swarovski, Glock, Wolford, Almdudler, Manner
      """)
}
