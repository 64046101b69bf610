import HESConformance
import Testing

@Suite("Kinds of checks")
struct CheckTests {
    @Test("pass what is right", arguments: CheckTraces.all)
    func pass(traces: CheckTraces) throws {
        let result = try traces.verdict(traces.pass)
        #expect(result.verdict == .pass, "\(traces.type): \(result.actual)")
    }

    @Test("fail what is wrong, and point to events", arguments: CheckTraces.all)
    func fail(traces: CheckTraces) throws {
        let result = try traces.verdict(traces.fail)
        #expect(result.verdict == .fail, "\(traces.type): \(result.actual)")
        #expect(!result.events.isEmpty, "\(traces.type)")
    }

    @Test("say so where the stimulus did not come that far", arguments: CheckTraces.all)
    func notReached(traces: CheckTraces) throws {
        let result = try traces.verdict(traces.notReached)
        #expect(result.verdict == .notReached, "\(traces.type): \(result.actual)")
    }

    @Test("every kind of the catalogue has its three traces, once")
    func complete() {
        #expect(CheckTraces.all.map(\.type).sorted() == CheckCatalogue.all.map { $0.type }.sorted())
    }
}
