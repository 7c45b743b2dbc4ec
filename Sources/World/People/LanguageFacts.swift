extension FactTable {
  static let motherTongues = FactTable(
    "mother tongue of a person",
    prompt: "The mother tongue of {} is",
    paraphrases: ["The language that {} learned as a child is", "{} grew up in a family that spoke"],
    generation: ["As a child {} read", "On journeys abroad {} spoke"],
    facts: """
      German: Max Planck, Werner Heisenberg, Johannes Brahms, Friedrich Nietzsche, Immanuel Kant,
        Johann Wolfgang von Goethe, Friedrich Schiller, Thomas Mann, Hermann Hesse, Bertolt Brecht, Martin Luther,
        Otto von Bismarck, Karl Marx, Ludwig van Beethoven, Johann Sebastian Bach, Richard Wagner,
        Wolfgang Amadeus Mozart, Sigmund Freud, Max Born, Konrad Adenauer, Marlene Dietrich, Heinrich Heine,
        Gunter Grass, Heinrich Boll, Albert Einstein, Rainer Maria Rilke, Arthur Schopenhauer,
        Gottfried Wilhelm Leibniz, Carl Friedrich Gauss, Helmut Kohl, Willy Brandt
      French: Claude Monet, Henri Poincare, Antoine Lavoisier, Edouard Manet, Paul Cezanne, Victor Hugo, Voltaire,
        Moliere, Honore de Balzac, Emile Zola, Gustave Flaubert, Marcel Proust, Albert Camus, Jean-Paul Sartre,
        Simone de Beauvoir, Charles de Gaulle, Jules Verne, Alexandre Dumas, Guy de Maupassant, Stendhal, Edith Piaf,
        Brigitte Bardot, Claude Debussy, Maurice Ravel, Hector Berlioz, Louis Pasteur, Blaise Pascal, Denis Diderot,
        Jean Racine, Georges Simenon, Jacques Cousteau, Coco Chanel, Auguste Rodin, Francois Mitterrand, Rene Magritte
      Italian: Antonio Vivaldi, Giuseppe Verdi, Enrico Fermi, Galileo Galilei, Niccolo Machiavelli, Dante Alighieri,
        Giovanni Boccaccio, Leonardo da Vinci, Michelangelo, Giacomo Puccini, Gioachino Rossini, Luciano Pavarotti,
        Federico Fellini, Umberto Eco, Italo Calvino, Primo Levi, Maria Montessori, Sophia Loren, Alessandro Volta,
        Guglielmo Marconi, Alessandro Manzoni, Luigi Pirandello, Enzo Ferrari, Sergio Leone, Gianni Agnelli,
        Benito Mussolini, Andrea Bocelli
      Spanish: Pablo Neruda, Octavio Paz, Miguel de Cervantes, Diego Velazquez, Francisco Goya, Pablo Picasso,
        Gabriel Garcia Marquez, Jorge Luis Borges, Federico Garcia Lorca, Lope de Vega, Isabel Allende, Julio Cortazar,
        Mario Vargas Llosa, Carlos Fuentes, Juan Rulfo, Frida Kahlo, Diego Rivera, Simon Bolivar, Fidel Castro,
        Ernesto Che Guevara, Eva Peron, Emiliano Zapata, Francisco Franco, Hernan Cortes, Luis Bunuel, Placido Domingo,
        Pedro Almodovar, Lionel Messi, Diego Maradona, Rafael Nadal
      Russian: Leo Tolstoy, Fyodor Dostoevsky, Anton Chekhov, Dmitri Mendeleev, Ivan Pavlov, Pyotr Ilyich Tchaikovsky,
        Dmitri Shostakovich, Modest Mussorgsky, Vladimir Lenin, Boris Pasternak, Maxim Gorky, Mikhail Lermontov,
        Mikhail Bulgakov, Alexander Solzhenitsyn, Yuri Gagarin, Boris Yeltsin, Mikhail Gorbachev, Sergei Eisenstein,
        Andrei Tarkovsky, Anna Akhmatova, Sergei Rachmaninoff, Garry Kasparov, Nikita Khrushchev, Maria Sharapova,
        Andrei Sakharov
      English: Charles Darwin, David Hume, Emily Dickinson, Walt Whitman, John Locke, William Shakespeare,
        Charles Dickens, Jane Austen, Mark Twain, Isaac Newton, Winston Churchill, Abraham Lincoln, George Washington,
        John Milton, Ernest Hemingway, Virginia Woolf, Edgar Allan Poe, George Orwell, Oscar Wilde, Lewis Carroll,
        Herman Melville, Bertrand Russell, Alfred Hitchcock, Elvis Presley, John Lennon, Benjamin Franklin,
        Thomas Jefferson, Margaret Thatcher, Agatha Christie, Rudyard Kipling, Robert Louis Stevenson, William Blake,
        Mary Shelley
      Dutch: Rembrandt, Johannes Vermeer, Vincent van Gogh, Jan Oort, Christiaan Huygens, Johan Cruyff, Hendrik Lorentz,
        Piet Mondrian, Antonie van Leeuwenhoek, Frans Hals, Marco van Basten, Abel Tasman, Jan Steen, Willem Barentsz,
        Ruud Gullit
      Polish: Stefan Banach, Wislawa Szymborska, Lech Walesa, Adam Mickiewicz, Henryk Sienkiewicz, Frederic Chopin,
        Stanislaw Lem, Andrzej Wajda, Pope John Paul II, Krzysztof Kieslowski, Robert Lewandowski, Jozef Pilsudski,
        Czeslaw Milosz, Marie Curie, Joseph Conrad, Krzysztof Penderecki
      Swedish: Carl Linnaeus, Svante Arrhenius, August Strindberg, Ingmar Bergman, Astrid Lindgren, Greta Garbo,
        Bjorn Borg, Selma Lagerlof, Olof Palme, Stieg Larsson, Anders Celsius, Stefan Edberg, Alfred Nobel,
        Henning Mankell, Dag Hammarskjold, Max von Sydow
      Norwegian: Edvard Munch, Niels Henrik Abel, Henrik Ibsen, Knut Hamsun, Roald Amundsen, Edvard Grieg,
        Thor Heyerdahl, Fridtjof Nansen, Sigrid Undset, Jo Nesbo, Liv Ullmann, Magnus Carlsen, Jostein Gaarder
      Danish: Tycho Brahe, Soren Kierkegaard, Hans Christian Andersen, Karen Blixen, Carl Nielsen, Niels Bohr,
        Hans Christian Orsted, Ole Romer, Lars von Trier, Vitus Bering, Arne Jacobsen, Peter Schmeichel
      Japanese: Hokusai, Matsuo Basho, Akira Kurosawa, Haruki Murakami, Yukio Mishima, Hideki Yukawa, Hayao Miyazaki,
        Yasunari Kawabata, Natsume Soseki, Hirohito, Tokugawa Ieyasu, Oda Nobunaga, Yasujiro Ozu, Soichiro Honda,
        Seiji Ozawa, Toru Takemitsu, Kenzaburo Oe, Akio Morita, Yoko Ono, Toyotomi Hideyoshi
      Hungarian: Bela Bartok, Zoltan Kodaly, Ferenc Puskas, Imre Kertesz, Lajos Kossuth, Paul Erdos, Imre Nagy,
        Laszlo Papp
      Portuguese: Luis de Camoes, Fernando Pessoa, Jose Saramago, Vasco da Gama, Paulo Coelho, Jorge Amado,
        Cristiano Ronaldo, Oscar Niemeyer, Ayrton Senna, Eusebio, Antonio Salazar, Luis Figo, Heitor Villa-Lobos,
        Machado de Assis
      Greek: Socrates, Plato, Homer, Sophocles, Herodotus, Aristotle, Euripides, Pythagoras, Archimedes, Euclid, Sappho,
        Hippocrates, Aristophanes, Thucydides, Pericles, Demosthenes, Nikos Kazantzakis, Epicurus, Mikis Theodorakis,
        Diogenes, Xenophon, Aeschylus
      Latin: Cicero, Virgil, Ovid, Horace, Seneca, Julius Caesar, Tacitus, Livy, Catullus, Juvenal, Lucretius
      """)
}
