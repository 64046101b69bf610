import HESClientDriver
package import HESConformance
package import Logging

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
    /// Nil if the canary passed at the start, so that the cases were run.
    package var canaryFailure: PlayedCase?
    /// The client's command cannot be started at all, and why.
    package var startFailure: String?
}

/// Runs cases against a client, several clients at a time.
package struct SuiteRun: Sendable {
    /// Of the suite, as it tells clients and reports.
    package static let version = "1.0.0"

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

    /// Each worker has a broker of its own: no case sees what another client does there.
    private func work(as number: Int, from queue: CaseQueue) async {
        guard number > 0 else { return await ClientWorker(self, queue: queue, number: number).work() }
        do {
            let own = try await SharedBroker.start(logger: logger)
            await ClientWorker(with(own), queue: queue, number: number).work()
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
        let queue = CaseQueue(cases)
        let first = ClientWorker(self, queue: queue, number: 0)
        // One client alone first: if it cannot do the simplest thing, nothing else is worth a try.
        if !options.isWithoutCanary { await first.begin() }
        guard queue.canaryFailure == nil, queue.outcome.startFailure == nil else { return queue.outcome }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<max(1, min(options.jobs, cases.count)) {
                group.addTask { await self.work(as: number, from: queue) }
            }
        }
        return queue.outcome
    }
}
