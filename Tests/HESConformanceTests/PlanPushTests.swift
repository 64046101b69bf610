import HESConformance
import Testing

/// By the packets that were recorded, in which a client has a name and a connection has none.
@Suite("Whether a client was subscribed when a result came")
struct PlanPushTests {
    /// Of one push to `/t/P1`, after what `body` does.
    private static func isSubscribed(_ body: (inout EvidenceBuilder) -> Void) -> Bool? {
        var builder = EvidenceBuilder("READ-01")
        body(&builder)
        builder.push("P1", topic: "/t/P1")
        return Evidence(builder.ended()).pushes.first?.isSubscribed
    }

    @Test("a subscription ends with its session")
    func ended() {
        #expect(
            Self.isSubscribed {
                $0.connect("c")
                $0.subscribe("/t/#")
                $0.disconnect("c")
                $0.connect("c")
            } == false
        )
    }

    @Test("a session that a newer one took over takes nothing of it along", arguments: [true, false])
    func takeOver(isSubscribedAnew: Bool) {
        let found = Self.isSubscribed {
            $0.connect("c")
            $0.subscribe("/t/#")
            $0.connect("c")
            if isSubscribedAnew { $0.subscribe("/t/#") }
            $0.disconnect("c")
        }
        #expect(found == isSubscribedAnew)
    }

    @Test("a connection that was refused takes nothing along")
    func refused() {
        #expect(
            Self.isSubscribed {
                $0.connect("c")
                $0.subscribe("/t/#")
                $0.connect("c", code: 5)
                $0.disconnect("c")
            } == true
        )
    }

    @Test("of two clients without an identifier the one that stays may be the one that is subscribed")
    func nameless() {
        let both: (inout EvidenceBuilder) -> Void = {
            $0.connect("")
            $0.subscribe("/t/#", client: "")
            $0.connect("")
            $0.disconnect("")
        }
        #expect(Self.isSubscribed(both) == true)
        #expect(
            Self.isSubscribed {
                both(&$0)
                $0.disconnect("")
            } == false
        )
    }
}

extension EvidenceBuilder {
    fileprivate mutating func connect(_ client: String, code: Int = 0) {
        add(.mqttConnect(.init(client: client, code: code)))
    }

    fileprivate mutating func disconnect(_ client: String) {
        add(.mqttDisconnect(.init(client: client, reason: .lost)))
    }
}
