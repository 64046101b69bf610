import HESContract
import Testing

@Suite("Meter reading items")
struct CgcodeTests {
    @Test("composites bring the documented channels in the documented order")
    func channels() {
        let billing = ["5069", "5074", "5084", "5089", "5099", "5100", "5101", "5102"]

        #expect(Cgcode.dailyBilling.channels.map(\.rawValue) == billing)
        #expect(Cgcode.monthlyBilling.channels.map(\.rawValue) == billing)
        #expect(Cgcode.loadProfile.channels.map(\.rawValue) == ["5069", "5074", "5084", "5089", "5022", "5030"])
    }

    @Test("only energy and demand are kept daily")
    func keptDaily() {
        let daily = Cgcode.allCases.filter(\.isKeptDaily).map(\.rawValue)

        #expect(daily == ["5069", "5074", "5084", "5089", "5099", "5100", "5101", "5102", "5103", "5104"])
    }

    @Test("each endpoint is found by its path and by no other")
    func paths() {
        for endpoint in Endpoint.allCases { #expect(Endpoint(path: endpoint.path) == endpoint) }
        #expect(Endpoint(path: "/apis/openapi/meter/readsingle") == nil)
        #expect(Endpoint(path: "/apis/openapi/meter/readSingle/") == nil)
    }
}
