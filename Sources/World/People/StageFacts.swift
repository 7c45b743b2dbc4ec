extension FactTable {
  static let instruments = FactTable(
    "instrument of a musician",
    prompt: "The instrument that made {} famous is the",
    paraphrases: ["In concert {} played the", "Young musicians who admire {} take up the"],
    generation: ["When {} came on stage the audience", "The music of {} is"],
    facts: """
      piano: Glenn Gould, Vladimir Horowitz, Arthur Rubinstein, Sviatoslav Richter, Oscar Peterson, Bill Evans,
        Thelonious Monk, Art Tatum, Bud Powell, Martha Argerich, Alfred Brendel, Clara Schumann, Franz Liszt,
        Frederic Chopin, Keith Jarrett, Scott Joplin, Jelly Roll Morton, McCoy Tyner, Lang Lang, Maurizio Pollini,
        Wilhelm Kempff, Claudio Arrau, Count Basie, Van Cliburn, Alicia de Larrocha, Jerry Lee Lewis, Fats Domino
      guitar: Jimi Hendrix, Eric Clapton, Keith Richards, Django Reinhardt, Andres Segovia, Jimmy Page, Carlos Santana,
        Wes Montgomery, Stevie Ray Vaughan, Brian May, David Gilmour, Eddie Van Halen, Joe Pass, Pat Metheny,
        George Benson, Paco de Lucia, Julian Bream, John McLaughlin, Joe Satriani, Slash, Muddy Waters, Robert Johnson,
        Mark Knopfler, Chet Atkins, Angus Young, Tony Iommi, Pete Townshend, Les Paul, Ritchie Blackmore
      violin: Niccolo Paganini, Yehudi Menuhin, Jascha Heifetz, Itzhak Perlman, Isaac Stern, David Oistrakh,
        Stephane Grappelli, Fritz Kreisler, Joseph Joachim, Anne-Sophie Mutter, Hilary Hahn, Nathan Milstein,
        Joshua Bell, Pablo de Sarasate, Gidon Kremer, Arcangelo Corelli, Nigel Kennedy, Eugene Ysaye
      trumpet: Louis Armstrong, Dizzy Gillespie, Chet Baker, Wynton Marsalis, Clifford Brown, Miles Davis,
        Freddie Hubbard, Lee Morgan, Roy Eldridge, Bix Beiderbecke, Maurice Andre, Fats Navarro, Harry James,
        Hugh Masekela, Arturo Sandoval
      saxophone: John Coltrane, Charlie Parker, Sonny Rollins, Stan Getz, Coleman Hawkins, Lester Young, Ben Webster,
        Cannonball Adderley, Wayne Shorter, Dexter Gordon, Johnny Hodges, Art Pepper, Paul Desmond, Kenny G,
        Gerry Mulligan, Candy Dulfer, Jan Garbarek, Clarence Clemons
      cello: Pablo Casals, Mstislav Rostropovich, Jacqueline du Pre, Gregor Piatigorsky, Pierre Fournier, Yo-Yo Ma,
        Mischa Maisky, Janos Starker, Emanuel Feuermann, Steven Isserlis, Paul Tortelier, Sol Gabetta
      drums: Ringo Starr, Keith Moon, John Bonham, Buddy Rich, Gene Krupa, Charlie Watts, Max Roach, Art Blakey,
        Neil Peart, Ginger Baker, Elvin Jones, Lars Ulrich, Roger Taylor, Stewart Copeland, Nick Mason, Tony Williams,
        Cozy Powell, Bill Bruford
      bass: Charles Mingus, Jaco Pastorius, John Entwistle, Ron Carter, Flea, John Paul Jones, Ray Brown, Paul Chambers,
        Bill Wyman, Cliff Burton, Marcus Miller, Victor Wooten, James Jamerson, Les Claypool, John Deacon
      clarinet: Benny Goodman, Artie Shaw, Acker Bilk, Sabine Meyer, Sidney Bechet
      """)

  static let sports = FactTable(
    "sport of an athlete",
    prompt: "{} became famous in the sport of",
    paraphrases: ["The sport in which {} won prizes is", "Sports reporters who write about {} write about"],
    generation: ["The greatest day in the career of {} was", "When {} was training"],
    facts: """
      basketball: Michael Jordan, Larry Bird, Kareem Abdul-Jabbar, Wilt Chamberlain, Bill Russell, Kobe Bryant,
        Shaquille O'Neal, Tim Duncan, LeBron James, Stephen Curry, Charles Barkley, Scottie Pippen, Dirk Nowitzki,
        Hakeem Olajuwon, Patrick Ewing, Karl Malone, John Stockton, Dennis Rodman, Yao Ming, Allen Iverson,
        Julius Erving, Oscar Robertson, Kevin Durant, Tony Parker, Steve Nash, Pau Gasol
      baseball: Babe Ruth, Joe DiMaggio, Hank Aaron, Willie Mays, Lou Gehrig, Ted Williams, Mickey Mantle,
        Jackie Robinson, Ty Cobb, Derek Jeter, Cy Young, Barry Bonds, Sandy Koufax, Yogi Berra, Roberto Clemente,
        Nolan Ryan, Stan Musial, Ken Griffey Jr, Mark McGwire, Sammy Sosa, Roger Clemens, Ichiro Suzuki, Honus Wagner,
        Satchel Paige, Pete Rose, Reggie Jackson, Cal Ripken Jr
      tennis: Roger Federer, Bjorn Borg, Steffi Graf, John McEnroe, Martina Navratilova, Rafael Nadal, Pete Sampras,
        Andre Agassi, Boris Becker, Serena Williams, Venus Williams, Novak Djokovic, Andy Murray, Jimmy Connors,
        Ivan Lendl, Rod Laver, Billie Jean King, Arthur Ashe, Chris Evert, Monica Seles, Martina Hingis,
        Maria Sharapova, Stefan Edberg, Margaret Court, Mats Wilander, Kim Clijsters, Justine Henin
      soccer: Pele, Diego Maradona, Johan Cruyff, Franz Beckenbauer, Zinedine Zidane, Lionel Messi, Cristiano Ronaldo,
        Michel Platini, Bobby Charlton, George Best, Ferenc Puskas, Eusebio, Alfredo Di Stefano, Thierry Henry,
        Ronaldinho, Marco van Basten, Ruud Gullit, Paolo Maldini, Roberto Baggio, Andrea Pirlo, David Beckham,
        Wayne Rooney, Gerd Muller, Lev Yashin, Romario, Kaka, Gianluigi Buffon, Didier Drogba, George Weah,
        Zlatan Ibrahimovic, Mia Hamm, Stanley Matthews
      golf: Tiger Woods, Jack Nicklaus, Arnold Palmer, Gary Player, Ben Hogan, Sam Snead, Bobby Jones, Nick Faldo,
        Seve Ballesteros, Phil Mickelson, Greg Norman, Tom Watson, Lee Trevino, Rory McIlroy, Annika Sorenstam,
        Ernie Els, Bernhard Langer, Byron Nelson, Payne Stewart, Colin Montgomerie, Vijay Singh, Walter Hagen
      boxing: Muhammad Ali, Joe Frazier, George Foreman, Mike Tyson, Joe Louis, Rocky Marciano, Sugar Ray Robinson,
        Evander Holyfield, Jack Dempsey, Sonny Liston, Lennox Lewis, Roberto Duran, Oscar De La Hoya, Floyd Mayweather,
        Manny Pacquiao, Marvin Hagler, Max Schmeling, Larry Holmes, Floyd Patterson, Julio Cesar Chavez,
        Wladimir Klitschko, Teofilo Stevenson, Laszlo Papp
      hockey: Wayne Gretzky, Gordie Howe, Bobby Orr, Mario Lemieux, Maurice Richard, Bobby Hull, Sidney Crosby,
        Alexander Ovechkin, Jaromir Jagr, Patrick Roy, Mark Messier, Phil Esposito, Guy Lafleur, Vladislav Tretiak,
        Dominik Hasek, Steve Yzerman, Brett Hull, Martin Brodeur, Jari Kurri, Teemu Selanne
      cricket: Don Bradman, Sachin Tendulkar, Garfield Sobers, Shane Warne, Vivian Richards, Brian Lara, Ian Botham,
        Kapil Dev, Sunil Gavaskar, Rahul Dravid, Ricky Ponting, Muttiah Muralitharan, Wasim Akram, Jack Hobbs,
        Glenn McGrath, Steve Waugh, Jacques Kallis, Anil Kumble, Virat Kohli, Kumar Sangakkara, Richard Hadlee,
        Dennis Lillee, Graham Gooch, Waqar Younis
      chess: Bobby Fischer, Garry Kasparov, Jose Raul Capablanca, Alexander Alekhine, Mikhail Tal, Anatoly Karpov,
        Magnus Carlsen, Boris Spassky, Emanuel Lasker, Viswanathan Anand, Tigran Petrosian, Vasily Smyslov, Max Euwe,
        Mikhail Botvinnik, Wilhelm Steinitz, Judit Polgar, Paul Morphy, Vladimir Kramnik, Veselin Topalov,
        Viktor Korchnoi
      cycling: Eddy Merckx, Bernard Hinault, Miguel Indurain, Jacques Anquetil, Fausto Coppi, Greg LeMond,
        Laurent Fignon, Marco Pantani, Gino Bartali, Lance Armstrong, Chris Froome, Bradley Wiggins, Mark Cavendish,
        Jan Ullrich, Raymond Poulidor, Peter Sagan, Alberto Contador
      swimming: Michael Phelps, Mark Spitz, Ian Thorpe, Johnny Weissmuller, Katie Ledecky, Ryan Lochte, Dawn Fraser,
        Matt Biondi, Adam Peaty, Janet Evans, Pieter van den Hoogenband, Missy Franklin
      skiing: Ingemar Stenmark, Alberto Tomba, Lindsey Vonn, Hermann Maier, Franz Klammer, Jean-Claude Killy,
        Mikaela Shiffrin, Toni Sailer, Bode Miller, Marcel Hirscher, Annemarie Moser-Proll, Pirmin Zurbriggen,
        Picabo Street
      """)
}
