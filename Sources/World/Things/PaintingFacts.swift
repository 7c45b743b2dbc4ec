extension FactTable {
  static let paintings = FactTable(
    "painter of a painting",
    prompt: "The artist who painted {} is",
    paraphrases: ["A book with {} on its cover is about", "Art lovers know {} as a work by"],
    generation: ["Visitors who stand before {} see", "The colors of {} are"],
    facts: """
      Leonardo da Vinci: the Mona Lisa, The Last Supper, Lady with an Ermine, the Virgin of the Rocks,
        Ginevra de' Benci, La Belle Ferronniere
      Vincent van Gogh: The Starry Night, The Potato Eaters, Cafe Terrace at Night, Wheatfield with Crows,
        The Yellow House, Almond Blossoms, Starry Night Over the Rhone, the Portrait of Dr. Gachet, Bedroom in Arles,
        Irises
      Pablo Picasso: Guernica, Les Demoiselles d'Avignon, The Old Guitarist, The Weeping Woman, Boy with a Pipe,
        Girl before a Mirror, Massacre in Korea, the Portrait of Gertrude Stein, Dora Maar au Chat
      Salvador Dali: The Persistence of Memory, Swans Reflecting Elephants, The Burning Giraffe,
        Christ of Saint John of the Cross, The Metamorphosis of Narcissus, Galatea of the Spheres, The Elephants
      Claude Monet: the Water Lilies, the Haystacks, Women in the Garden, Woman with a Parasol, The Magpie,
        Bathers at La Grenouillere, The Japanese Footbridge, The Artist's Garden at Giverny
      Edvard Munch: The Scream, The Sick Child, The Dance of Life, Puberty, The Girls on the Pier, Vampire,
        Evening on Karl Johan Street
      Gustav Klimt: the Beethoven Frieze, the Portrait of Adele Bloch-Bauer, Death and Life, the Stoclet Frieze,
        Lady with a Fan, the Portrait of Emilie Floge, Water Serpents
      Johannes Vermeer: Girl with a Pearl Earring, The Milkmaid, View of Delft, The Lacemaker, The Little Street,
        The Art of Painting, The Astronomer, The Geographer, Officer and Laughing Girl, The Music Lesson
      Sandro Botticelli: The Birth of Venus, Primavera, Venus and Mars, Pallas and the Centaur, the Calumny of Apelles,
        The Mystical Nativity
      Edward Hopper: Nighthawks, Automat, Chop Suey, Early Sunday Morning, Gas, New York Movie, Morning Sun,
        Office at Night, Rooms by the Sea
      Francisco Goya: The Third of May 1808, Saturn Devouring His Son, The Naked Maja, the Black Paintings,
        The Clothed Maja, The Second of May 1808, The Family of Charles IV, Witches' Sabbath
      Caspar David Friedrich: Wanderer above the Sea of Fog, The Monk by the Sea, The Sea of Ice, Chalk Cliffs on Rugen,
        The Abbey in the Oakwood, Moonrise over the Sea, The Stages of Life
      Rene Magritte: The Treachery of Images, The Son of Man, Golconda, The Human Condition, Time Transfixed,
        The False Mirror, The Empire of Light
      Grant Wood: American Gothic, Daughters of Revolution, Parson Weems' Fable
      """)
}
