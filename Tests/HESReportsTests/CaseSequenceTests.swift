import HESConformance
import HESDrawing
import HESReports
import Testing

@Suite("Reports: the messages of a case's steps")
struct CaseSequenceTests {
    private static let cases = Task { try CaseCatalogue.load() }

    private static func svg(_ id: String) async throws -> String {
        let sequence = CaseSequence(try #require(try await cases.value.first { $0.id == id }))
        return sequence.picture.standalone(title: sequence.title)
    }

    @Test("a reading is a call, its answer, a subscription and a push, with its rule and fence")
    func reading() async throws {
        let svg = try await Self.svg("READ-01")

        for text in [
            "fault meterOffline (silent-two)", "step 0: op read", "POST /apis/openapi/meter/readSingle",
            "code 200, planId P", "SUBSCRIBE to the topic of P", "PUBLISH the result of P",
            "step 1: fence (known-good exchange, not judged)",
        ] {
            #expect(svg.contains(text), "\(text)")
        }
    }

    @Test("every case of the catalogue has steps to draw, without times")
    func all() async throws {
        for testCase in try await Self.cases.value {
            let svg = CaseSequence(testCase).picture.standalone(title: testCase.title)

            #expect(svg.contains("class=\"row") && !svg.contains("Simulated time"), "\(testCase.id)")
        }
    }
}
