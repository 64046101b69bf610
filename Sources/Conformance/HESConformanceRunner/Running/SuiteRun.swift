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

    /// Whether the client answered anything in the case.
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
    /// The first canary that did not pass; nil if it always passed.
    package var canaryFailure: PlayedCase?
    /// Why the client's command cannot be started; nil if it can.
    package var startFailure: String?
}

/// Runs cases against a client, several clients at a time.
package struct SuiteRun: Sendable {
    /// Version of the suite, as clients and reports are told.
    package static let version = "1.0.0"

    let options: RunOptions
    let broker: SharedBroker
    let canary: Case
    let logger: Logger
    /// Called with each case when it is done, on any thread.
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
            // The other workers play its cases.
            logger.error("A worker has no broker", metadata: ["error": "\(error)"])
        }
    }

    private func with(_ broker: SharedBroker) -> SuiteRun {
        SuiteRun(options, broker: broker, canary: canary, logger: logger, onPlayed: onPlayed)
    }

    package func run(_ cases: [PlannedCase]) async -> SuiteOutcome {
        let queue = CaseQueue(cases)
        let first = ClientWorker(self, queue: queue, number: 0)
        // One client alone first: if it fails the canary, no case is run.
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
