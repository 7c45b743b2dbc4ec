import Testing

@testable import World

/// The facts of some relations once more, written down by subject instead of by object: what stands in both must agree.
struct FactDirectionTests {
  /// What a relation's table says of a subject; empty where it says nothing.
  private func objects(_ relation: String, _ subject: String) -> [String] {
    FactTable.all.filter { $0.relation == relation }.flatMap(\.lines)
      .filter { $0.subjects.contains(subject) }.map(\.object)
  }

  /// Country; continent; currency; official language; capital. A dash where nothing is claimed.
  @Test func countriesAgree() {
    let rows = """
      Algeria; Africa; dinar; -; Algiers
      Argentina; South America; -; Spanish; -
      Australia; -; dollar; -; -
      Austria; Europe; euro; -; Vienna
      Bahrain; Asia; dinar; Arabic; -
      Barbados; -; dollar; English; Bridgetown
      Belgium; Europe; euro; -; -
      Benin; Africa; franc; French; -
      Bolivia; South America; -; -; -
      Botswana; Africa; -; English; Gaborone
      Cameroon; Africa; franc; -; -
      Chad; Africa; franc; -; -
      Chile; South America; -; Spanish; -
      China; Asia; -; -; Beijing
      Colombia; South America; -; Spanish; -
      Egypt; -; -; Arabic; -
      Estonia; Europe; euro; -; Tallinn
      Finland; Europe; euro; -; -
      France; Europe; euro; French; Paris
      Gabon; Africa; franc; French; -
      Germany; Europe; euro; -; Berlin
      Ghana; Africa; -; English; -
      Greece; Europe; euro; -; Athens
      Guinea; Africa; franc; French; -
      Guyana; South America; dollar; English; -
      Hungary; Europe; -; Hungarian; Budapest
      Iceland; Europe; -; -; Reykjavik
      Iraq; Asia; dinar; -; Baghdad
      Ireland; Europe; euro; -; -
      Italy; Europe; euro; -; Rome
      Jamaica; -; dollar; English; Kingston
      Jordan; Asia; dinar; Arabic; -
      Kuwait; Asia; dinar; Arabic; -
      Latvia; Europe; euro; -; Riga
      Liberia; Africa; dollar; English; -
      Libya; Africa; dinar; Arabic; -
      Lithuania; Europe; euro; -; Vilnius
      Luxembourg; Europe; euro; -; -
      Monaco; Europe; euro; French; -
      Namibia; Africa; dollar; -; Windhoek
      Nepal; Asia; rupee; -; Kathmandu
      Nigeria; Africa; -; English; -
      Norway; Europe; -; -; Oslo
      Oman; Asia; -; Arabic; -
      Poland; Europe; -; Polish; Warsaw
      Portugal; Europe; euro; -; Lisbon
      Qatar; Asia; -; Arabic; Doha
      Romania; Europe; -; Romanian; Bucharest
      Russia; -; -; -; Moscow
      Rwanda; Africa; franc; -; Kigali
      Saudi Arabia; Asia; -; Arabic; -
      Senegal; Africa; franc; French; -
      Serbia; Europe; dinar; -; Belgrade
      Sierra Leone; Africa; -; English; -
      Singapore; Asia; dollar; -; -
      Slovakia; Europe; euro; -; -
      Slovenia; Europe; euro; -; -
      Spain; Europe; euro; Spanish; Madrid
      Switzerland; Europe; franc; -; -
      Togo; Africa; franc; French; -
      Tunisia; Africa; dinar; Arabic; -
      Uruguay; South America; peso; Spanish; Montevideo
      Venezuela; South America; -; Spanish; -
      Yemen; Asia; -; Arabic; -
      Zambia; Africa; -; English; -
      Zimbabwe; Africa; -; -; Harare
      """
    let relations = [
      "continent of a country", "currency of a country", "official language of a country", "capital of a country",
    ]
    for row in rows.split(separator: "\n") {
      let cells = row.split(separator: ";").map { String($0.drop { $0 == " " }) }
      #expect(cells.count == 5)
      for (relation, object) in zip(relations, cells.dropFirst()) {
        #expect(objects(relation, cells[0]) == (object == "-" ? [] : [object]), "\(row): \(relation)")
      }
    }
  }

  /// Two relations about the same rivers: a sea that no river of a continent reaches would be a contradiction.
  @Test func riversFlowIntoSeasOfTheirContinent() {
    let continents = [
      "North Sea": ["Europe"], "Black Sea": ["Europe", "Asia"], "Mediterranean": ["Europe", "Africa"],
      "Baltic": ["Europe"], "Caspian": ["Europe", "Asia"], "Atlantic": ["Europe", "Africa", "South America"],
    ]
    for line in FactTable.mouths.lines {
      for river in line.subjects {
        let found = objects("continent of a river", river)
        #expect(found.allSatisfy { continents[line.object]?.contains($0) == true }, "\(river)")
      }
    }
  }
}
