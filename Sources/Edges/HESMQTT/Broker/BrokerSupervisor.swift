import Logging
import MQTTClient
import Synchronization

/// Runs mosquitto and starts it again when it ends, as the start plan decides.
final class BrokerSupervisor: Sendable {
    private struct Current: Sendable {
        var plan = BrokerStartPlan()
        var processID: Int32?
        /// Its end has been reported and it does not run again yet.
        var isDead = false
        var failedStartCount = 0
        var hasRun = false
    }

    let files: BrokerFiles
    private let programDirectory: String
    private let saving: BrokerSettings.Saving
    private let logger: Logger
    private let onStateChange: @Sendable (ManagedBroker.State) -> Void
    private let ready = Promise<Void>()
    private let current = Mutex(Current())

    init(
        saving: BrokerSettings.Saving,
        logger: Logger,
        onStateChange: @escaping @Sendable (ManagedBroker.State) -> Void
    ) throws {
        let program = try BrokerExecutable.find()
        programDirectory = program.split(separator: "/").dropLast().map { "/\($0)" }.joined()
        self.saving = saving
        self.logger = logger
        self.onStateChange = onStateChange
        files = try BrokerFiles()
    }

    var processID: Int32? { current.withLock { $0.processID } }

    /// - Throws: the reason why it did not start; `.startFailed` when the time is over.
    func waitUntilReady(within limit: Duration) async throws {
        guard try await ready.value(within: limit) == nil else { return }
        throw BrokerError.startFailed(log: ["it did not accept connections within \(limit)"])
    }

    /// Returns when its task is cancelled and the broker has ended, or when it could not be started at all.
    func supervise() async {
        defer { files.remove() }
        do {
            try await Watchdog.watch(over: files.directory) { watchdog in
                let process = BrokerProcess(programDirectory: programDirectory, files: files, logger: logger)
                try await keepRunning(process, watchdog: watchdog)
            }
        } catch {
            ready.complete(with: .failure(error))
            if !Task.isCancelled {
                let hasRun = current.withLock { $0.hasRun }
                logger.log(level: hasRun ? .error : .info, "Broker given up", metadata: ["error": "\(error)"])
            }
        }
        current.withLock { $0.processID = nil }
        onStateChange(.stopped)
    }

    private func keepRunning(_ process: BrokerProcess, watchdog: Watchdog) async throws {
        var step = BrokerStartPlan.Step.run(after: .zero)
        while true {
            switch step {
            case .fail(let error):
                throw error
            case .run(let pause):
                try await Task.sleep(for: pause)
                step = try await runOnce(process, watchdog: watchdog)
            }
        }
    }

    private func runOnce(_ process: BrokerProcess, watchdog: Watchdog) async throws -> BrokerStartPlan.Step {
        var settings = BrokerSettings()
        settings.saving = saving
        let end = await end(of: process, settings, watchdog: watchdog)
        try Task.checkCancellation()
        if end.wasReady {
            current.withLock { $0.processID = nil }
            logger.warning(
                "The broker died: it is started again, and pushes wait meanwhile",
                metadata: ["broker.status": "\(end.status)"]
            )
            current.withLock { ($0.isDead, $0.failedStartCount) = (true, 0) }
            onStateChange(.died(status: end.status, isAbrupt: end.isAbrupt))
        } else {
            startFailed(end)
        }
        var generator = SystemRandomNumberGenerator()
        return current.withLock { $0.plan.step(after: end, using: &generator) }
    }

    /// Reports the first failure after a death, and one in ten of those that follow; a first start that fails ends the process.
    private func startFailed(_ end: BrokerStartPlan.End) {
        let count = current.withLock { current in
            current.failedStartCount += current.isDead ? 1 : 0
            return current.failedStartCount
        }
        guard count > 0 else { return }
        let reason = end.log.last ?? end.status
        onStateChange(.startFailed(count: count, reason: reason))
        guard count % 10 == 1 else { return }
        logger.warning(
            "The broker is absent: it could not be started again; the next attempt follows within five seconds",
            metadata: ["broker.log": "\(reason)", "attempts": "\(count)"]
        )
    }

    /// A failure of the supervision itself ends the broker too; both count as its death, and it is started again.
    private func end(
        of process: BrokerProcess,
        _ settings: BrokerSettings,
        watchdog: Watchdog
    ) async -> BrokerStartPlan.End {
        do {
            return try await process.run(settings, watchdog: watchdog) { [self] processID in
                becameReady(processID)
            }
        } catch {
            let text = "\(error)"
            return .init(wasReady: processID != nil, log: [text], status: text, isAbrupt: true)
        }
    }

    private func becameReady(_ processID: Int32) {
        let wasDead = current.withLock { current in
            defer { (current.processID, current.isDead, current.hasRun) = (processID, false, true) }
            return current.isDead
        }
        let facts: Logger.Metadata = ["mqtt.socket": "\(files.socket)", "broker.pid": "\(processID)"]
        logger.log(level: wasDead ? .notice : .info, wasDead ? "The broker runs again" : "Broker runs", metadata: facts)
        onStateChange(.running(processID: processID))
        ready.succeed()
    }
}
