import HESConformance
import HESContract
import JSON
import Testing

@Suite("The judge")
struct JudgeTests {
    /// READ-01 as a good client plays it; `change` may leave things out.
    private static func result(
        capabilities: JSONValue = ["read": true, "history": true],
        hasFault: Bool = true,
        hasEnd: Bool = true,
        missing: [JSONValue] = ["202407100004", "202407100005"],
        isSilent: Bool = false,
        extra: (inout EvidenceBuilder) -> Void = { _ in }
    ) throws -> CaseResult {
        let testCase = try #require(CaseCatalogue.load().first { $0.id == "READ-01" })
        var builder = EvidenceBuilder("READ-01", capabilities: capabilities)
        let rows = ["202407100001", "202407100002", "202407100003"].map { CheckTraces.row(.string($0)) }
        let done: JSONValue = ["outcome": "partial", "rows": .list(rows), "missing": .list(missing)]
        builder.step(0, ["op": "read"]) { builder in
            builder.operation("read", done: done) { builder in
                guard !isSilent else { return }
                builder.call(.readSingle, ["devList": "202407100001,202407100004"], planID: "P1", topic: "/t/P1")
                builder.subscribe("/t/P1")
                if hasFault { builder.add(.fault(.init(rule: "silent-two", type: "meterOffline"))) }
                builder.push("P1", topic: "/t/P1", status: "01", list: .list(rows))
            }
            extra(&builder)
        }
        builder.fence(1)
        return Judge.judge(testCase, on: hasEnd ? builder.ended() : builder.events)
    }

    @Test("passes a case whose prerequisite, fault and checks were all seen")
    func pass() throws {
        let result = try Self.result()
        #expect(result.verdict == .pass, "\(result.reason)")
        #expect(result.hint.isEmpty)
        #expect(result.checks.map(\.verdict) == [.pass, .pass, .pass])
    }

    @Test("gives the same result for the same evidence")
    func pure() throws {
        #expect(try Self.result() == Self.result())
    }

    @Test("fails a must check by assertion, with its sentences and events")
    func assertion() throws {
        let result = try Self.result(missing: [])
        #expect(result.verdict == .fail)
        #expect(result.cause == .assertion)
        #expect(result.reason.contains("not named: 202407100004"))
        #expect(!result.hint.isEmpty)
    }

    @Test("calls a client that says ok without traffic inconclusive, never passed")
    func liar() throws {
        let result = try Self.result(isSilent: true)
        #expect(result.verdict == .inconclusive)
        #expect(result.reason.contains("waited for push"))
        #expect(result.checks.allSatisfy { $0.verdict == .notReached })
    }

    @Test("calls a rule that hit nothing a fault of the suite")
    func undelivered() throws {
        let result = try Self.result(hasFault: false)
        #expect(result.verdict == .error)
        #expect(result.reason == "fault not delivered: rule 'silent-two' never hit anything")
    }

    @Test("calls evidence that breaks off a fault of the suite")
    func brokenOff() throws {
        #expect(try Self.result(hasEnd: false).verdict == .error)
    }

    @Test("puts a fault of the suite over a failure of the client")
    func ownFault() throws {
        let result = try Self.result { builder in
            builder.add(.driverExit(.init(status: 1, isExpected: false)))
            builder.add(.error(.init("the broker did not start")))
        }
        #expect(result.verdict == .error)
        #expect(result.reason == "the broker did not start")
    }

    @Test(
        "fails a client that crashes, hangs or breaks the protocol, whatever it did before",
        arguments: [
            (EvidenceEvent.Kind.driverExit(.init(status: 1, isExpected: false)), FailureCause.crash),
            (.driverTimeout(.init(waitedFor: "w", seconds: 1)), .timeout), (.driverProtocol(.init("w")), .protocol),
        ]
    )
    func violation(kind: EvidenceEvent.Kind, cause: FailureCause) throws {
        for isSilent in [true, false] {
            let result = try Self.result(isSilent: isSilent) { $0.add(kind) }
            #expect(result.verdict == .fail)
            #expect(result.cause == cause)
        }
    }

    @Test("an expected exit is none")
    func expectedExit() throws {
        let result = try Self.result { $0.add(.driverExit(.init(status: 0, isExpected: true))) }
        #expect(result.verdict == .pass)
    }

