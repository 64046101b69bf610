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

    /// A client that gets through no case so often is not started again.
    private static let mostIdleSessions = 2

    /// A client process that is up, and where its notes go.
    private struct Seat {
        let session: any ClientSession
        let capabilities: JSONValue
        let router: NoteRouter
    }

    init(_ suite: SuiteRun, _ book: CaseBook, number: Int) {
        self.suite = suite
        self.book = book
        self.number = number
    }

    private var options: RunOptions { suite.options }

    /// The canary alone.
    func begin() async {
        await sit { await goodbye($0.session) }
    }

    /// Until no case is left.
    func work() async {
        var idleSessions = 0
        while !book.isDone, idleSessions < Self.mostIdleSessions {
            var count = 0
            await sit { seat in
                count = await playCases(seat)
                if seat.session.death == nil { _ = await passesCanary(seat) }
                await goodbye(seat.session)
            }
            idleSessions = count > 0 ? 0 : idleSessions + 1
        }
    }

    /// - Returns: how many.
    private func playCases(_ seat: Seat) async -> Int {
        var count = 0
        while seat.session.death == nil, let (number, planned) = book.takeNext() {
            let played = await play(planned.testCase, planned.pack, seat)
            // A client that was gone before it was told of the case is not judged by it.
            if seat.session.death != nil, !played.isBegun, book.giveBack(number) { break }
            count += 1
            book.put(played, at: number)
            suite.onPlayed(played)
        }
        return count
    }

    /// Starts a client and, once it is through the canary, lets it play.
    private func sit(_ body: (Seat) async -> Void) async {
        let router = NoteRouter()
        do {
            let observer: DriverObserver = { router.take($0) }
            try await options.withSession(observer: observer) { session in
                let (hello, failure) = await greet(session)
                if case .notStarted(let command, let why) = failure {
                    return book.cannotStart("\(SessionFailure.notStarted(command: command, why: why))")
                }
                if let hello {
                    book.introduce(.init(name: hello.name, version: hello.version, language: hello.language))
                }
                let seat = Seat(session: session, capabilities: hello?.capabilities ?? .members([]), router: router)
                if await passesCanary(seat) { await body(seat) }
            }
        } catch {
            book.fail(failure(of: suite.canary, "default", "\(error)"))
        }
    }

    private func passesCanary(_ seat: Seat) async -> Bool {
        if options.isWithoutCanary { return seat.session.death == nil }
        let canary = await play(suite.canary, "default", seat)
        if canary.result.verdict != .pass { book.fail(canary) }
        return canary.result.verdict == .pass
    }

    private func greet(_ session: any ClientSession) async -> (hello: ClientHello?, failure: SessionFailure?) {
        let suite = SuiteIdentity(version: ConformanceSuite.version, catalogue: CaseCatalogue.version)
        let name = SeededHash(seed: options.seed).about("probe").about(UInt64(number)).value
        var hello: ClientHello?
        do {
            hello = try await session.hello(suite, within: options.shortPatience)
            try await session.probe("x-probe-" + String(name, radix: 16).prefix(4), within: options.shortPatience)
            return (hello, nil)
        } catch {
            return (hello, error)
        }
    }

    private func goodbye(_ session: any ClientSession) async {
        guard session.death == nil else { return }
        try? await session.bye(within: options.shortPatience)
    }

    private func play(
        _ testCase: Case,
        _ pack: String,
        _ seat: Seat
    ) async -> PlayedCase {
        let began = ContinuousClock.now
        let plan = StagePlan(testCase, pack: pack, options)
        do {
            let (options, header) = (options, header(plan, testCase, seat.capabilities))
            let events = try await CaseStage.with(plan, suite.broker, logger: suite.logger) { stage in
                stage.recorder.record(.begin(header))
                seat.router.lead(to: stage.recorder)
                let run = CaseRun(
                    testCase: testCase,
                    stage: stage,
                    session: seat.session,
                    capabilities: seat.capabilities,
                    options: options
                )
                await run.run()
                seat.router.lead(to: nil)
                return stage.recorder.close().events
            }
            let result = Judge.judge(testCase, events)
            return PlayedCase(result: result, events: events, elapsed: began.duration(to: .now))
        } catch {
            seat.router.lead(to: nil)
            return failure(of: testCase, pack, "\(error)", header(plan, testCase, seat.capabilities))
        }
    }

    private func header(
        _ plan: StagePlan,
        _ testCase: Case,
        _ capabilities: JSONValue
    ) -> EvidenceEvent.CaseHeader {
        var header = EvidenceEvent.CaseHeader()
        header.caseID = testCase.id
        header.pack = plan.pack
        header.catalogue = CaseCatalogue.version
        header.seed = options.seed
        header.tenantCode = plan.tenantCode
        header.username = plan.user.username
        header.timeZone = StagePlan.timeZone
        header.capabilities = capabilities
        header.isBlind = options.isBlind
        return header
    }

    /// A fault of the suite, or a client that cannot be started.
    private func failure(
        of testCase: Case,
        _ pack: String,
        _ what: String,
        _ header: EvidenceEvent.CaseHeader? = nil
    ) -> PlayedCase {
        let plan = StagePlan(testCase, pack: pack, options)
        let recorder = EvidenceRecorder(start: SimulatedInstant(milliseconds: 0))
        recorder.record(.begin(header ?? self.header(plan, testCase, .members([]))))
        recorder.record(.error(.init(what)))
        let events = recorder.close().events
        return PlayedCase(result: Judge.judge(testCase, events), events: events, elapsed: .zero)
    }
}
