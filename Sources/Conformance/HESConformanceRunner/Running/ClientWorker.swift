import HESClientDriver
import HESConformance
import HESContract
import HESSimulation
import SimulationKernel

/// One client process after another, working through the cases: a client that crashes or hangs ends the case it is at, and
/// the next one begins with the canary.
struct ClientWorker {
    private let suite: SuiteRun
    private let book: CaseBook
    private let number: Int
    private let router = NoteRouter()

    /// A client that does not get through the canary so often is not started again.
    private static let mostFailedStarts = 2

    init(_ suite: SuiteRun, _ book: CaseBook, number: Int) {
        self.suite = suite
        self.book = book
        self.number = number
    }

    private var options: RunOptions { suite.options }

    /// The canary alone.
    func begin() async {
        await session { session, capabilities in
            await goodbye(session)
        }
    }

    /// Until no case is left.
    func work() async {
        var failedStarts = 0
        while !book.isDone, failedStarts < Self.mostFailedStarts {
            let isStarted = await session { session, capabilities in
                while session.death == nil, let (number, planned) = book.takeNext() {
                    let played = await play(planned.testCase, planned.pack, session, capabilities)
                    book.put(played, at: number)
                    suite.onPlayed(played)
                }
                if session.death == nil { _ = await passesCanary(session, capabilities) }
                await goodbye(session)
            }
            failedStarts = isStarted ? 0 : failedStarts + 1
        }
    }

    /// - Returns: whether the client got through the canary.
    @discardableResult
    private func session(_ body: (any ClientSession, JSONValue) async -> Void) async -> Bool {
        do {
            let observer: DriverObserver = { [router] in router.take($0) }
            return try await options.withSession(observer: observer) { session in
                let hello = try? await greet(session)
                if let hello {
                    book.introduce(.init(name: hello.name, version: hello.version, language: hello.language))
                }
                let capabilities = hello?.capabilities ?? .members([])
                guard await passesCanary(session, capabilities) else { return false }
                await body(session, capabilities)
                return true
            }
        } catch {
            book.fail(failure(of: suite.canary, "default", "\(error)"))
            return false
        }
    }

    private func passesCanary(_ session: any ClientSession, _ capabilities: JSONValue) async -> Bool {
        if options.isWithoutCanary { return session.death == nil }
        let canary = await play(suite.canary, "default", session, capabilities)
        if canary.result.verdict != .pass { book.fail(canary) }
        return canary.result.verdict == .pass
    }

    private func greet(_ session: any ClientSession) async throws(SessionFailure) -> ClientHello {
        let suite = SuiteIdentity(version: ConformanceSuite.version, catalogue: CaseCatalogue.version)
        let hello = try await session.hello(suite, within: options.shortPatience)
        let name = SeededHash(seed: options.seed).about("probe").about(UInt64(number)).value
        try await session.probe("x-probe-" + String(name, radix: 16).prefix(4), within: options.shortPatience)
        return hello
    }

    private func goodbye(_ session: any ClientSession) async {
        guard session.death == nil else { return }
        try? await session.bye(within: options.shortPatience)
    }

    private func play(
        _ testCase: Case,
        _ pack: String,
        _ session: any ClientSession,
        _ capabilities: JSONValue
    ) async -> PlayedCase {
        let began = ContinuousClock.now
        let plan = StagePlan(testCase, pack: pack, options)
        do {
            let (options, router, header) = (options, router, header(plan, testCase, capabilities))
            let events = try await CaseStage.with(plan, suite.broker, logger: suite.logger) { stage in
                stage.recorder.record(.suite, "case", header)
                router.lead(to: stage.recorder)
                let run = CaseRun(
                    testCase: testCase,
                    stage: stage,
                    session: session,
                    capabilities: capabilities,
                    options: options
                )
                await run.run()
                router.lead(to: nil)
                return stage.recorder.close().events
            }
            let result = Judge.judge(testCase, events)
            return PlayedCase(result: result, events: events, elapsed: began.duration(to: .now))
        } catch {
            router.lead(to: nil)
            return failure(of: testCase, pack, "\(error)", header(plan, testCase, capabilities))
        }
    }

    private func header(
        _ plan: StagePlan,
        _ testCase: Case,
        _ capabilities: JSONValue
    ) -> [(String, JSONValue)] {
        [
            ("case", .string(testCase.id)), ("pack", .string(plan.pack)),
            ("catalogue", .string(CaseCatalogue.version)), ("seed", .number("\(options.seed)")),
            ("tenantCode", .string(plan.tenantCode)), ("username", .string(plan.user.username)),
            ("timeZone", .string(StagePlan.timeZone)), ("capabilities", capabilities),
            ("isBlind", .bool(options.isBlind)),
        ]
    }

    /// A fault of the suite, or a client that cannot be started.
    private func failure(
        of testCase: Case,
        _ pack: String,
        _ what: String,
        _ header: [(String, JSONValue)]? = nil
    ) -> PlayedCase {
        let plan = StagePlan(testCase, pack: pack, options)
        let recorder = EvidenceRecorder(start: SimulatedInstant(milliseconds: 0))
        recorder.record(.suite, "case", header ?? self.header(plan, testCase, .members([])))
        recorder.record(.suite, "error", [("what", .string(what))])
        let events = recorder.close().events
        return PlayedCase(result: Judge.judge(testCase, events), events: events, elapsed: .zero)
    }
}
