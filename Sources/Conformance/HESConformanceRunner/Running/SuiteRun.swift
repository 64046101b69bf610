import HESClientDriver
package import HESConformance
import HESContract
package import Logging
import Synchronization

/// A case under a pack, to be run.
package struct PlannedCase: Sendable {
    package let testCase: Case
    package let pack: String

    package init(_ testCase: Case, pack: String) {
        self.testCase = testCase
        self.pack = pack
    }
}

/// A case that was run, with what was seen.
package struct PlayedCase: Sendable {
    package let result: CaseResult
    package let events: [EvidenceEvent]
    package let elapsed: Duration

    /// Whether the client was there when the case began.
    var isBegun: Bool {
        events.contains { event in
            if case .driverReceived = event.kind { true } else { false }
        }
    }
}

/// What a run of the suite found.
package struct SuiteOutcome: Sendable {
    /// In the order of the plan.
    package var played: [PlayedCase]
    package var client: RunResult.Client?
    /// Nil where it passed at the start: then the cases were run.
    package var canaryFailure: PlayedCase?
    /// The client's command cannot be started at all, and why.
    package var startFailure: String?
}

/// Runs cases against a client, several clients at a time.
package struct SuiteRun: Sendable {
    let options: RunOptions
    let broker: SharedBroker
    let canary: Case
    let logger: Logger
    /// Told each case as it is done, from any thread.
    let onPlayed: @Sendable (PlayedCase) -> Void

    package init(
        _ options: RunOptions,
        broker: SharedBroker,
        canary: Case,
        logger: Logger,
        onPlayed: @escaping @Sendable (PlayedCase) -> Void = { _ in }
    ) {
        self.options = options
        self.broker = broker
        self.canary = canary
        self.logger = logger
        self.onPlayed = onPlayed
    }

    /// Each worker has a broker of its own: what one client does there, another's case never sees.
    private func work(_ number: Int, _ book: CaseBook) async {
        guard number > 0 else { return await ClientWorker(self, book, number: number).work() }
        do {
            let own = try await SharedBroker.start(logger: logger)
            await ClientWorker(with(own), book, number: number).work()
            await own.stop()
        } catch {
            // The others do its cases.
            logger.error("A worker has no broker", metadata: ["error": "\(error)"])
        }
    }

    private func with(_ broker: SharedBroker) -> SuiteRun {
        SuiteRun(options, broker: broker, canary: canary, logger: logger, onPlayed: onPlayed)
    }

    package func run(_ cases: [PlannedCase]) async -> SuiteOutcome {
        let book = CaseBook(cases)
        let first = ClientWorker(self, book, number: 0)
        // One client alone first: if it cannot do the simplest thing, nothing else is worth a try.
        if !options.isWithoutCanary { await first.begin() }
        guard book.canaryFailure == nil, book.outcome.startFailure == nil else { return book.outcome }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<max(1, min(options.jobs, cases.count)) {
                group.addTask { await self.work(number, book) }
            }
        }
        return book.outcome
    }
}

/// The cases of a run: which are still to be done, and what became of the others.
final class CaseBook: Sendable {
    private struct State {
        var next = 0
        /// Whose client was gone before they began, to be played by another; each once.
        var returned: [Int] = []
        var returnedOnce: Set<Int> = []
        var played: [PlayedCase?]
        var client: RunResult.Client?
        var canaryFailure: PlayedCase?
        var startFailure: String?
    }

    private let cases: [PlannedCase]
    private let state: Mutex<State>

    init(_ cases: [PlannedCase]) {
        self.cases = cases
        state = Mutex(State(played: Array(repeating: nil, count: cases.count)))
    }

    func takeNext() -> (number: Int, planned: PlannedCase)? {
        state.withLock { state in
            if let number = state.returned.popLast() { return (number, cases[number]) }
            guard state.next < cases.count else { return nil }
            defer { state.next += 1 }
            return (state.next, cases[state.next])
        }
    }

    /// - Returns: whether another client will play it.
    func giveBack(_ number: Int) -> Bool {
        state.withLock { state in
            guard state.returnedOnce.insert(number).inserted else { return false }
            state.returned.append(number)
            return true
        }
    }

    func put(_ played: PlayedCase, at number: Int) { state.withLock { $0.played[number] = played } }

    func introduce(_ client: RunResult.Client) { state.withLock { $0.client = $0.client ?? client } }

    func cannotStart(_ why: String) { state.withLock { $0.startFailure = $0.startFailure ?? why } }

    func fail(_ canary: PlayedCase) { state.withLock { $0.canaryFailure = $0.canaryFailure ?? canary } }

    var canaryFailure: PlayedCase? { state.withLock { $0.canaryFailure } }

    var isDone: Bool { state.withLock { $0.next >= cases.count && $0.returned.isEmpty } }

    var outcome: SuiteOutcome {
        state.withLock { state in
            let played = zip(cases, state.played).map { planned, played in played ?? Self.notRun(planned) }
            return SuiteOutcome(
                played: played,
                client: state.client,
                canaryFailure: state.canaryFailure,
                startFailure: state.startFailure
            )
        }
    }

    private static func notRun(_ planned: PlannedCase) -> PlayedCase {
        let result = CaseResult(notRun: planned.testCase, pack: planned.pack)
        return PlayedCase(result: result, events: [], elapsed: .zero)
    }
}
