import HESConformance
import Testing

/// MQTT 3.1.1 §4.7 with its own examples, and shared subscriptions (MQTT 5 §4.8.2).
struct TopicFilterTests {
    @Test(
        "a filter matches a topic",
        arguments: [
            ("/T/P", "/T/P"), ("#", "a"), ("#", "/a/b"), ("a/#", "a"), ("a/#", "a/b/c"), ("a/#", "a/"), ("+", "a"),
            ("/+", "/a"), ("+/+", "/a"), ("a/+/c", "a/b/c"), ("a/+", "a/"), ("/T/+/#", "/T/P"), ("$SYS/#", "$SYS/x"),
            ("$SYS/+", "$SYS/x"), ("a/#", "a/$x"), ("$share", "$share"), ("$share/g//T/#", "/T/P"),
            ("$share/g/#", "a"), ("$share/g/+", "a"), ("é", "\u{E9}"),
        ]
    )
    func matches(filter: String, topic: String) {
        #expect(TopicFilter(filter).isValid)
        #expect(TopicFilter(filter).matches(topic))
    }

    @Test(
        "a filter does not match a topic",
        arguments: [
            ("/T/P", "/T/Q"), ("/T/P", "T/P"), ("/T/P", "/T/P/x"), ("/T/P/x", "/T/P"), ("a/#", "ab"), ("+", "a/b"),
            ("+", "/a"), ("a/+", "a"), ("a/+", "a/b/c"), ("A", "a"), ("#", "$SYS/x"), ("+/x", "$SYS/x"),
            ("+", "$SYS"), ("$share/g/#", "$SYS/x"), ("$share/g/a", "$share/g/a"), ("$share/g/a", "g/a"),
            ("e\u{301}", "\u{E9}"), ("#", ""), ("+", ""), ("a/b", "a/b\u{301}"), ("a//b", "a/b"),
        ]
    )
    func doesNotMatch(filter: String, topic: String) {
        #expect(TopicFilter(filter).isValid)
        #expect(!TopicFilter(filter).matches(topic))
    }

    @Test(
        "a filter that a broker has to refuse matches nothing",
        arguments: [
            ("", ""), ("a#", "a#"), ("a/#/b", "a/x/b"), ("#/a", "x/a"), ("a+/b", "a+/b"), ("a/+b", "a/xb"), ("##", "a"),
            ("++", "a"), ("$share//a", "a"), ("$share/g", "g"), ("$share/g/", ""), ("$share/+/a", "a"),
            ("$share/g#/a", "a"), ("$share/g/a#", "a#"), ("$share/", ""),
        ]
    )
    func isRefused(filter: String, topic: String) {
        #expect(!TopicFilter(filter).isValid)
        #expect(!TopicFilter(filter).matches(topic))
    }
}
