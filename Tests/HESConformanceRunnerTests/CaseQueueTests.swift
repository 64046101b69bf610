import HESConformance
import Testing

@testable import HESConformanceRunner

@Suite("The queue of cases")
struct CaseQueueTests {
    private static func planned(_ count: Int) throws -> [PlannedCase] {
        try CaseCatalogue.load().prefix(count).map { PlannedCase($0, pack: "default") }
    }

    private static func played(_ planned: PlannedCase) -> PlayedCase {
        PlayedCase(result: Judge.judge(planned.testCase, on: []), events: [], elapsed: .zero)
    }

    @Test("hands out every case once, and the outcome has them in the order of the plan")
    func order() throws {
        let cases = try Self.planned(3)
        let queue = CaseQueue(cases)
        let first = try #require(queue.next())
        let second = try #require(queue.next())
        queue.finish(second.number, with: Self.played(second.planned))
        queue.finish(first.number, with: Self.played(first.planned))

        let results = queue.outcome.results

        #expect(results.map(\.caseID) == cases.map(\.testCase.id))
        #expect(results.map(\.verdict) == [.error, .error, .notRun])
        #expect(queue.next()?.number == 2)
        #expect(queue.isDone)
        #expect(queue.next() == nil)
    }

    @Test("a case that is given back is played by another client, once")
    func givenBack() throws {
        let queue = CaseQueue(try Self.planned(1))
        let number = try #require(queue.next()).number

        #expect(queue.giveBack(number))
        #expect(!queue.isDone)
        #expect(queue.next()?.number == number)
        #expect(!queue.giveBack(number))
        #expect(queue.isDone)
    }

    @Test("the first client, the first failed canary and the first reason not to start count")
    func firstCounts() throws {
        let queue = CaseQueue(try Self.planned(2))
        let cases = try Self.planned(2)
        queue.introduce(.init(name: "one", version: "1", language: ""))
        queue.introduce(.init(name: "two", version: "2", language: ""))
        for planned in cases { queue.failCanary(Self.played(planned)) }
        queue.failStart("no such file")
        queue.failStart("again")

        #expect(queue.outcome.client?.name == "one")
        #expect(queue.outcome.canaryFailure?.result.caseID == cases[0].testCase.id)
        #expect(queue.outcome.startFailure == "no such file")
    }
}
