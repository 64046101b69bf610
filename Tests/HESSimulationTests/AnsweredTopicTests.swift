import HESConformance
import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("The answer's topic string as a subscription")
struct AnsweredTopicTests {
    /// The calls that make plans, each with a body and the number of meters that its result is about.
    private static let calls: [(endpoint: Endpoint, members: String)] = [
        (
            .readFrozen,
            #""devList":"1001,1002,9001","cgcode":"1","start":"2024-07-10 00:00:00","end":"2024-07-11 00:00:00""#
        ),
        (.readSingle, #""devList":"1001,2001,9001","cgcode":"5069""#),
        (.relay, #""devList":"1001,1002","controlMode":1"#),
        (.readArchive, #""dcuNo":"D0""#),
        (.addArchive, #""dcuNo":"D0","archives":[{"devAddr":"7","status":"1"}]"#),
        (.removeArchive, #""dcuNo":"D0","archives":["7"]"#),
    ]

    /// Every form with every tenant code and every way of dividing a result.
    static let dialects: [Dialect] = Dialect.TopicForm.allCases.flatMap { form in
        Dialect.TopicTenant.allCases.flatMap { tenant in
            Dialect.PushParts.allCases.map { parts in
                var dialect = Dialect()
                (dialect.topicForm, dialect.topicTenant, dialect.pushParts) = (form, tenant, parts)
                return dialect
            }
        }
    }

    @Test(
        "a subscription to exactly that string hears the whole result, where the dialect says so",
        arguments: dialects
    )
    func heard(dialect: Dialect) throws {
        for (endpoint, members) in Self.calls {
            let (answered, published) = try Self.topics(of: endpoint, with: members, in: dialect)
            let filter = TopicFilter(answered)
            let isHeard = published.allSatisfy(filter.matches)
            let hasParts = published.contains { !$0.hasSuffix("/") && Int($0.split(separator: "/").last ?? "") != nil }

            #expect(!published.isEmpty)
            #expect(isHeard == (dialect.isHeardAsAnswered(endpoint) || !hasParts && dialect.topicForm != .planOnly))
        }
    }

    @Test("only planOnly, and parts with topics of their own that the answer does not end in /# for, are excepted")
    func exceptions() {
        for dialect in Self.dialects {
            for (endpoint, _) in Self.calls where !dialect.isHeardAsAnswered(endpoint) {
                #expect(dialect.topicForm == .planOnly || dialect.pushParts.haveTopicsOfTheirOwn)
                #expect(dialect.topicForm != .hash)
            }
        }
    }

    @Test("asTable answers the endings of the tables, and publishes on the bare topic behind /#")
    func tables() throws {
        var dialect = Dialect()
        dialect.topicForm = .asTable
        for (endpoint, members) in Self.calls {
            let (answered, published) = try Self.topics(of: endpoint, with: members, in: dialect)
            let hasHash = [.readFrozen, .readSingle, .addArchive].contains(endpoint)

            #expect(answered.hasSuffix(hasHash ? "/#" : "/"))
            #expect(published == [hasHash ? String(answered.dropLast(2)) : answered])
        }
    }

    @Test("a part below a topic has one slash before its number")
    func subtopics() {
        #expect(Dialect.subtopic(ofPart: 1, below: "/T/P") == "/T/P/2")
        #expect(Dialect.subtopic(ofPart: 1, below: "/T/P/") == "/T/P/2")
    }

    /// What the answer names, and where the messages come.
    private static func topics(
        of endpoint: Endpoint,
        with members: String,
        in dialect: Dialect
    ) throws -> (answered: String, published: [String]) {
        var configuration = WorldConfiguration.test()
        configuration.dialect = dialect
        var world = TestWorld(configuration)
        let token = world.logIn()
        world.call(endpoint, with: members, token: token)
        guard case .answer(let decision)? = world.outputs.last else { throw NoAnswer() }
        let text = String(decoding: decision.answer.json(endpoint: endpoint, dialect), as: UTF8.self)
        let answered = try #require(text.dataMember("topicId") ?? text.dataMember("topic"))
        world.advance(.hours(1))
        return (answered, world.pushes.map(\.message.topic))
    }

    private struct NoAnswer: Error {}
}
