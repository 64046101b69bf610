import HESContract
import Testing

@Suite("Filters of subscriptions")
struct SubscriptionFilterTests {
    @Test(
        "a filter takes the topics that MQTT says",
        arguments: [
            ("#", "/T/P1", true), ("/T/#", "/T/P1", true), ("/T/#", "/T", true), ("/T/#", "/U/P1", false),
            ("/T/+", "/T/P1", true), ("/T/+", "/T/P1/x", false), ("/+/P1", "/T/P1", true), ("T/#", "/T/P1", false),
            ("/T/P1", "/T/P1", true), ("/T/P1", "/T/P12", false), ("/T/P1/x", "/T/P1", false),
            ("$share/group//T/#", "/T/P1", true), ("$share/group", "/T/P1", false), ("+", "/T", false),
            ("+/+", "/T", true),
        ]
    )
    func matches(filter: String, topic: String, expected: Bool) {
        #expect(SubscriptionFilter.matches(Array(topic.utf8), filter: filter.utf8) == expected)
    }
}
