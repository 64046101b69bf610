import Testing

@testable import HESRuntime

@Suite("Topics of retained pushes")
struct RetainedTopicsTests {
    @Test("each topic is kept once, in the order in which they came, and given back once")
    func order() {
        var topics = RetainedTopics()
        for topic in ["/1/b", "/1/a", "/1/b"] { topics.add(topic) }

        let first = topics.removeAll()
        #expect(first.topics == ["/1/b", "/1/a"] && first.forgottenCount == 0)
        #expect(topics.removeAll().topics.isEmpty)
    }

    @Test("beyond 10 000 topics are counted")
    func bound() {
        var topics = RetainedTopics()
        for number in 0..<RetainedTopics.limit + 3 { topics.add("/1/\(number)") }

        let (kept, forgottenCount) = topics.removeAll()
        #expect(kept.count == RetainedTopics.limit && forgottenCount == 3)
    }
}
