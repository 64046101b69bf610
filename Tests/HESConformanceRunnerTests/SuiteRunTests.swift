import Foundation
import HESClientDriver
import HESConformance
import HESConformanceRunner
import Logging
import Synchronization
import Testing

@Suite("Runs against a client process", .timeLimit(.minutes(3)))
struct SuiteRunTests {
    private static var program: String {
        get throws {
            let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            let candidates = [products, Bundle.main.bundleURL].map { $0.appending(path: "hes-sim").path }
            return try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0) })
        }
    }

    private static func cases(_ ids: String...) throws -> [Case] {
        let all = try CaseCatalogue.load()
        return try ids.map { id in try #require(all.first { $0.id == id }) }
    }

    private static func referenceClient(_ arguments: String...) throws -> RunOptions {
        let command = ClientCommand(program: try program, arguments: ["reference-client", "--driver"] + arguments)
        return RunOptions(command: command, jobs: 1)
    }

    private static func nullDriver(_ driver: NullDriver, jobs: Int = 1) throws -> RunOptions {
        let command = ClientCommand(program: try program, arguments: ["conformance", "null-driver", driver.rawValue])
        var options = RunOptions(command: command, jobs: jobs)
        options.isWithoutCanary = true
        return options
    }

    private static func withBroker<Result: Sendable>(
        _ body: (SharedBroker, Logger) async throws -> Result
    ) async throws -> Result {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let broker = try await SharedBroker.start(logger: logger)
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(broker, logger)) } catch { result = .failure(error) }
        await broker.stop()
        return try result.get()
    }

    private static func run(
        _ options: RunOptions,
        _ cases: [Case],
        pack: String = "default",
        onPlayed: @escaping @Sendable (PlayedCase) -> Void = { _ in }
    )
        async throws -> SuiteOutcome
    {
        try await withBroker { broker, logger in
            let canary = try CaseCatalogue.loadCanary()
            let suite = SuiteRun(options, broker: broker, canary: canary, logger: logger, onPlayed: onPlayed)
            return await suite.run(cases.map { PlannedCase($0, pack: pack) })
        }
    }

    @Test(
        "the reference client passes every must case also under the pack that is a guess at the likeliest real system"
    )
    func field() async throws {
        var options = try Self.referenceClient()
        options.jobs = 2
        let cases = try CaseCatalogue.load().filter { $0.level == .must }
        let outcome = try await Self.run(options, cases, pack: "field")

        #expect(outcome.played.count == cases.count && cases.count >= 29)
        for played in outcome.played where played.result.verdict != .pass {
            Issue.record("\(played.result.caseID) \(played.result.verdict): \(played.result.reason)")
        }
    }

    @Test("a good client passes, on evidence of everything it did, with a clock that goes on by itself")
    func passes() async throws {
        let outcome = try await Self.run(try Self.referenceClient(), try Self.cases("READ-01"))
        let played = try #require(outcome.played.first)
        let kinds = played.events.map(\.kind.word)

        #expect(played.result.verdict == .pass, "\(played.result.reason)")
        #expect(outcome.canaryFailure == nil && outcome.client != nil)
        #expect(kinds.first == "case" && kinds.last == "end")
        for kind in [
            "step", "http.request", "http.reply", "mqtt.connect", "mqtt.subscribe", "fault", "push", "driver.sent",
        ] {
            #expect(kinds.contains(kind), "\(kind)")
        }
        let times = played.events.map(\.milliseconds)
        #expect(try #require(times.last) > times[0] && times == times.sorted())
        let pushes = Evidence(played.events).pushes
        #expect(!pushes.isEmpty && pushes.allSatisfy(\.isSubscribed))
    }

    @Test("a client that crashes ends the case it is at, and the next one has a new process")
    func restarted() async throws {
        let count = Mutex(0)
        let cases = try Self.cases("TOKEN-01", "READ-01", "HIST-01")
        let outcome = try await Self.run(try Self.nullDriver(.crasher), cases) { _ in count.withLock { $0 += 1 } }

        #expect(outcome.results.map(\.caseID) == cases.map(\.id))
        #expect(outcome.results.allSatisfy { $0.verdict == .fail && $0.cause == .crash })
        #expect(count.withLock { $0 } == 3)
        for played in outcome.played {
            #expect(played.events.count { $0.kind.word == "driver.exit" } == 1)
        }
    }

    @Test("several clients at a time do every case once")
    func pool() async throws {
        let count = Mutex<[String: Int]>([:])
        let cases = try Self.cases("TOKEN-01", "READ-01", "HIST-01", "RELAY-01")
        let outcome = try await Self.run(try Self.nullDriver(.liar, jobs: 2), cases) { played in
            count.withLock { $0[played.result.caseID, default: 0] += 1 }
        }

        #expect(outcome.results.map(\.caseID) == cases.map(\.id))
        #expect(count.withLock { $0 } == Dictionary(cases.map { ($0.id, 1) }) { first, _ in first })
        #expect(outcome.results.allSatisfy { $0.verdict == .inconclusive }, "\(outcome.results.map(\.verdict))")
    }

    @Test("a client that fails the canary plays nothing else")
    func canary() async throws {
        var options = try Self.nullDriver(.crasher)
        options.isWithoutCanary = false
        let outcome = try await Self.run(options, try Self.cases("TOKEN-01"))

        #expect(outcome.canaryFailure?.result.cause == .crash)
        #expect(outcome.results.map(\.verdict) == [.notRun])
    }

    @Test("a client that cannot be started is no failure of a case")
    func notStarted() async throws {
        let options = RunOptions(command: ClientCommand(program: "/no/such/client"), jobs: 1)
        let outcome = try await Self.run(options, try Self.cases("TOKEN-01"))

        #expect(try #require(outcome.startFailure).contains("/no/such/client"))
        #expect(outcome.results.map(\.verdict) == [.notRun])
    }

    private static func selfTest(
        _ cases: [Case],
        _ body: (SelfTest) async -> SelfTest.Finding
    ) async throws -> SelfTest.Finding {
        let program = try program
        return try await withBroker { broker, logger in
            let canary = try CaseCatalogue.loadCanary()
            return await body(
                SelfTest(program: program, broker: broker, cases: cases, canary: canary, jobs: 1, logger: logger)
            )
        }
    }

    @Test("the self-test holds a defect to the checks it is pinned to")
    func mutants() async throws {
        let cases = try Self.cases("READ-01")
        let found = try await Self.selfTest(cases) { selfTest in
            await selfTest.mutants([("all-or-nothing", ["READ-01/again"]), ("login-per-call", [])])
        }

        #expect(found.lines.count == 2)
        #expect(found.lines[0].hasPrefix("all-or-nothing: not as pinned (played again after: "))
        #expect(found.problems.contains { $0.contains("READ-01/rows") })
        #expect(found.problems.contains { $0.contains("READ-01/again") })
        #expect(!found.problems.contains { $0.contains("login-per-call") })
    }

    @Test("the self-test sees that a fault was switched off")
    func withoutFaults() async throws {
        let found = try await Self.selfTest(try Self.cases("READ-01", "TOKEN-01")) { await $0.withoutFaults() }

        #expect(found.problems == [])
        #expect(found.lines == ["READ-01: error, fault not delivered: rule 'silent-two' never hit anything"])
    }
}