    @Test("a crash before the fault is the client's, not the suite's")
    func crashFirst() throws {
        let result = try Self.result(hasFault: false) {
            $0.add(.driverExit(.init(signal: 11, isExpected: false)))
        }
        #expect(result.verdict == .fail)
        #expect(result.cause == .crash)
    }

    @Test(
        "weighs an operation that is answered 'unsupported' by what was declared",
        arguments: [
            (JSONValue.bool(true), Verdict.fail), (.null, .unimplemented), (.bool(false), .unimplemented),
            ("no MQTT library", .unimplemented),
        ]
    )
    func unsupported(declared: JSONValue, verdict: Verdict) throws {
        let result = try Self.result(capabilities: ["read": declared], isSilent: true) {
            $0.operation("read", done: [:], isUnsupported: true)
        }
        #expect(result.verdict == verdict)
        #expect(result.cause == (verdict == .fail ? .overClaimed : nil))
    }

    @Test("a case of an optional capability that is declared absent does not apply")
    func notApplicable() throws {
        let testCase = try #require(CaseCatalogue.load().first { $0.id == "RELAY-01" })
        let builder = EvidenceBuilder("RELAY-01", capabilities: ["relay": false])
        #expect(Judge.judge(testCase, on: builder.ended()).verdict == .notApplicable)
    }

    @Test("a case of restarts does not apply to a client that does not declare that it keeps anything")
    func undeclared() throws {
        let testCase = try #require(CaseCatalogue.load().first { $0.id == "COLL-04" })
        let result = Judge.judge(testCase, on: EvidenceBuilder("COLL-04", capabilities: ["collect": true]).ended())
        #expect(result.verdict == .notApplicable)
        #expect(result.reason == "the client does not declare 'persistent'")
    }

    @Test(
        "a case whose checks all need capabilities does not apply where all of them are declared absent",
        arguments: [(JSONValue.string("billing never does"), Verdict.notApplicable), (.null, .inconclusive)]
    )
    func allAbsent(archive: JSONValue, verdict: Verdict) throws {
        let testCase = try #require(CaseCatalogue.load().first { $0.id == "TRUTH-05" })
        var builder = EvidenceBuilder("TRUTH-05", capabilities: ["relay": false, "archive": archive])
        builder.step(0, ["op": "read"]) { builder in
            builder.operation("read") { builder in
                builder.subscribe("/t/#")
                builder.call(.readSingle, ["devList": "202407100001"], planID: "P1", topic: "/t/P1")
                builder.push("P1", topic: "/t/P1")
            }
        }
        #expect(Judge.judge(testCase, on: builder.ended()).verdict == verdict)
    }

    @Test("a should case that fails is a warning")
    func warn() throws {
        let testCase = try #require(CaseCatalogue.load().first { $0.id == "RELAY-03" })
        var builder = EvidenceBuilder("RELAY-03", capabilities: ["relay": true])
        builder.step(0, ["op": "relay"]) { builder in
            builder.operation("relay") { builder in
                builder.add(.fault(.init(rule: "reset", type: "replyReset")))
                builder.call(.relay, ["devList": "202407100001"])
                builder.call(.relay, ["devList": "202407100001"])
            }
        }
        builder.fence(1)
        #expect(Judge.judge(testCase, on: builder.ended()).verdict == .warn)
    }
}

@Suite("A rule with a stimulus of its own")
struct StimulusTests {
    private func verdict(asksHistory: Bool, hasFaults: Bool) throws -> CaseResult {
        let testCase = try #require(CaseCatalogue.load().first { $0.id == "COLL-02" })
        var builder = EvidenceBuilder("COLL-02", capabilities: ["collect": true])
        builder.step(0, ["op": "collect"]) { builder in
            builder.operation("collect") { builder in
                if asksHistory { builder.call(.historyFrozen, ["devList": "202407100003"]) }
                if hasFaults, asksHistory { builder.add(.fault(.init(rule: "late", type: "lateRows"))) }
                builder.call(.readFrozen, ["devList": "202407100003"])
            }
        }
        return Judge.judge(testCase, on: builder.ended())
    }

    @Test("is the suite's fault only where the client set it to work")
    func stimulus() throws {
        #expect(try verdict(asksHistory: true, hasFaults: true).verdict == .pass)
        #expect(try verdict(asksHistory: true, hasFaults: false).reason.hasPrefix("fault not delivered"))
        #expect(try verdict(asksHistory: false, hasFaults: false).verdict == .fail)
    }
}
