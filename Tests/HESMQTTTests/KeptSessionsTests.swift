import Testing

@testable import HESMQTT

@Suite("Sessions that the broker keeps")
struct KeptSessionsTests {
    private let filters = [MQTTSubscription(filter: "/1/#", requestedQoS: 1, granted: 1)]

    @Test("a session is taken up once, by its client")
    func once() {
        var sessions = KeptSessions()
        sessions.keep(filters, of: "c")

        #expect(sessions.take(of: "d").isEmpty)
        #expect(sessions.take(of: "c") == filters)
        #expect(sessions.take(of: "c").isEmpty)
    }

    @Test("beyond a thousand the session that ended first is forgotten")
    func bound() {
        var sessions = KeptSessions()
        for number in 0...KeptSessions.limit { sessions.keep(filters, of: "c\(number)") }

        #expect(sessions.take(of: "c0").isEmpty)
        #expect(sessions.take(of: "c1") == filters)
    }
}
