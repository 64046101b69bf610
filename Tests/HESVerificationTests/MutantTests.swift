import Foundation
import HESContract
import HESVerification
import HESVerificationRunner
import SimulationKernel
import Testing

/// A HES that breaks the contract in one way, and what says so.
struct BrokenHES: Sendable, CustomTestStringConvertible {
    let name: String
    /// The clause that the finding names.
    let clause: String
    /// The rule that it breaks; nil where switches tell.
    var rule: String?
    var isSlow = false
    var writes = false
    let mutation: SimulatedHES.Mutation

    var testDescription: String { name }

    static let all = answers + rows + pushes + others

    private static let others: [BrokenHES] = [
        BrokenHES(
            name: "a wrong total",
            clause: "§3.4",
            mutation: .init(reply: replacing(#""total":[0-9]+"#, by: #""total":1"#))
        ),
        BrokenHES(name: "any token is taken", clause: "§3.1", mutation: .init(opens: true)),
        BrokenHES(
            name: "a token that never dies",
            clause: "§3.1",
            isSlow: true,
            mutation: .init(reply: shortLife, lifetime: .days(100))
        ),
        BrokenHES(
            name: "results on another topic",
            clause: "§3.2.2",
            mutation: .init(push: { message in
                var message = message
                message.topic += "0"
                return message
            })
        ),
        BrokenHES(
            name: "another value in the push",
            clause: "§4.1",
            mutation: .init(push: editing(#""value":""#, by: #""value":"1"#))
        ),
        BrokenHES(
            name: "a unit of another item",
            clause: "§3.2.3",
            mutation: .init(reply: replacing(#""unit":"kWh""#, by: #""unit":"MWh""#))
        ),
        BrokenHES(name: "one name for all plans", clause: "§3.2.5", mutation: .init(reply: onePlan)),
        BrokenHES(
            name: "an unknown status",
            clause: "§3.2.6",
            mutation: .init(push: editing(#""status":"00""#, by: #""status":"03""#))
        ),
        BrokenHES(
            name: "rows of another year",
            clause: "§3.4",
            mutation: .init(reply: replacing(#""timestamp":17"#, by: #""timestamp":16"#))
        ),
    ]

    private static let answers: [BrokenHES] = [
        BrokenHES(
            name: "answers without a msg",
            clause: "§3",
            rule: "R1",
            mutation: .init(reply: replacing(#""msg":"#, by: #""message":"#))
        ),
        BrokenHES(
            name: "failures that say nothing",
            clause: "§3",
            rule: "R2",
            mutation: .init(reply: replacing(#""msg":"[^"]*""#, by: ##""msg":"""##, unless: #""code":200"#))
        ),
        BrokenHES(
            name: "each row of a page twice",
            clause: "§3.4.1",
            rule: "PAGE",
            mutation: .init(reply: replacing(#""list":\[(\{.*\})\]"#, by: #""list":[$1,$1]"#))
        ),
        BrokenHES(
            name: "a page for an item of no table",
            clause: "§4.2",
            rule: "ITEM",
            mutation: .init(reply: { reply, request in
                guard String(decoding: request.body, as: UTF8.self).contains(#""4999""#) else { return reply }
                let page = #""data":{"total":0,"curPage":1,"pageSize":100,"list":[]}"#
                return BrokenHES.answer(#"{"code":200,"msg":"success",\#(page)}"#, in: reply)
            })
        ),
        BrokenHES(
            name: "no token is taken",
            clause: "§3.1",
            rule: "TOKEN",
            mutation: .init(reply: { reply, request in
                guard request.endpoint != .getToken else { return reply }
                return BrokenHES.answer(#"{"code":401,"msg":"token is not valid","data":null}"#, in: reply)
            })
        ),
    ]

    private static let rows: [BrokenHES] = [
        BrokenHES(
            name: "rows of another meter",
            clause: "§3.2.1",
            rule: "R5",
            mutation: .init(reply: replacing(#""devAddr":""#, by: #""devAddr":"9"#))
        ),
        BrokenHES(
            name: "values that are words",
            clause: "§3.2.3",
            rule: "VALUE",
            mutation: .init(reply: replacing(#""value":""#, by: #""value":"x"#))
        ),
    ]

    private static let pushes: [BrokenHES] = [
        BrokenHES(
            name: "a failure with every value",
            clause: "§3.2.6",
            rule: "FAILURE",
            mutation: .init(push: editing(#""status":"00""#, by: #""status":"02""#))
        ),
        BrokenHES(
            name: "an archive without the way",
            clause: "§3.7.6",
            rule: "ARCHIVE",
            mutation: .init(push: editing(#""commType":"#, by: #""comm":"#))
        ),
        BrokenHES(
            name: "a breaker operation without an outcome",
            clause: "§3.6.5",
            rule: "RELAY",
            writes: true,
            mutation: .init(push: editing(#""successful":"#, by: #""success":"#))
        ),
        BrokenHES(
            name: "a change that ends as 01",
            clause: "§3.8.5",
            rule: "CHANGE",
            writes: true,
            mutation: .init(push: editing(#""status":"00""#, by: #""status":"01""#))
        ),
    ]

    /// `pattern` is a regular expression; answers that contain `unless` stay.
    private static func replacing(
        _ pattern: String,
        by other: String,
        unless: String? = nil
    ) -> @Sendable (WireReply, WireRequest) -> WireReply {
        { reply, _ in
            let text = String(decoding: reply.body, as: UTF8.self)
            if let unless, text.contains(unless) { return reply }
            return answer(text.replacingOccurrences(of: pattern, with: other, options: .regularExpression), in: reply)
        }
    }

    private static func answer(_ text: String, in reply: WireReply) -> WireReply {
        var reply = reply
        reply.body = Array(text.utf8)
        return reply
    }

    private static func editing(_ text: String, by other: String) -> @Sendable (WireMessage) -> WireMessage {
        { message in
            var message = message
            message.payload = Array(String(decoding: message.payload, as: UTF8.self).replacing(text, with: other).utf8)
            return message
        }
    }

    /// Says two hours of any life.
    private static let shortLife: @Sendable (WireReply, WireRequest) -> WireReply = { reply, _ in
        var reply = reply
        let text = String(decoding: reply.body, as: UTF8.self)
        reply.body = Array(text.replacing(/"expireIn":[0-9]+/, with: #""expireIn":7200"#).utf8)
        return reply
    }

    private static let onePlan: @Sendable (WireReply, WireRequest) -> WireReply = { reply, _ in
        var reply = reply
        let text = String(decoding: reply.body, as: UTF8.self)
        let plan = /"planId":"[^"]*"/
        reply.body = Array(text.replacing(plan, with: #""planId":"P003_20240724162001000000""#).utf8)
        return reply
    }
}

@Suite("A HES that is broken in one way")
struct MutantTests {
    @Test("ends with exit code 1 and its clause", arguments: BrokenHES.all)
    func broken(hes: BrokenHES) async throws {
        let setup = KnownSubject.setup(writes: hes.writes, isSlow: hes.isSlow)
        let outcome = try await KnownSubject.run(Dialect(), setup: setup, mutation: hes.mutation)
        let findings = outcome.findings
        let clauses =
            findings.rules.filter(\.isBroken).map(\.clause)
            + findings.switches.filter(\.isContradicted).map(\.clause)

        #expect(findings.exitCode == 1)
        #expect(clauses.contains { $0.hasPrefix(hes.clause) }, "\(clauses)")
        if let rule = hes.rule { #expect(findings.rules.first { $0.id == rule }?.isBroken == true) }
        #expect(findings.rules.filter(\.isBroken).allSatisfy { !$0.events.isEmpty && !$0.seen.isEmpty })
        // The same exchanges as one sees them who did not ask.
        let seen = RecordedHES(outcome.events, in: .plusEight).rules.filter(\.isBroken)
        let isOnlyAsked = Self.onlyAsked.contains(hes.name)
        #expect(seen.contains { hes.clause.hasPrefix($0.clause) } != isOnlyAsked, "\(seen.map(\.id))")
        if let rule = hes.rule { #expect(seen.contains { $0.id == rule } != isOnlyAsked, "\(seen.map(\.id))") }
        #expect(seen.allSatisfy { !$0.events.isEmpty && !$0.seen.isEmpty })
    }

    /// What shows only to one who asks for it.
    private static let onlyAsked = [
        "any token is taken", "a token that never dies", "a page for an item of no table",
    ]
}
