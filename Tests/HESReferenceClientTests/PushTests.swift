import HESContract
import Testing

@testable import HESReferenceClient

@Suite("Pushes")
struct PushTests {
    private func push(
        _ status: String,
        _ meters: [String] = [],
        plan: String = "P",
        on topic: String = "/T/P"
    ) throws -> ReceivedPush {
        let rows = meters.map { #"{"devAddr":"\#($0)","timestamp":1,"value":"1"}"# }.joined(separator: ",")
        let text = #"{"planId":"\#(plan)","data":{"status":"\#(status)","list":[\#(rows)]}}"#
        return try #require(ReceivedPush(payload: Array(text.utf8), topic: topic))
    }

    private func plan(_ subject: PlanSubject = .single, _ meters: [String] = ["1", "2", "3"]) -> PlanProgress {
        PlanProgress(planID: "P", subject: subject, meters: MeterMap(meters))
    }

    @Test("a plan waits until every asked meter is covered, over as many pushes as it takes")
    func merging() throws {
        var plan = plan()
        #expect(plan.standing == .waiting)
        plan.merge(try push("00", ["1"], on: "/T/P/1"))
        #expect(plan.standing == .waiting)
        plan.merge(try push("00", ["2", "3"], on: "/T/P/2"))

        #expect(plan.standing == .complete)
        #expect(plan.status == "00")
    }

    @Test("a partial result on the plan's own topic is all but for parts that follow at once")
    func partial() throws {
        var plan = plan()
        plan.merge(try push("01", ["1"]))

        #expect(plan.standing == .settling)
    }

    @Test("00 with a missing meter promises more; 02 does not")
    func promises() throws {
        var gap = plan()
        gap.merge(try push("00", ["1"]))
        var failed = plan()
        failed.merge(try push("02"))

        #expect(gap.standing == .waiting)
        #expect(failed.standing == .settling)
        #expect(failed.status == "02")
    }

    @Test("00 without any row of freezes is whole: the window has none")
    func emptyWindow() throws {
        for freezes: FreezeSet in [FreezeSet(timestamps: []), FreezeSet(timestamps: [7])] {
            var empty = plan(.frozen(freezes))
            empty.merge(try push("00"))
            #expect(empty.standing == .settling)
        }
        var part = plan(.frozen(FreezeSet(timestamps: [])))
        part.merge(try push("00", on: "/T/P/1"))
        var single = plan()
        single.merge(try push("00"))

        #expect(part.standing == .waiting)
        #expect(single.standing == .waiting)
    }

    @Test("a list that is absent or null is empty")
    func noList() {
        for data in [#"{"status":"02"}"#, #"{"status":"02","list":null}"#] {
            let message = ReceivedPush(payload: Array(#"{"planId":"P","data":\#(data)}"#.utf8), topic: "/T/P")
            #expect(message?.list.isEmpty == true)
        }
    }

    @Test(
        "what is no push is none",
        arguments: ["", "{", #"{"planId":"P" "data":{}}"#, #"{"planId":"P"}"#, #"{"data":{"status":"00"}}"#, "[]"]
    )
    func malformed(text: String) {
        #expect(ReceivedPush(payload: Array(text.utf8), topic: "/T/P") == nil)
    }

    @Test("early pushes are bounded, the oldest go first and are counted")
    func early() throws {
        var early = EarlyPushes()
        var dropped = 0
        for number in 0..<EarlyPushes.mostMessages + 3 { dropped += early.keep(try push("00", plan: "P\(number)")) }

        #expect(dropped == 3)
        #expect(early.take("P2").isEmpty)
        #expect(early.take("P3").count == 1)
        #expect(early.take("P3").isEmpty)
    }
}

@Suite("Topics")
struct TopicTests {
    private func filters(_ topic: String?, granted: Set<String> = ["/T/#"]) -> [String] {
        TopicFilters.returned(topic, planID: "P", tenantCode: "T", granted: granted)
    }

    @Test("the tenant's own plans need nothing more", arguments: ["/T/P", "/T/P/", "/T/P/#"])
    func own(topic: String) {
        #expect(filters(topic) == [])
        #expect(filters(topic, granted: []) == ["/T/P/#"])
    }

    @Test("a bare plan id, a missing slash and a foreign tenant are subscribed to")
    func others() {
        #expect(filters("P") == ["P/#"])
        #expect(filters(nil) == ["P/#"])
        #expect(filters("T/P") == ["T/#"])
        #expect(filters("/20240701/P") == ["/20240701/P/#"])
        #expect(filters("T/P", granted: ["/T/#", "T/#"]) == [])
    }
}
