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
    var isSlow = false
    let mutation: SimulatedHES.Mutation

    var testDescription: String { name }

    static let all: [BrokenHES] = [
        BrokenHES(
            name: "a wrong total",
            clause: "§3.4",
            mutation: .init(reply: replacing(#""total":"#, by: #""total":7"#))
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

    private static func replacing(_ text: String, by other: String) -> @Sendable (WireReply, WireRequest) -> WireReply {
        { reply, _ in
            var reply = reply
            reply.body = Array(String(decoding: reply.body, as: UTF8.self).replacing(text, with: other).utf8)
            return reply
        }
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
        let setup = KnownSubject.setup(isSlow: hes.isSlow)
        let findings = try await KnownSubject.run(Dialect(), setup: setup, mutation: hes.mutation).findings
        let clauses =
            findings.rules.filter(\.isBroken).map(\.clause)
            + findings.switches.filter(\.isContradicted).map(\.clause)

        #expect(findings.exitCode == 1)
        #expect(clauses.contains { $0.hasPrefix(hes.clause) }, "\(clauses)")
        #expect(findings.rules.filter(\.isBroken).allSatisfy { !$0.events.isEmpty && !$0.seen.isEmpty })
    }
}
