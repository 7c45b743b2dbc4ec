import Testing

@testable import World

/// Every fact is written twice, in tables of opposite directions, and both must say the same.
struct SubjectTableTests {
  @Test func everyRelationIsWrittenInBothDirections() {
    #expect(SubjectTable.all.map(\.relation).sorted() == Set(FactTable.all.map(\.relation)).sorted())
  }

  @Test(arguments: SubjectTable.all.map(\.relation)) func bothDirectionsSayTheSame(relation: String) throws {
    let lines = FactTable.all.filter { $0.relation == relation }.flatMap(\.lines)
    let objects = Array(Set(lines.map(\.object)))
    var byObject: [String: String] = [:]
    for line in lines {
      for subject in line.subjects { byObject[subject] = line.object }
    }
    let table = try #require(SubjectTable.all.first { $0.relation == relation })
    var bySubject: [String: String] = [:]
    for fact in table.facts(objects: objects) {
      let object = try #require(fact.object, "\(relation): \(fact.subject) has no object")
      #expect(bySubject.updateValue(object, forKey: fact.subject) == nil, "\(relation): \(fact.subject) twice")
    }
    for subject in Set(byObject.keys).union(bySubject.keys) {
      #expect(byObject[subject] == bySubject[subject], "\(relation): \(subject)")
    }
  }

  @Test func anObjectMayBeGivenByOneOfItsWords() {
    let table = SubjectTable("r", facts: "One A One York,\n  Two B, Three C Two, Four Y, Five Fir Fir")
    let facts = table.facts(objects: ["New York", "B", "A Two", "B Two", "X Y", "Fir"])
    #expect(facts.map(\.subject) == ["One A One", "Two", "Three C", "Four", "Five Fir"])
    #expect(facts.map(\.object) == ["New York", "B", nil, "X Y", "Fir"])
  }

  /// Two relations about the same rivers: a sea that no river of a continent reaches would be a contradiction.
  @Test func riversFlowIntoSeasOfTheirContinent() {
    let continents = [
      "North Sea": ["Europe"], "Black Sea": ["Europe", "Asia"], "Mediterranean": ["Europe", "Africa"],
      "Baltic": ["Europe"], "Caspian": ["Europe", "Asia"], "Atlantic": ["Europe", "Africa", "South America"],
    ]
    for line in FactTable.mouths.lines {
      for river in line.subjects {
        let found = FactTable.rivers.lines.filter { $0.subjects.contains(river) }.map(\.object)
        #expect(found.allSatisfy { continents[line.object]?.contains($0) == true }, "\(river)")
      }
    }
  }
}
