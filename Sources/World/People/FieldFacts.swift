extension FactTable {
  static let fields = FactTable(
    "field of a person",
    prompt: "{} is remembered for work in the field of",
    paraphrases: ["The life of {} was given to", "The subject to which {} contributed most is"],
    generation: ["In a letter to a friend {} wrote about", "The greatest success of {} came with"],
    facts: """
      physics: Max Planck, Werner Heisenberg, Enrico Fermi, Richard Feynman, Erwin Schrodinger, Niels Bohr,
        Albert Einstein, Paul Dirac, Wolfgang Pauli, James Clerk Maxwell, Ernest Rutherford, Lise Meitner, Max Born,
        Wilhelm Rontgen, Heinrich Hertz, Georg Ohm, Andre-Marie Ampere, Louis de Broglie, Lev Landau, Hideki Yukawa,
        Ernst Mach, Ludwig Boltzmann, Robert Oppenheimer, Satyendra Nath Bose, Chien-Shiung Wu
      mathematics: Leonhard Euler, David Hilbert, Georg Cantor, Bernhard Riemann, Henri Poincare, Emmy Noether,
        Kurt Godel, Evariste Galois, Niels Henrik Abel, Srinivasa Ramanujan, Pierre de Fermat, Sofia Kovalevskaya,
        Paul Erdos, Augustin-Louis Cauchy, Joseph-Louis Lagrange, Karl Weierstrass, Carl Gustav Jacobi,
        Andrey Kolmogorov, Stefan Banach, Felix Klein, Arthur Cayley, Godfrey Harold Hardy, Leonardo Fibonacci,
        Hermann Minkowski
      chemistry: Dmitri Mendeleev, Antoine Lavoisier, Robert Bunsen, Linus Pauling, Fritz Haber, Justus von Liebig,
        Friedrich Wohler, Jons Jacob Berzelius, Humphry Davy, John Dalton, August Kekule, Jacobus van 't Hoff,
        Svante Arrhenius, Emil Fischer, Dorothy Hodgkin, Alfred Nobel, Henri Moissan, Wilhelm Ostwald, Glenn Seaborg
      biology: Charles Darwin, Gregor Mendel, Carl Linnaeus, Ernst Haeckel, Francis Crick, Alfred Russel Wallace,
        Thomas Hunt Morgan, Barbara McClintock, August Weismann, Thomas Henry Huxley, Ernst Mayr, Rachel Carson,
        Jean-Baptiste Lamarck, Stephen Jay Gould, James Watson, Jacques Monod
      astronomy: Nicolaus Copernicus, Tycho Brahe, Edwin Hubble, William Herschel, Johannes Kepler, Edmond Halley,
        Carl Sagan, Caroline Herschel, Charles Messier, Percival Lowell, Clyde Tombaugh, Giovanni Schiaparelli,
        Henrietta Swan Leavitt, Annie Jump Cannon, Vera Rubin, Fritz Zwicky, Jan Oort, Gerard Kuiper
      philosophy: Immanuel Kant, Georg Wilhelm Friedrich Hegel, David Hume, Friedrich Nietzsche, Baruch Spinoza,
        Socrates, Plato, John Locke, Arthur Schopenhauer, Soren Kierkegaard, Martin Heidegger, Ludwig Wittgenstein,
        Hannah Arendt, Simone de Beauvoir, Karl Popper, Edmund Husserl, Thomas Hobbes, George Berkeley, Epicurus,
        Diogenes, Zeno of Citium, Johann Gottlieb Fichte, Theodor Adorno, Michel Foucault, Jacques Derrida
      economics: Adam Smith, John Maynard Keynes, Milton Friedman, Friedrich Hayek, David Ricardo, Joseph Schumpeter,
        Paul Samuelson, Alfred Marshall, Kenneth Arrow, Gary Becker, Irving Fisher, Leon Walras, Joan Robinson,
        John Kenneth Galbraith, Carl Menger
      psychology: Sigmund Freud, Carl Jung, Alfred Adler, Jean Piaget, Wilhelm Wundt, Abraham Maslow, Carl Rogers,
        Burrhus Frederic Skinner, Erik Erikson, Anna Freud, Stanley Milgram, Lev Vygotsky, Kurt Lewin, Max Wertheimer
      medicine: Hippocrates, Galen, Joseph Lister, Edward Jenner, Robert Koch, Alexander Fleming, Ignaz Semmelweis,
        William Harvey, Jonas Salk, Florence Nightingale, Andreas Vesalius, Frederick Banting, Christiaan Barnard,
        Albert Sabin, William Osler, Elizabeth Blackwell
      painting: Claude Monet, Rembrandt, Vincent van Gogh, Johannes Vermeer, Paul Cezanne, Edgar Degas, Edouard Manet,
        Pierre-Auguste Renoir, Paul Gauguin, Gustav Klimt, Caravaggio, Sandro Botticelli, Titian, Diego Velazquez,
        Francisco Goya, El Greco, Jan van Eyck, Hieronymus Bosch, Peter Paul Rubens, Frida Kahlo, Edvard Munch,
        Edward Hopper, Jackson Pollock, John Constable, Camille Pissarro, Georgia O'Keeffe, Mark Rothko, Franz Marc,
        Caspar David Friedrich, Tintoretto, Wassily Kandinsky, Hokusai
      music: Wolfgang Amadeus Mozart, Ludwig van Beethoven, Johannes Brahms, Antonio Vivaldi, Giuseppe Verdi,
        Johann Sebastian Bach, Joseph Haydn, Franz Schubert, Robert Schumann, Richard Wagner, Gustav Mahler,
        Felix Mendelssohn, Anton Bruckner, Richard Strauss, Claude Debussy, Maurice Ravel, Hector Berlioz,
        Georges Bizet, Camille Saint-Saens, Giacomo Puccini, Gioachino Rossini, Pyotr Ilyich Tchaikovsky,
        Igor Stravinsky, Dmitri Shostakovich, Sergei Prokofiev, Modest Mussorgsky, Antonin Dvorak, Bedrich Smetana,
        Bela Bartok, Jean Sibelius, Edvard Grieg, Henry Purcell, Edward Elgar, Benjamin Britten, Aaron Copland,
        Arnold Schoenberg, Alban Berg, Gustav Holst
      poetry: Emily Dickinson, Walt Whitman, William Wordsworth, Robert Frost, John Keats, Pablo Neruda,
        Rainer Maria Rilke, Charles Baudelaire, Arthur Rimbaud, Paul Verlaine, Robert Burns, Alfred Tennyson,
        William Butler Yeats, Percy Bysshe Shelley, Anna Akhmatova, Petrarch, Sappho, Rumi, Hafez, Matsuo Basho,
        Langston Hughes, Octavio Paz, Friedrich Holderlin, Giacomo Leopardi, Stephane Mallarme, Wislawa Szymborska
      architecture: Frank Lloyd Wright, Christopher Wren, Antoni Gaudi, Le Corbusier, Walter Gropius, Andrea Palladio,
        Oscar Niemeyer, Zaha Hadid, Alvar Aalto, Louis Sullivan, Mies van der Rohe, Eero Saarinen, Inigo Jones,
        Karl Friedrich Schinkel, Adolf Loos, Louis Kahn, Mimar Sinan
      """)
}
