import HESContract
import Testing

@testable import HESVerification

@Suite("Probe files")
struct ProbeTests {
    @Test("every file is read, and every switch but one is told by a probe with a sight for each value")
    func catalogue() throws {
        let probes = try ProbeCatalogue.load()
        let told = Set(probes.flatMap(\.tells).map(\.key))

        #expect(probes.count >= 40)
        #expect(DialectCatalogue.all.map(\.name).filter { !told.contains($0) } == ["pushOverflow"])
        for telling in probes.flatMap(\.tells) {
            let known = DialectCatalogue.all.first { $0.name == telling.key }
            #expect(telling.shows.map(\.value).sorted() == known?.values.sorted(), "\(telling.key)")
        }
    }

    @Test("an unknown switch, function and word are refused with what was probably meant")
    func unknownWords() throws {
        let text = #"""
            {"id": "X", "title": "t", "why": "w", "needs": ["dcuu"],
             "steps": [{"as": "a", "call": "readSingel", "start": "midnigth-1d"}],
             "tells": [{"switch": "topicKye", "by": "lifetimes", "shows": {}}], "extra": 1}
            """#
        let problems = #expect(throws: ProbeProblems.self) {
            try ProbeCatalogue.probe(Array(text.utf8), file: "X.json")
        }
        let told = problems?.description ?? ""

        for hint in ["'dcu'", "'readSingle'", "'topicKey'", "'lifetime'", "the unknown key 'extra'"] {
            #expect(told.contains(hint), "\(told)")
        }
    }
}
