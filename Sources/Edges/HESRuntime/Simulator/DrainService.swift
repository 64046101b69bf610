import HESSimulation
package import Logging
import ServiceLifecycle

/// Lets what was accepted reach the broker before the process ends, for a bounded time; says what did not.
package struct DrainService: Service {
    private let simulator: Simulator
    private let patience: Duration
    private let logger: Logger

    package init(_ simulator: Simulator, patience: Duration, logger: Logger) {
        self.simulator = simulator
        self.patience = patience
        self.logger = logger
    }

    package func run() async throws {
        try? await gracefulShutdown()
        let deadline = ContinuousClock.now.advanced(by: patience)
        while !Task.isCancelled, ContinuousClock.now < deadline,
            simulator.worlds.contains(where: { $0.hasWork(before: deadline) })
        {
            try? await Task.sleep(for: .milliseconds(2))
        }
        for world in simulator.worlds {
            let (plans, pushes) = world.undelivered
            guard plans + pushes > 0 else { continue }
            logger.warning(
                "Stopping with undelivered results",
                metadata: ["tenant": "\(world.tenantCode)", "plans": "\(plans)", "pushes": "\(pushes)"]
            )
        }
    }
}

/// Answers the calls that a scenario holds back as soon as the process is told to stop; their clients are waiting.
package struct ReleaseService: Service {
    private let simulator: Simulator

    package init(_ simulator: Simulator) {
        self.simulator = simulator
    }

    package func run() async throws {
        try? await gracefulShutdown()
        for world in simulator.worlds { world.releaseReplies() }
    }
}

extension World {
    /// Plans still in flight, and pushes that the broker has not acknowledged.
    package var undelivered: (plans: Int, pushes: Int) {
        read { headEnd, _ in (headEnd.plans.inFlightCount, headEnd.unacknowledged.count) }
    }

    /// Whether something is unacknowledged, or falls due by then.
    func hasWork(before deadline: ContinuousClock.Instant) -> Bool {
        read { headEnd, clock in
            let next = headEnd.nextEvent.flatMap { clock.wallInstant(of: $0) }
            return !headEnd.unacknowledged.isEmpty || next.map { $0 < deadline } ?? false
        }
    }
}
