import HESConformance
import Testing

@Suite("The catalogue of cases")
struct CatalogueTests {
    @Test("every case file in the program can be taken")
    func loads() throws {
        #expect(try CaseCatalogue.load().count == CaseCatalogue.files.count)
    }

    @Test("the canary can be taken")
    func canary() throws {
        #expect(try CaseCatalogue.loadCanary().id == "CANARY-01")
    }
}
