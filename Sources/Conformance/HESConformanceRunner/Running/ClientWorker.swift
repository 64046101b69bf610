import HESClientDriver
import HESConformance
import HESContract
import HESSimulation
import JSON
import SimulationKernel

/// Plays cases with one client process after another: a client that crashes or hangs ends its case, and the next process
/// begins with the canary.
struct ClientWorker {
    private let suite: SuiteRun
    private let queue: CaseQueue
    private let number: Int

    /// Sessions in a row without a finished case after which no further client is started.
    private static let mostIdleSessions = 2

    /// A client process that runs, and the router of its events.
    private struct ConnectedClient {
        let session: any ClientSession
        let capabilities: JSONValue
        let router: DriverEventRouter
    }

    init(_ suite: SuiteRun, queue: CaseQueue, number: Int) {
        self.suite = suite
        self.queue = queue
        self.number = number
    }

    private var options: RunOptions { suite.options }

    /// Plays the canary alone.
    func begin() async {
        await withClient { await goodbye($0.session) }
    }

    /// Plays cases until the queue is empty.
    func work() async {
        var idleSessions = 0
        while !queue.isDone, !Task.isCancelled, idleSessions < Self.mostIdleSessions {
            var count = 0
            await withClient { client in
                count = await playCases(client)
                if client.session.death == nil { _ = await passesCanary(client) }
                await goodbye(client.session)
            }
            idleSessions = count > 0 ? 0 : idleSessions + 1
        }
    }

    /// - Returns: how many cases were played.
    private func playCases(_ client: ConnectedClient) async -> Int {
        var count = 0
        while client.session.death == nil, !Task.isCancelled, let (number, planned) = queue.next() {
            let played = await play(planned.testCase, under: planned.pack, with: client)
            // A client that was gone before it was told of the case is not judged by it.
            if client.session.death != nil, !played.isBegun, queue.giveBack(number) { break }
            // Nor is one whose case was cut short.
            if Task.isCancelled { break }
            count += 1
            queue.finish(number, with: played)
            suite.onPlayed(played)
        }
        return count
    }

    /// Starts a client and, if it passes the canary, calls `body` with it.
    private func withClient(_ body: (ConnectedClient) async -> Void) async {
        let router = DriverEventRouter()
        do {
            let observer: DriverObserver = { router.handle($0) }
            try await options.withSession(observer: observer) { session in
                let (hello, failure) = await greet(session)
                if case .notStarted(let command, let why) = failure {
                    return queue.failStart("\(SessionFailure.notStarted(command: command, why: why))")
                }
                if let hello {
                    queue.introduce(.init(name: hello.name, version: hello.version, language: hello.language))
                }
                let client = ConnectedClient(
                    session: session,
                    capabilities: hello?.capabilities ?? .members([]),
                    router: router
                )
                if await passesCanary(client) { await body(client) }
            }
        } catch {
            guard !Task.isCancelled else { return }
            queue.failCanary(failure(of: suite.canary, under: "default", because: "\(error)"))
        }
    }

    private func passesCanary(_ client: ConnectedClient) async -> Bool {
        if options.isWithoutCanary { return client.session.death == nil }
        let canary = await play(suite.canary, under: "default", with: client)
        if canary.result.verdict != .pass, !Task.isCancelled { queue.failCanary(canary) }
        return canary.result.verdict == .pass
    }

    private func greet(_ session: any ClientSession) async -> (hello: ClientHello?, failure: SessionFailure?) {
        let suite = SuiteIdentity(version: SuiteRun.version, catalogue: options.catalogue.rawValue)
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
        // A client that does not end in time is ended by its session, and no case depends on how.
        try? await session.bye(within: options.shortPatience)
    }

    private func play(
        _ testCase: Case,
        under pack: String,
        with client: ConnectedClient
    ) async -> PlayedCase {
        let began = ContinuousClock.now
        let plan = EnvironmentPlan(testCase, pack: pack, options: options)
        let header = self.header(of: testCase, in: plan, capabilities: client.capabilities)
        do {
            let options = options
            let events = try await CaseEnvironment.with(plan, on: suite.broker, logger: suite.logger) { environment in
                // First, as `lead` records the events that came before the first case.
                environment.recorder.record(.begin(header))
                client.router.lead(to: environment.recorder)
                let run = CaseRun(
                    testCase: testCase,
                    environment: environment,
                    session: client.session,
                    capabilities: client.capabilities,
                    options: options
                )
                await run.run()
                client.router.lead(to: nil)
                return environment.recorder.close().events
            }
            let result = Judge.judge(testCase, on: events)
            return PlayedCase(result: result, events: events, elapsed: began.duration(to: .now))
        } catch {
            client.router.lead(to: nil)
            return failure(of: testCase, under: pack, because: "\(error)", header: header)
        }
    }

    private func header(
        of testCase: Case,
        in plan: EnvironmentPlan,
        capabilities: JSONValue
    ) -> EvidenceEvent.CaseHeader {
        var header = EvidenceEvent.CaseHeader()
        header.caseID = testCase.id
        header.pack = plan.pack
        header.catalogue = options.catalogue.rawValue
        header.seed = options.seed
        header.tenantCode = plan.tenantCode
        header.username = plan.user.username
        header.timeZone = plan.timeZone
        header.capabilities = capabilities
        header.isBlind = options.isBlind
        return header
    }

    /// The result of a case that a fault of the suite, or a client that cannot be started, has prevented.
    private func failure(
        of testCase: Case,
        under pack: String,
        because what: String,
        header: EvidenceEvent.CaseHeader? = nil
    ) -> PlayedCase {
        let plan = EnvironmentPlan(testCase, pack: pack, options: options)
        let recorder = EvidenceRecorder(start: SimulatedInstant(milliseconds: 0))
        recorder.record(.begin(header ?? self.header(of: testCase, in: plan, capabilities: [:])))
        recorder.record(.error(.init(what)))
        let events = recorder.close().events
        return PlayedCase(result: Judge.judge(testCase, on: events), events: events, elapsed: .zero)
    }
}
