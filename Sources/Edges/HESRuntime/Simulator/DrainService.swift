import HESSimulation
package import Logging
import ServiceLifecycle

/// On shutdown, waits at most `patience` until accepted plans and pushes have reached the broker, and logs the rest.
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
        // It throws when cancelled: the process ends then as well.
        try? await gracefulShutdown()
        let deadline = ContinuousClock.now.advanced(by: patience)
        while !Task.isCancelled, ContinuousClock.now < deadline,
            simulator.worlds.contains(where: { $0.hasWork(before: deadline) })
        {
            // It throws when cancelled, which ends the loop.
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

/// On shutdown, answers at once the calls that a scenario holds back.
package struct ReleaseService: Service {
    private let simulator: Simulator

    package init(_ simulator: Simulator) {
        self.simulator = simulator
    }

    package func run() async throws {
        // It throws when cancelled: the process ends then as well.
        try? await gracefulShutdown()
        for world in simulator.worlds { world.releaseReplies() }
    }
}
