extension FactTable {
  static let characters = FactTable(
    "creator of a character",
    prompt: "The character of {} was created by",
    paraphrases: ["The creator of {} is", "The idea for the character of {} came from"],
    generation: ["In the first scene with {} we see", "Those who have met {} in a story say"],
    facts: """
      Arthur Conan Doyle: Sherlock Holmes, Doctor Watson, Professor Moriarty, Inspector Lestrade, Irene Adler,
        Mycroft Holmes, Professor Challenger, Mrs. Hudson, Brigadier Gerard
      J. K. Rowling: Harry Potter, Hermione Granger, Albus Dumbledore, Lord Voldemort, Ron Weasley, Severus Snape,
        Draco Malfoy, Rubeus Hagrid, Sirius Black, Dolores Umbridge, Bellatrix Lestrange, Neville Longbottom,
        Minerva McGonagall, Luna Lovegood, Dobby
      J. R. R. Tolkien: Frodo Baggins, Gandalf, Bilbo Baggins, Gollum, Aragorn, Samwise Gamgee, Legolas, Sauron,
        Saruman, Galadriel, Elrond, Boromir, Gimli, Smaug, Treebeard, Tom Bombadil, Thorin Oakenshield
      William Shakespeare: Ophelia, Iago, Shylock, Desdemona, Prospero, Polonius, Lady Macbeth, Mercutio, Caliban,
        Rosencrantz, John Falstaff, Malvolio, Tybalt
      Charles Dickens: Ebenezer Scrooge, Miss Havisham, Fagin, Tiny Tim, Uriah Heep, the Artful Dodger, Bill Sikes,
        Wilkins Micawber, Sydney Carton, Madame Defarge, Abel Magwitch, Little Nell, Thomas Gradgrind
      Lewis Carroll: the Mad Hatter, the Cheshire Cat, the White Rabbit, the March Hare, the Jabberwock,
        the Mock Turtle, the Red Queen, the Bandersnatch, the Dormouse
      Jane Austen: Elizabeth Bennet, Fitzwilliam Darcy, Emma Woodhouse, Elinor Dashwood, Anne Elliot, George Knightley,
        Catherine Morland, Fanny Price, Marianne Dashwood, George Wickham, Charles Bingley
      Mark Twain: Huckleberry Finn, Tom Sawyer, Becky Thatcher, Injun Joe, Aunt Polly, Colonel Sellers, Sid Sawyer,
        Judge Thatcher
      Victor Hugo: Quasimodo, Jean Valjean, Esmeralda, Cosette, Inspector Javert, Fantine, Gavroche, Claude Frollo,
        Marius Pontmercy, Monsieur Thenardier
      Alexandre Dumas: Athos, Porthos, Aramis, Edmond Dantes, Milady de Winter, Constance Bonacieux, Abbe Faria,
        Fernand Mondego
      Robert Louis Stevenson: Long John Silver, Jim Hawkins, Doctor Jekyll, Edward Hyde, Ben Gunn, Alan Breck,
        Billy Bones, Captain Flint, Blind Pew, Squire Trelawney
      Agatha Christie: Hercule Poirot, Miss Marple, Captain Hastings, Tommy Beresford, Inspector Japp, Ariadne Oliver,
        Parker Pyne, Colonel Race
      A. A. Milne: Winnie-the-Pooh, Eeyore, Piglet, Tigger, Christopher Robin, Kanga, the Heffalump
      J. M. Barrie: Peter Pan, Captain Hook, Tinker Bell, Wendy Darling, Smee, the Lost Boys, Tootles
      Ian Fleming: James Bond, Auric Goldfinger, Ernst Stavro Blofeld, Miss Moneypenny, Felix Leiter, Pussy Galore,
        Francisco Scaramanga, Le Chiffre, Rosa Klebb, Vesper Lynd
      George Lucas: Darth Vader, Luke Skywalker, Princess Leia, Han Solo, Yoda, Obi-Wan Kenobi, Chewbacca,
        Lando Calrissian, Jabba the Hutt, Padme Amidala, Mace Windu
      Charles Schulz: Charlie Brown, Snoopy, Linus van Pelt, Lucy van Pelt, Peppermint Patty, Pig-Pen, Sally Brown
      C. S. Lewis: Aslan, the White Witch, Lucy Pevensie, Prince Caspian, Mr. Tumnus, Reepicheep, Eustace Scrubb,
        Edmund Pevensie, Puddleglum, Screwtape
      Stieg Larsson: Lisbeth Salander, Mikael Blomkvist, Erika Berger
      Leo Tolstoy: Pierre Bezukhov, Natasha Rostova, Andrei Bolkonsky, Konstantin Levin, Alexei Vronsky,
        Kitty Shcherbatskaya, Platon Karataev
      Fyodor Dostoevsky: Rodion Raskolnikov, Prince Myshkin, Alyosha Karamazov, Sonya Marmeladova, Porfiry Petrovich,
        Ivan Karamazov, Nastasya Filippovna, Father Zosima, Pavel Smerdyakov
      George R. R. Martin: Tyrion Lannister, Jon Snow, Daenerys Targaryen, Arya Stark, Cersei Lannister, Ned Stark,
        Jaime Lannister, Sansa Stark, Petyr Baelish, Theon Greyjoy, Brienne of Tarth
      """)
}
