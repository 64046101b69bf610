import HESContract
import JSON
import Testing

@testable import HESConformance

@Suite("Subscriptions of a case's clients")
struct SubscriptionsTests {
    /// What clients do before the push, and whether it then finds a client that is subscribed to its topic.
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let isSubscribed: Bool
        let trace: CheckTraces.Trace
    }

    @Test(
        "a client that unsubscribed before the push no longer counts as subscribed",
        arguments: [
            Example(testDescription: "subscribed", isSubscribed: true) { $0.subscribe("/t/#") },
            Example(testDescription: "unsubscribed", isSubscribed: false) {
                $0.subscribe("/t/#")
                $0.unsubscribe("/t/#")
            },
            Example(testDescription: "unsubscribed and subscribed again", isSubscribed: true) {
                $0.subscribe("/t/#")
                $0.unsubscribe("/t/#")
                $0.subscribe("/t/#")
            },
            Example(testDescription: "unsubscribed from another filter", isSubscribed: true) {
                $0.subscribe("/t/#")
                $0.unsubscribe("/t/P1")
            },
            Example(testDescription: "another client unsubscribed", isSubscribed: true) {
                $0.subscribe("/t/#")
                $0.unsubscribe("/t/#", client: "d")
            },
            Example(testDescription: "another client disconnected", isSubscribed: true) {
                $0.subscribe("/t/#")
                $0.add(.mqttDisconnect(.init(client: "d", reason: .lost)))
            },
        ]
    )
    func unsubscribed(example: Example) throws {
        let trace = CheckTraces.steps {
            $0.call(.readSingle, ["devList": "001"], planID: "P1", topic: "/t/P1")
            example.trace(&$0)
            $0.push("P1", topic: "/t/P1")
        }
        var builder = EvidenceBuilder("TEST-01")
        trace(&builder)
        let evidence = Evidence(builder.ended())
        let testCase = try CheckTraces.testCase("subscribed", #""endpoint": "readSingle""#)
        let check = try #require(testCase.checks.first)

        #expect(evidence.pushes.map(\.isSubscribed) == [example.isSubscribed])
        #expect(check.judge(evidence, in: testCase).verdict == (example.isSubscribed ? .pass : .fail))
    }
}
