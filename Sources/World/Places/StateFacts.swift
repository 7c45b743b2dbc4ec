extension FactTable {
  static let states = FactTable(
    "state of an American city",
    prompt: "{} is a city in the American state of",
    paraphrases: ["On a map of the United States, {} lies in", "The state to which {} belongs is"],
    generation: ["Whoever drives to {} from the next state", "The schools and roads of {} are"],
    facts: """
      Texas: Dallas, Houston, San Antonio, Austin, Fort Worth, El Paso, Lubbock, Amarillo, Corpus Christi, Galveston,
        Waco, Laredo, Abilene, Beaumont, Brownsville
      California: Los Angeles, San Francisco, San Diego, Sacramento, Oakland, Fresno, Anaheim, Long Beach, Bakersfield,
        Santa Barbara, Berkeley, Pasadena, Palo Alto, Santa Monica, Stockton, Modesto, Riverside
      Florida: Miami, Orlando, Tampa, Tallahassee, Fort Lauderdale, Jacksonville, Key West, Pensacola, Sarasota,
        Daytona Beach, Gainesville, Boca Raton, Fort Myers
      Ohio: Cleveland, Cincinnati, Toledo, Dayton, Akron, Youngstown, Sandusky, Zanesville, Chillicothe
      Michigan: Detroit, Lansing, Grand Rapids, Ann Arbor, Flint, Kalamazoo, Saginaw, Dearborn, Battle Creek
      Pennsylvania: Philadelphia, Pittsburgh, Harrisburg, Scranton, Allentown, Erie, Gettysburg, Wilkes-Barre, Altoona
      Illinois: Chicago, Peoria, Evanston, Joliet, Naperville, Champaign, Moline, Waukegan
      Massachusetts: Boston, Worcester, Lowell, Brockton, New Bedford, Pittsfield, Fall River
      Virginia: Norfolk, Virginia Beach, Roanoke, Charlottesville, Chesapeake, Newport News, Lynchburg, Williamsburg
      Colorado: Denver, Boulder, Colorado Springs, Fort Collins, Pueblo, Grand Junction, Durango, Aspen
      Arizona: Phoenix, Tucson, Scottsdale, Tempe, Mesa, Flagstaff, Yuma, Sedona, Chandler
      Tennessee: Memphis, Nashville, Knoxville, Chattanooga, Murfreesboro, Gatlinburg, Kingsport, Clarksville
      Washington: Seattle, Tacoma, Spokane, Olympia, Bellevue, Yakima, Walla Walla, Bellingham, Redmond
      Oregon: Eugene, Corvallis, Klamath Falls, Beaverton, Gresham, Astoria
      Wisconsin: Milwaukee, Green Bay, Kenosha, Oshkosh, Eau Claire, Racine, Appleton, Waukesha, Sheboygan
      Minnesota: Minneapolis, Duluth, Mankato, Saint Paul, Saint Cloud, Bemidji
      Georgia: Atlanta, Savannah, Macon, Valdosta, Marietta, Alpharetta
      Alabama: Birmingham, Montgomery, Mobile, Huntsville, Tuscaloosa, Selma, Dothan, Gadsden
      Louisiana: New Orleans, Baton Rouge, Shreveport, Lake Charles, Metairie, Bossier City
      Iowa: Des Moines, Cedar Rapids, Davenport, Sioux City, Dubuque, Council Bluffs, Ames
      Indiana: Indianapolis, Fort Wayne, Gary, South Bend, Terre Haute, Muncie, Kokomo, Evansville
      Utah: Salt Lake City, Provo, Ogden, Moab, Park City, Orem, Logan
      Nevada: Las Vegas, Reno, Carson City, Henderson, Elko, Winnemucca
      """)
}
