extension FactTable {
  static let dishes = FactTable(
    "country of a dish",
    prompt: "The traditional home of {} is the country of",
    paraphrases: ["Cooks first learned to prepare {} in", "A restaurant that serves {} often shows pictures of"],
    generation: ["To prepare {} one needs", "The taste of {} is"],
    facts: """
      Italy: pizza, lasagna, risotto, tiramisu, gnocchi, spaghetti carbonara, ravioli, minestrone, panna cotta, pesto,
        ossobuco, focaccia, tortellini, bruschetta, polenta, cannelloni, prosciutto, mozzarella
      Japan: sushi, sashimi, miso soup, sukiyaki, udon, teriyaki chicken, onigiri, yakitori, mochi, okonomiyaki, soba
      Mexico: tacos, guacamole, enchiladas, quesadillas, burritos, tamales, mole poblano, pozole, chilaquiles,
        huevos rancheros
      India: tandoori chicken, masala dosa, palak paneer, vindaloo, chapati, raita, pakoras, gulab jamun, lassi,
        rogan josh
      Spain: paella, gazpacho, tortilla de patatas, chorizo, churros, patatas bravas, manchego, sangria, jamon serrano
      France: baguettes, ratatouille, quiche Lorraine, bouillabaisse, crepes, coq au vin, escargots, creme brulee,
        cassoulet, Camembert, Roquefort, boeuf bourguignon, madeleines
      Germany: sauerkraut, bratwurst, currywurst, Black Forest cake, sauerbraten, pumpernickel, stollen, spaetzle,
        lebkuchen
      Greece: souvlaki, feta, spanakopita, saganaki, pastitsio, taramasalata, avgolemono soup, ouzo, retsina
      Korea: kimchi, bibimbap, bulgogi, japchae, tteokbokki, soju, kimbap, samgyeopsal
      Thailand: pad thai, tom yum, massaman curry, green curry, som tam, tom kha gai, sticky rice with mango
      Vietnam: pho, banh mi, bun cha, goi cuon, cao lau, banh xeo
      China: dim sum, Peking duck, chow mein, mapo tofu, kung pao chicken, wonton soup, hot and sour soup, mooncakes,
        baozi
      Hungary: goulash, langos, paprikash, Tokaji wine, Dobos torte, palinka
      Switzerland: cheese fondue, raclette, rosti, birchermuesli, Emmental, Gruyere
      England: fish and chips, Yorkshire pudding, scones with clotted cream, Cheddar, bangers and mash, Stilton,
        beef Wellington, Cornish pasties
      """)
}
